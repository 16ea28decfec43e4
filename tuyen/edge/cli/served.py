"""What the server of `tuyen serve` loads: the pages and, on a station, the job thread beside them."""

import tuyen.core.by_thread  # noqa: F401, I001  before Django
from importlib import import_module

from tuyen.core import uncollected

from django.db import connection
from django.urls import reverse

from tuyen.platform import turnstile
from tuyen.platform.changes import checkpoints
from tuyen.platform.ui import sentences
from tuyen.wsgi import application as pages

# A hub's threads wait for the database's answers, another process; a station's for the interpreter.
application = turnstile.through(pages) if connection.vendor == "sqlite" else pages


def _open_the_rooms() -> None:
    """Read the views of all rooms now, not while somebody waits for the first page (two seconds).

    The interface for programs only on a hub: at a station hardly any program asks.
    """
    reverse("clinic:today")
    if connection.vendor != "sqlite":
        import_module("tuyen.edge.api.urls")
    uncollected.over()


def _start_threads() -> None:
    from tuyen.platform.outbox.worker import start_job_thread  # tables exist once the pages do

    if connection.vendor == "sqlite":
        checkpoints.start()
    start_job_thread()


sentences.keep()
_open_the_rooms()
_start_threads()
