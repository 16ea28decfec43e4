"""What the scanner could not judge at once is looked at again; what nobody went on with is thrown away."""

import datetime as dt
from pathlib import Path

from django.conf import settings

from tuyen.core import clock
from tuyen.platform.attachments import actions, scanner, uploads
from tuyen.platform.attachments.models import Blob, BlobState
from tuyen.platform.outbox.regular import every

ARRIVING_HOURS = 24


@every("1m")
def scan_held() -> None:
    if scanner.is_set():
        for blob in Blob.objects.filter(state=BlobState.HELD).order_by("added_at")[:50]:
            actions.scan(blob)


@every("1d")
def sweep_arriving() -> None:
    """Files whose arrival was cut by a power failure."""
    until = (clock.now() - dt.timedelta(hours=ARRIVING_HOURS)).timestamp()
    for path in (Path(settings.MEDIA_ROOT) / "arriving").glob("*"):
        if path.stat().st_mtime < until:
            path.unlink(missing_ok=True)


@every("6h")
def prune_uploads() -> None:
    """Pieces of files that never became whole."""
    uploads.prune()
