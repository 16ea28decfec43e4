"""A bad line between two machines, byte by byte, over a clock of its own (ruling 38).

What a client writes is cut into segments of 1,460 bytes. Each takes its time at 8 to 64 kbit/s; two in a
hundred stall for 1.2 s. A line may break after any byte in either direction, lose one direction for a
while, deliver a request twice, or bring an old request again. No real time passes, so that an hour of a
mountain line is a second of the test.

The client is the product's own: it speaks HTTP into a socket that this module gives it.
"""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

SEGMENT = 1_460
STALL_CHANCE, STALL_S = 0.02, 1.2
HEAD_END = b"\r\n\r\n"

Serve = Callable[[str, bytes], tuple[int, bytes]]  # path and body → status and body


@dataclass
class Weather:
    """How bad it is; chances are for one request."""

    kbit: float = 64.0
    delay_s: float = 0.3
    cut_going: float = 0.0  # breaks while the request is sent
    cut_coming: float = 0.0  # breaks while the answer comes, headers included
    twice: float = 0.0  # the request arrives twice
    old: float = 0.0  # an earlier request arrives once more
    one_way: bool = False  # everything arrives, nothing comes back


@dataclass
class Counted:
    """What happened, for whoever measures."""

    seconds: float = 0.0
    sent: int = 0
    received: int = 0
    asked: int = 0
    broke: int = 0
    stalls: int = 0


@dataclass
class BadLine:
    """The way from a client to `serve`. Give `BadLine.connect` to the client as its way to open sockets."""

    serve: Serve
    weather: Weather = field(default_factory=Weather)
    dice: random.Random = field(default_factory=lambda: random.Random(38))
    counted: Counted = field(default_factory=Counted)
    earlier: list[tuple[str, bytes]] = field(default_factory=list)
    pass_time: Callable[[float], None] = lambda _seconds: None

    def connect(self, *_address: Any, **_said: Any) -> "Socket":
        return Socket(self)

    def carried(self, data: bytes, chance_of_cut: float) -> tuple[bytes, bool]:
        """What comes out at the other end, and whether the line broke before the end."""
        is_cut = self.dice.random() < chance_of_cut
        whole = data[: self.dice.randrange(len(data))] if is_cut and data else data
        for _ in range(0, max(len(whole), 1), SEGMENT):
            stalls = self.dice.random() < STALL_CHANCE
            self.counted.stalls += stalls
            self._take_time(STALL_S if stalls else 0.0)
        self._take_time(self.weather.delay_s / 2 + len(whole) * 8 / (self.weather.kbit * 1000))
        return whole, is_cut

    def _take_time(self, seconds: float) -> None:
        self.counted.seconds += seconds
        self.pass_time(seconds)

    def asked(self, request: bytes) -> bytes:
        """One request and what comes back of its answer; OSError when nothing does."""
        self.counted.asked += 1
        arrived, is_cut = self.carried(request, self.weather.cut_going)
        self.counted.sent += len(arrived)
        if is_cut:
            self.counted.broke += 1
            raise ConnectionResetError("cut while sending")
        path, body = parsed(arrived)
        answer = self._served(path, body)
        if self.weather.one_way:
            self.counted.broke += 1
            raise TimeoutError("nothing came back")
        came, is_cut = self.carried(answer, self.weather.cut_coming)
        self.counted.received += len(came)
        self.counted.broke += is_cut
        return came

    def _served(self, path: str, body: bytes) -> bytes:
        """The other end; what the line brings besides is answered into the void."""
        if self.earlier and self.dice.random() < self.weather.old:
            self.serve(*self.dice.choice(self.earlier))
        status, said = self.serve(path, body)
        if self.dice.random() < self.weather.twice:
            self.serve(path, body)
        self.earlier.append((path, body))
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/octet-stream\r\n"
        return f"{head}Content-Length: {len(said)}\r\n\r\n".encode() + said


class Socket:
    """As much of a socket as http.client uses."""

    def __init__(self, line: BadLine) -> None:
        self._line, self._written = line, bytearray()

    def sendall(self, data: Any) -> None:
        self._written += bytes(data)

    def makefile(self, *_mode: Any, **_said: Any) -> io.BytesIO:
        request, self._written = bytes(self._written), bytearray()
        return io.BytesIO(self._line.asked(request))

    def settimeout(self, _seconds: float | None) -> None: ...

    def setsockopt(self, *_said: Any) -> None: ...

    def close(self) -> None: ...


def parsed(request: bytes) -> tuple[str, bytes]:
    """Path and body of a whole request."""
    head, body = request.split(HEAD_END, 1)
    return head.split(b" ")[1].decode(), body
