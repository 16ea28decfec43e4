"""Lists of health education, whom a group means, how far it reached. No Django here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tuyen.core import rulebook

LISTS = "health_education/lists"
CHANNEL, LANGUAGE, GROUP = "channel", "language", "group"


def may_follow(now: str, then: str) -> bool:
    return now != then


def labels(kind: str, on: dt.date, language: str = "vi") -> dict[str, str]:
    """Code → name of one list, in its order."""
    rows = rulebook.on(LISTS, on).rows
    return {row["code"]: rulebook.label(row, language) for row in rows if row["list"] == kind}


def is_unverified(on: dt.date) -> bool:
    return rulebook.on(LISTS, on).is_unverified


@dataclass(frozen=True)
class Group:
    """to_months is not included; None: no limit. countable: the registry knows who belongs to it."""

    from_months: int
    to_months: int | None
    sex: str
    countable: bool


def group_of(code: str, on: dt.date) -> Group | None:
    """None for a code that the list of the day lacks."""
    rows = rulebook.on(LISTS, on).rows
    row = next((each for each in rows if (each["list"], each["code"]) == (GROUP, code)), None)
    if row is None:
        return None
    return Group(
        row.get("from_months", 0),
        row.get("to_months"),
        row.get("sex", ""),
        row.get("countable", True),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """One session that counts. women: None where nobody told men from women."""

    on: dt.date
    channel: str
    language: str
    unit: str
    reached: int
    women: int | None
    handed_out: int


@dataclass(frozen=True, slots=True)
class Sum:
    """women: of the sessions that told; counted_by_sex: people in those."""

    key: str
    sessions: int
    reached: int
    women: int
    counted_by_sex: int
    handed_out: int

    @property
    def women_percent(self) -> float | None:
        return round(100 * self.women / self.counted_by_sex, 1) if self.counted_by_sex else None


def sum_of(key: str, held: Iterable[Held]) -> Sum:
    rows = list(held)
    told = [row for row in rows if row.women is not None]
    return Sum(
        key,
        len(rows),
        sum(row.reached for row in rows),
        sum(row.women or 0 for row in told),
        sum(row.reached for row in told),
        sum(row.handed_out for row in rows),
    )


def percent(reached: int, people: int | None) -> float | None:
    """People reached, each time counted, of those meant: above 100 where many came twice."""
    return round(100 * reached / people, 1) if people else None


def week_of(day: dt.date) -> dt.date:
    """The Monday of its week."""
    return day - dt.timedelta(days=day.weekday())
