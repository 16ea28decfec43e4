"""clamd, where the node has one: bytes go through its socket (INSTREAM), a verdict comes back.

Setting TUYEN_CLAMD: `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`; empty means no scanner.
"""

import socket
import struct
from typing import BinaryIO

from django.conf import settings

_CHUNK = 64 * 1024
_SECONDS = 15


class ScannerAway(Exception):
    """No verdict: nobody answers, or the scanner itself reports a fault."""


def is_set() -> bool:
    return bool(settings.TUYEN_CLAMD)


def is_clean(file: BinaryIO) -> bool:
    """False when the scanner found something. ScannerAway when it could not say."""
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK):
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
            line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
    except OSError as fault:
        raise ScannerAway from fault
    if answer.endswith("FOUND"):
        return False
    if answer.endswith("OK"):
        return True
    raise ScannerAway


def _connected() -> socket.socket:
    kind, _, where = settings.TUYEN_CLAMD.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_SECONDS)
        line.connect(where)
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and (more := line.recv(1024)):
        said += more
    return said.rstrip(b"\0").decode("ascii", "replace")
