"""What a specimen's state is, what a pool says of its members, what is late. No Django here."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from tuyen.core import rulebook

SAMPLING = "surveillance/sampling"
HOUR = dt.timedelta(hours=1)
Item = TypeVar("Item")


def may_follow(now: str, then: str) -> bool:
    """Of a round: open ↔ closed."""
    return now != then


@dataclass(frozen=True)
class Test:
    """A row of the rulebook. pool_most: 1 is never pooled. turnaround_hours: 0 has no limit."""

    code: str
    diseases: tuple[str, ...]
    specimens: tuple[str, ...]
    pool_most: int
    pool_usual: int
    turnaround_hours: int


def tests_on(day: dt.date) -> dict[str, Test]:
    return {row["code"]: _test(row) for row in rulebook.on(SAMPLING, day).rows}


def _test(row: Mapping[str, Any]) -> Test:
    return Test(
        code=row["code"],
        diseases=tuple(row["diseases"]),
        specimens=tuple(row["specimens"]),
        pool_most=row["pool_most"],
        pool_usual=row["pool_usual"],
        turnaround_hours=row["turnaround_hours"],
    )


def test_of(code: str, day: dt.date) -> Test:
    """One the list does not know, of another release: never pooled, without a limit."""
    return tests_on(day).get(code) or Test(code, (), (), 1, 1, 0)


def reasons(day: dt.date, language: str | None = "vi") -> dict[str, str]:
    word = "label_en" if language == "en" else "label_vi"
    return {row["code"]: row[word] for row in rulebook.on(SAMPLING, day)["reason"]}


def hours(day: dt.date) -> tuple[int, int]:
    """(from taking to sending, from sending to receipt)."""
    rule = rulebook.on(SAMPLING, day)
    return rule["send_hours"], rule["receive_hours"]


def is_unverified(day: dt.date) -> bool:
    return rulebook.on(SAMPLING, day).is_unverified


class Answer(StrEnum):
    NEGATIVE = "negative"
    POSITIVE = "positive"
    INVALID = "invalid"  # of a pool; a single specimen says “indeterminate”
    INDETERMINATE = "indeterminate"


class State(StrEnum):
    """Where one person of a round stands."""

    PLANNED = "planned"
    TAKEN = "taken"
    SENT = "sent"
    RECEIVED = "received"
    REJECTED = "rejected"
    WAITS_CHECK = "waits_check"  # entered, nobody has verified it
    RETEST = "retest"  # the pool was positive or invalid: nothing is known of the person
    NEGATIVE = "negative"
    NEGATIVE_POOLED = "negative_pooled"
    POSITIVE = "positive"
    INDETERMINATE = "indeterminate"


ANSWERED = frozenset({State.NEGATIVE, State.NEGATIVE_POOLED, State.POSITIVE, State.INDETERMINATE})
WITHOUT_ANSWER = frozenset({State.TAKEN, State.SENT, State.RECEIVED, State.WAITS_CHECK})


@dataclass(frozen=True)
class Known:
    """What is written about one person of a round. is_own: whoever takes has the laboratory.

    pool_answer: the newest verified one. is_new_tube: the specimen now named was taken after the pooled one.
    result: code of the verified answer; is_pooled: it was given with the pool.
    """

    has_specimen: bool = False
    is_sent: bool = False
    is_own: bool = False
    specimen: str = ""
    order: str = ""
    pool_answer: str = ""
    result: str = ""
    is_pooled: bool = False
    is_new_tube: bool = False


def state_of(known: Known) -> State:
    """A positive or invalid pool never makes a person positive."""
    if known.result and not known.is_pooled:
        return _single(known.result)
    if known.order == "resulted":
        return State.WAITS_CHECK
    if known.pool_answer in (Answer.POSITIVE, Answer.INVALID):
        return _on_its_way(known) if known.is_new_tube else State.RETEST
    if known.is_pooled and known.result == Answer.NEGATIVE:
        return State.NEGATIVE_POOLED
    return _on_its_way(known)


def _single(answer: str) -> State:
    if answer == Answer.POSITIVE:
        return State.POSITIVE
    return State.NEGATIVE if answer == Answer.NEGATIVE else State.INDETERMINATE


def _on_its_way(known: Known) -> State:
    if known.specimen == "rejected":
        return State.REJECTED
    if not known.has_specimen:
        return State.PLANNED
    if known.specimen == "received" or known.is_own:
        return State.RECEIVED
    return State.SENT if known.is_sent else State.TAKEN


def in_pools(items: Sequence[Item], size: int) -> list[list[Item]]:
    """In the order in which they were taken; the last pool may be smaller, one alone is no pool."""
    pools = [list(items[at : at + size]) for at in range(0, len(items), size)]
    return [pool for pool in pools if len(pool) > 1]


def fault_of_pool(size: int, most: int) -> str:
    """Empty, or why specimens cannot be pooled by so many."""
    if most <= 1:
        return "never"
    return "" if 2 <= size <= most else "size"


def fault_of_times(
    *, collected_at: dt.datetime, now: dt.datetime, measured_at: dt.datetime | None = None
) -> str:
    """Taken, then measured; none of it to come."""
    if collected_at > now or (measured_at is not None and measured_at > now):
        return "future"
    if measured_at is not None and measured_at < collected_at:
        return "before_taken"
    return ""


def hours_over(since: dt.datetime, limit_hours: int, now: dt.datetime) -> int:
    """Whole hours past a limit; 0 while within."""
    past = now - since - limit_hours * HOUR
    return max(0, -(-past // HOUR)) if past > dt.timedelta() else 0


def positivity(positive: int, answered: int) -> float | None:
    """Percent of people answered; None where nobody was."""
    return round(100 * positive / answered, 1) if answered else None
