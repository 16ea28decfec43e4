"""What other people do while a journey is played, through the same actions as the pages.

`python -m tests.guide.elsewhere WHAT …` beside the served product; each act is a function here.
"""

import datetime as dt
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyen.settings")
django.setup()

from tuyen.core.actor import SYSTEM  # noqa: E402
from tuyen.domains.supervision.models import CorrectiveAction  # noqa: E402
from tuyen.platform import changes  # noqa: E402


def days_go_by(action_id: str, days: str) -> None:
    """The deadline of a correction moves into the past: nobody waits ten days for a test."""
    row = CorrectiveAction.objects.get(pk=action_id)
    row.due_on -= dt.timedelta(days=int(days))
    row.first_due_on = row.due_on
    with changes.apply(actor=SYSTEM, reason="test.days_go_by") as log:
        log.change(row, ["due_on", "first_due_on"])


ACTS = {each.__name__: each for each in (days_go_by,)}

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
