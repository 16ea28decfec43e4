"""What Django keeps for the request in hand (language, connection, zone) is kept by thread.

It asks asgiref for a place that also follows coroutines, by way of context variables; a page asks some
three hundred times. The pages run in threads only (ADR 0002), where both mean the same. To be imported
before Django, by whoever serves pages.
"""

import threading

import asgiref.local


class ByThread(threading.local):
    """In the place of `asgiref.local.Local`."""

    def __init__(self, thread_critical: bool = False) -> None:
        super().__init__()


asgiref.local.Local = ByThread  # type: ignore[assignment,misc]
