"""The way to the node above: POST over one kept connection, each step within its time."""

import http.client
import io
import os
import ssl
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tuyen.edge.sync.exchange import LineBroke

PATIENCE_S = 30.0  # without a single byte; the whole may take as long as the line needs
MOST_REPLY = 4 * 2**20
BLOCK = 8 * 2**10
CA_VARIABLE = "TUYEN_HUB_CA"  # the authority of a hub that has one of its own (tuyen serve --lan)
OWN_COMPUTER = ("localhost", "127.0.0.1", "::1")


Connect = Callable[..., Any]  # opens the socket: as socket.create_connection


class NotSafe(ValueError):
    """Records go over TLS, or stay on this computer."""


class Line:
    """`with Line(url) as line: line.post("/sync/pull", body)`."""

    def __init__(
        self, url: str, patience_s: float = PATIENCE_S, connect: Connect | None = None
    ) -> None:
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in ("http", "https"):
            raise NotSafe(url)
        if parts.scheme == "http" and parts.hostname not in OWN_COMPUTER:
            raise NotSafe(url)
        self._base = parts.path.rstrip("/")
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=os.environ.get(CA_VARIABLE) or None)
            self._way: http.client.HTTPConnection = http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=patience_s, context=context
            )
        else:
            self._way = http.client.HTTPConnection(parts.hostname, parts.port, timeout=patience_s)
        if connect is not None:
            self._way._create_connection = connect  # type: ignore[attr-defined]

    def post(self, path: str, body: bytes) -> bytes:
        """The body of the answer, whatever its status: what counts is signed inside it.

        The body goes out block by block, so that a slow line has its time for each of them.
        """
        try:
            self._ask(path, body)
            answer = self._way.getresponse()
            said = answer.read(MOST_REPLY + 1)
            if len(said) > MOST_REPLY:
                raise LineBroke("the answer is too long")
        except (OSError, http.client.HTTPException) as fault:
            self._way.close()
            raise LineBroke(type(fault).__name__) from fault
        except LineBroke:
            self._way.close()
            raise
        return said

    def _ask(self, path: str, body: bytes) -> None:
        """No header more than is needed: a visit alone is 700 bytes with them."""
        self._way.putrequest("POST", self._base + path, skip_accept_encoding=True)
        self._way.putheader("Content-Type", "application/octet-stream")
        self._way.putheader("Content-Length", str(len(body)))
        self._way.endheaders(io.BytesIO(body))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._way.close()


def post_once(url: str, body: bytes) -> bytes:
    """One request to a full address (enrolment)."""
    parts = urlsplit(url)
    with Line(f"{parts.scheme}://{parts.netloc}") as line:
        return line.post(parts.path, body)
