"""What may follow in a remote consultation, by when, and how far the other side may look. No Django here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tuyen.core import rulebook
from tuyen.core.rulebook import Row
from tuyen.core.text import whole_number

CHOICES, CLOCKS = "teleconsult/choices", "teleconsult/clocks"
MODES, ROUTE = "teleconsult/modes", "teleconsult/route"
SUPPORT = "support"
LONGEST_FOLLOW = 90  # days after an advice on which somebody is still asked


class Status(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    IN_CONSULT = "in_consult"
    MORE_ASKED = "more_asked"
    ADVISED = "advised"
    OUTCOME = "outcome"
    CLOSED = "closed"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    CANCELLED = "cancelled"


_AWAY = {Status.REFUSED, Status.REDIRECTED, Status.CANCELLED}
_TALK = {Status.IN_CONSULT, Status.MORE_ASKED, Status.ADVISED}
NEXT: dict[Status, set[Status]] = {
    # an expert who answers at once has accepted by answering
    Status.ASKED: {Status.ACCEPTED, *_TALK, *_AWAY},
    Status.ACCEPTED: {*_TALK, *_AWAY},
    Status.IN_CONSULT: {*_TALK, *_AWAY},
    Status.MORE_ASKED: {*_TALK, *_AWAY},
    Status.ADVISED: {Status.OUTCOME},  # no closing before the outcome
    Status.OUTCOME: {Status.CLOSED},
    Status.CLOSED: set(),
    Status.REFUSED: set(),
    Status.REDIRECTED: set(),
    Status.CANCELLED: set(),
}

TURNED_AWAY = frozenset(_AWAY)
UNANSWERED = frozenset({Status.ASKED})
BEFORE_ADVICE = frozenset({Status.ASKED, Status.ACCEPTED, Status.IN_CONSULT, Status.MORE_ASKED})
OPEN = frozenset({*BEFORE_ADVICE, Status.ADVISED, Status.OUTCOME})
# Columns of the board, in order.
COLUMNS: dict[str, tuple[Status, ...]] = {
    "new": (Status.ASKED,),
    "accepted": (Status.ACCEPTED,),
    "talking": (Status.IN_CONSULT, Status.MORE_ASKED),
    "advised": (Status.ADVISED,),
    "ended": (Status.OUTCOME,),
}
# What stands between the columns and the end of the list.
DONE = frozenset({Status.CLOSED, *_AWAY})


def may_follow(now: str, then: Status) -> bool:
    return then in NEXT[Status(now)]


def choices(name: str, on: dt.date) -> dict[str, Row]:
    """The rows of one short list by their code: urgency, advice, state, outcome, agreed, held."""
    return {row["code"]: row for row in rulebook.on(CHOICES, on).rows if row["list"] == name}


def modes(on: dt.date) -> dict[str, Row]:
    """Modes in which one unit may ask another."""
    return {row["code"]: row for row in rulebook.on(MODES, on).rows if row["asked"]}


def most_letters(on: dt.date) -> int:
    return int(rulebook.on(CLOCKS, on)["question_letters"])


@dataclass(frozen=True)
class Due:
    answer_at: dt.datetime
    conclude_at: dt.datetime


@dataclass(frozen=True)
class Minutes:
    """Limits in minutes from asking; None: nothing was agreed."""

    answer: int | None
    conclude: int | None


def minutes_of(table: rulebook.Rule, urgency: str) -> Minutes:
    row = next(row for row in table.rows if row["code"] == urgency)
    return Minutes(int(row["answer_minutes"]), int(row["conclude_minutes"]))


def shorter(usual: Minutes, agreed: Minutes) -> tuple[Minutes, bool]:
    """An agreement may shorten a limit, never lengthen it; with whether it did."""
    both = Minutes(
        _least(usual.answer, agreed.answer),
        _least(usual.conclude, agreed.conclude),
    )
    return both, both != usual


def _least(usual: int | None, agreed: int | None) -> int | None:
    known = [each for each in (usual, agreed) if each is not None]
    return min(known, default=None)


def due_after(minutes: Minutes, asked_at: dt.datetime) -> Due:
    minute = dt.timedelta(minutes=1)
    return Due(
        asked_at + (minutes.answer or 0) * minute, asked_at + (minutes.conclude or 0) * minute
    )


def due(urgency: str, asked_at: dt.datetime, on: dt.date) -> Due:
    """As the rulebook proposes, before any unit or agreement has said otherwise."""
    return due_after(minutes_of(rulebook.on(CLOCKS, on), urgency), asked_at)


class Late(StrEnum):
    """What a case waits for after its limit; in the order in which they are shown."""

    ANSWER = "answer"
    CONCLUDE = "conclude"
    FOLLOW = "follow"
    RESULT = "result"
    HELD = "held"


# Who owes the step that is late.
ASKER_OWES = frozenset({Late.FOLLOW, Late.RESULT})


@dataclass(frozen=True)
class Owed:
    """What the asking unit does next after an advice, by which day."""

    what: Late
    on: dt.date


def owed_next(
    days: Iterable[int], told: Iterable[str], advised_on: dt.date, today: dt.date, grace: int
) -> Owed:
    """The first follow-up not yet told; the outcome once all are, `grace` days after the last."""
    done = set(told)
    left = [n for n in sorted(set(days)) if f"d{n}" not in done]
    if left:
        return Owed(Late.FOLLOW, advised_on + dt.timedelta(days=left[0]))
    last = advised_on + dt.timedelta(days=max(days, default=0))
    return Owed(Late.RESULT, max(last, today) + dt.timedelta(days=grace))


def follow_days(on: dt.date) -> list[int]:
    return list(rulebook.on(CLOCKS, on)["follow_days"])


class Tone(StrEnum):
    GREEN = "good"
    AMBER = "warn"
    RED = "danger"


@dataclass(frozen=True)
class Timer:
    """How a clock stands: minutes left (below zero: over), green until `warn_share` of the time."""

    minutes_left: int
    tone: Tone


def timer(start: dt.datetime, end: dt.datetime, now: dt.datetime, warn_share: float) -> Timer:
    left = (end - now).total_seconds()
    if left < 0:
        return Timer(int(left // 60), Tone.RED)
    is_late = (now - start).total_seconds() >= warn_share * (end - start).total_seconds()
    return Timer(int(left // 60), Tone.AMBER if is_late else Tone.GREEN)


def warn_share(on: dt.date) -> float:
    return float(rulebook.on(CLOCKS, on)["warn_share"])


def link_ends_on(status: str, day: dt.date) -> dt.date | None:
    """Last day on which the asked side may open the chart, from the day of this status."""
    if status in TURNED_AWAY:
        return day - dt.timedelta(days=1)
    if status == Status.CLOSED:
        return day + dt.timedelta(days=int(rulebook.on(CLOCKS, day)["link_days"]))
    return None


def next_point(done: Iterable[str], on: dt.date) -> str:
    """The first follow-up not yet told; "discharge" when all days are."""
    told = set(done)
    return next((f"d{n}" for n in follow_days(on) if f"d{n}" not in told), "discharge")


def is_point(point: str) -> bool:
    """d1, d3 … or the discharge; the advice may name days of its own."""
    return point == "discharge" or (point[:1] == "d" and bool(whole_number(point[1:])))


def points(on: dt.date) -> list[str]:
    return [*(f"d{n}" for n in follow_days(on)), "discharge"]


def hours_between(start: dt.datetime | None, end: dt.datetime | None) -> float | None:
    if start is None or end is None:
        return None
    return (end - start).total_seconds() / 3600
