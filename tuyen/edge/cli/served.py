"""What the server of `tuyen serve` loads: the pages and, on a station, the job thread beside them."""

import tuyen.core.by_thread  # noqa: F401, I001  before Django
from django.db import connection

from tuyen.platform import turnstile
from tuyen.platform.ui import sentences
from tuyen.wsgi import application as pages

# A hub's threads wait for the database's answers, another process; a station's for the interpreter.
application = turnstile.through(pages) if connection.vendor == "sqlite" else pages


def _start_jobs() -> None:
    from tuyen.platform.outbox.worker import start_job_thread  # tables exist once the pages do

    start_job_thread()


sentences.keep()
_start_jobs()
