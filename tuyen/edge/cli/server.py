"""The process over the server's workers: it ends whenever it is told to, and leaves nobody behind.

Granian as it comes may miss the word: a signal that comes while a worker is being replaced is forgotten
and the process waits for ever; one that reaches a worker still loading is swallowed and costs ten seconds.
Here a thread of its own hears signals, however busy the main thread is.

No Django in this process: its memory is the workers'.
"""

import argparse
import os
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

KILL_AFTER_S = 10
THREADS = 4  # enough for a station; the write lock is one anyway
Pipe = tuple[int, int] | None


class Server(Granian):  # type: ignore[misc, valid-type]
    """Granian, told to end by a thread that insists until it ends."""

    is_ending = False

    def startup(self, *said: Any, **named: Any) -> None:
        hears, told = socket.socketpair()
        for each in (hears, told):
            each.setblocking(False)
        signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
        hears.setblocking(True)
        self._told = told  # kept open
        threading.Thread(target=self._listen, args=(hears,), daemon=True).start()
        super().startup(*said, **named)

    def signal_handler_interrupt(self, *_said: Any, **_named: Any) -> None:
        """The thread has heard it too. A worker that is not ready yet just ends."""
        if os.getpid() != self.pid:
            os._exit(0)

    signal_handler_reload = signal_handler_interrupt

    def _listen(self, hears: socket.socket) -> None:
        endings = {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGBREAK", signal.SIGTERM)}
        while (heard := hears.recv(1)) and heard[0] not in endings:
            self.reload_signal = True
            self.main_loop_interrupt.set()
        self.end()

    def end(self) -> None:
        self.interrupt_signal = True
        again = threading.Event()
        while not self.is_ending:
            self.main_loop_interrupt.set()
            again.wait(0.1)

    def shutdown(self, *said: Any, **named: Any) -> None:
        self.is_ending = True
        super().shutdown(*said, **named)

    def _stop_workers(self) -> None:
        """A worker that is about to listen forgets what it was told a moment before: it is told again."""
        is_over = threading.Event()
        threading.Thread(target=self._tell_again, args=(is_over,), daemon=True).start()
        super()._stop_workers()
        is_over.set()

    def _tell_again(self, is_over: threading.Event) -> None:
        workers = list(self.wrks)
        while not is_over.wait(0.5):
            for each in workers:
                if each.is_alive():
                    each.terminate()

    def end_with_input(self) -> None:
        """Whoever started this process holds the other end of its input, and may be killed."""
        while os.read(0, 4096):
            pass
        self.end()


def load(target: str, leash: Pipe) -> Callable[..., Any]:
    """In the worker, before anything of ours is there."""
    signal.set_wakeup_fd(-1)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)
    if leash is not None:
        threading.Thread(target=_end_with_the_server, args=leash, daemon=True).start()
    module, _colon, name = target.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def _end_with_the_server(reads: int, writes: int) -> None:
    """The pipe ends when the process over this one does, by whatever hand: nobody keeps the port."""
    os.close(writes)
    os.read(reads, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(KILL_AFTER_S)
    os._exit(1)


def _words() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="tuyen.edge.cli.server")
    words.add_argument("target")
    words.add_argument("--host", required=True)
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--workers", type=int, default=1)
    words.add_argument("--ssl-certificate", type=Path)
    words.add_argument("--ssl-keyfile", type=Path)
    words.add_argument("--leashed", action="store_true")
    return words


def main() -> None:
    given = _words().parse_args()
    server = Server(
        given.target,
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=given.workers,
        blocking_threads=THREADS,
        workers_kill_timeout=KILL_AFTER_S,
        respawn_failed_workers=True,  # without it a killed worker leaves the port dead
        respawn_interval=0.5,
        log_level=LogLevels.warning,
        ssl_cert=given.ssl_certificate,
        ssl_key=given.ssl_keyfile,
    )
    if given.leashed:
        threading.Thread(target=server.end_with_input, daemon=True).start()
    leash = os.pipe() if hasattr(os, "fork") else None
    server.serve(target_loader=partial(load, given.target, leash), wrap_loader=False)


if __name__ == "__main__":
    main()
