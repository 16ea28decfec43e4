"""Wakes the job thread of this process; what other processes write is found by its next look."""

import threading

_rung = threading.Event()


def ring() -> None:
    _rung.set()


def wait(seconds: float) -> None:
    """Until somebody rings, or so long."""
    _rung.wait(seconds)
    _rung.clear()
