"""tuyen worker: the jobs of a hub, beside several serving processes."""

import signal
import threading
from typing import Any

from tuyen.edge.cli.console import Quiet, commands, note, refuse, start_django
from tuyen.edge.cli.words import _

app = commands()


@app.command()
def worker(quiet: Quiet = False) -> None:
    start_django()
    from django.db import connection

    from tuyen.platform.outbox.worker import work

    if connection.vendor == "sqlite":
        raise refuse(_("Trên SQLite, công việc nền chạy trong tuyen serve; không cần worker."))
    stop = threading.Event()

    def end(*_signal: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    note(_("Đang chạy công việc nền. Dừng: Ctrl+C"), quiet=quiet)
    work(stop)
