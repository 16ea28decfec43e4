"""What the server of `tuyen serve` loads: the pages and, on a station, the job thread beside them."""

from tuyen.wsgi import application

__all__ = ["application"]


def _start_jobs() -> None:
    from tuyen.platform.outbox.worker import start_job_thread  # tables exist once the pages do

    start_job_thread()


_start_jobs()
