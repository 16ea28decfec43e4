"""Pictures that nobody confirmed within a day leave the disk, unless a chart names the same bytes."""

import datetime as dt

from tuyen.core import clock
from tuyen.domains.imaging.models import PendingUpload
from tuyen.platform.attachments import store
from tuyen.platform.attachments.models import Blob
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.outbox.regular import every
from tuyen.record.models import Document, ImagingInstance

PENDING_HOURS = 24


@every("1d")
def sweep_pending() -> None:
    until = clock.now() - dt.timedelta(hours=PENDING_HOURS)
    for pending in PendingUpload.objects.filter(sent_at__lt=until):
        forget(pending)


def forget(pending: PendingUpload) -> None:
    """The row first: bytes without a row are only bytes, a row without bytes would promise something."""
    sums = {each["sha256"] for each in pending.files}
    with write_turn():
        pending.delete()
    others = PendingUpload.objects.values_list("files", flat=True)
    waiting = {each["sha256"] for rows in others for each in rows}
    named = {
        sha256
        for model in (ImagingInstance, Document)
        for sha256 in model.objects.filter(sha256__in=sums).values_list("sha256", flat=True)
    }
    for sha256 in sums - named - waiting:
        with write_turn():
            Blob.objects.filter(sha256=sha256).delete()
        store.drop(sha256)
