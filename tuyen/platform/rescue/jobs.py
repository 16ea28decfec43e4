"""What is thrown away by itself."""

import datetime as dt

from tuyen.core import clock
from tuyen.platform.outbox.housekeeping import delete_in_steps
from tuyen.platform.outbox.regular import every
from tuyen.platform.rescue.models import Question

KEPT_DAYS = 90


@every("1d")
def forget_old_questions() -> None:
    """What came of a number stands in the account's history; the number itself may go."""
    until = clock.now() - dt.timedelta(days=KEPT_DAYS)
    delete_in_steps(Question.objects.filter(asked_at__lt=until))
