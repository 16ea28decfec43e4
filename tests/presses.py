"""The same act pressed on several devices at one moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from tuyen.core.errors import Refused

PRESSES = 4


def at_once(act: Callable[[], Any]) -> list[Any]:
    """What each press gave back, or why it was refused; each has a connection of its own."""
    gate = Barrier(PRESSES)

    def press(_n: int) -> Any:
        gate.wait(60)
        try:
            return act()
        except Refused as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as devices:
        return list(devices.map(press, range(PRESSES)))
