"""Cases whose next step is late, at either end: what they wait for."""

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from tuyen.core.actor import Actor
from tuyen.record.queries import consults as queries
from tuyen.record.rules.consults import BEFORE_ADVICE, CLOCKS, UNANSWERED, Late, Status
from tuyen.registry.terms import settled

_TAKEN = sorted(BEFORE_ADVICE - UNANSWERED)


def late_at(who: Actor, box: str, now: dt.datetime, today: dt.date) -> QuerySet[Any]:
    """box: in (my facility was asked), out (my unit asked). `late` says what each waits for."""
    rows = queries.received_by(who) if box == "in" else queries.sent_by(who)
    days = int(settled.on(CLOCKS, today, who.unit_id)["held_days"])
    owed = Q(status=Status.ADVISED, owed_on__lt=today)
    asked: dict[Late, Q] = {
        Late.ANSWER: Q(status=Status.ASKED, answer_due_at__lt=now),
        Late.CONCLUDE: Q(status__in=_TAKEN, conclude_due_at__lt=now),
        Late.FOLLOW: owed & Q(owed=Late.FOLLOW),
        Late.RESULT: owed & Q(owed=Late.RESULT),
        Late.HELD: Q(status=Status.OUTCOME, outcome_on__lt=today - dt.timedelta(days=days)),
    }
    whens = [When(condition, then=Value(str(kind))) for kind, condition in asked.items()]
    named = rows.annotate(late=Case(*whens, default=Value(""), output_field=CharField()))
    return named.exclude(late="").order_by("asked_at", "id")
