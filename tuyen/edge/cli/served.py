"""What the server of `tuyen serve` loads: the pages and, on a station, the job thread beside them."""

from tuyen.platform.outbox.worker import start_job_thread
from tuyen.wsgi import application

start_job_thread()

__all__ = ["application"]
