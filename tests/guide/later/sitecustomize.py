"""Python reads this by itself where the folder is on its path: the product's clock runs ahead of ours.

What lapses with time is shown on a copy of the data, without waiting for it.
"""

import datetime as dt
import os

from django.utils import timezone

from tuyen.core import clock

AHEAD = dt.timedelta(days=int(os.environ["TUYEN_DAYS_AHEAD"]))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + AHEAD


clock.now = _now
timezone.now = _now
