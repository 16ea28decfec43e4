"""The line between two machines of a demo, which somebody can pull out: a relay on this computer."""

import contextlib
import socket
import threading

_PIECE = 65_536


class Cable:
    """Carries bytes from a port of its own to another one while it is plugged in."""

    def __init__(self, port: int, to: int) -> None:
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port, self._to = port, to
        self._plugged = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._plugged.set()
        threading.Thread(target=self._accept, name="tuyen-cable", daemon=True).start()

    @property
    def is_plugged(self) -> bool:
        return self._plugged.is_set()

    def pull(self) -> None:
        """Whatever is on its way is cut in the middle, as when somebody trips over it."""
        self._plugged.clear()
        with self._lock:
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def plug(self) -> None:
        self._plugged.set()

    def close(self) -> None:
        self.pull()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listening.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near:
            if not self.is_plugged:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._to), timeout=10)
            except OSError:
                return
            far.settimeout(None)
            with far:
                self._both_ways(near, far)

    def _both_ways(self, near: socket.socket, far: socket.socket) -> None:
        ends = {near, far}
        with self._lock:
            self._open |= ends
        back = threading.Thread(target=_pour, args=(far, near), daemon=True)
        back.start()
        _pour(near, far)
        back.join()
        with self._lock:
            self._open -= ends


def _pour(source: socket.socket, into: socket.socket) -> None:
    """Until one side hangs up; then the other is told."""
    with contextlib.suppress(OSError):
        while piece := source.recv(_PIECE):
            into.sendall(piece)
    for each in (source, into):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
