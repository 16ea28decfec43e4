"""When cases are an outbreak, when it closes, which contact is lost, which link is odd. No Django here."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from tuyen.core import rulebook

BOOK = "surveillance/outbreaks"
DAY = dt.timedelta(days=1)


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


NEXT = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: {Status.OPEN}}


def may_follow(now: str, then: str) -> bool:
    return Status(then) in NEXT[Status(now)]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rulebook says of outbreaks of one disease on a day."""

    linked_cases: int
    within_days: int
    confirmed_opens: bool
    close_after_days: int
    follow_days: int
    lost_after_days: int
    generation_days: tuple[int, int] | None
    is_unverified: bool


def terms(disease: str, longest_incubation: int, on: dt.date) -> Terms:
    """Of the disease's own row; without one, of its longest incubation."""
    rule = rulebook.on(BOOK, on)
    row = next((each for each in rule.rows if each["disease"] == disease), {})
    generation = row.get("generation_days")
    return Terms(
        linked_cases=row.get("linked_cases", rule["linked_cases"]),
        within_days=row.get("within_days", longest_incubation),
        confirmed_opens=row.get("confirmed_opens", False),
        close_after_days=row.get(
            "close_after_days", rule["close_incubations"] * longest_incubation
        ),
        follow_days=row.get("follow_days", rule["follow_incubations"] * longest_incubation),
        lost_after_days=row.get("lost_after_days", rule["lost_after_days"]),
        generation_days=(generation[0], generation[1]) if generation else None,
        is_unverified=rulebook.is_unverified(row, rule),
    )


def early_bases(on: dt.date, language: str | None) -> dict[str, str]:
    """Code → label of what an outbreak may be closed on before its day."""
    return {
        row["code"]: rulebook.label(row, language or "vi") for row in rulebook.on(BOOK, on)["early"]
    }


@dataclass(frozen=True, slots=True)
class Onset:
    """One counted case as far as a proposal needs it."""

    case_id: uuid.UUID
    place: uuid.UUID
    on: dt.date
    is_confirmed: bool


def proposals(onsets: Iterable[Onset], wanted: Terms) -> list[tuple[Onset, ...]]:
    """Cases of one disease that make an outbreak: in one place, each within the window of the one before."""
    ordered = sorted(onsets, key=lambda each: (str(each.place), each.on, str(each.case_id)))
    found: list[tuple[Onset, ...]] = []
    for _place, here in groupby(ordered, key=lambda each: each.place):
        found += [run for run in _runs(list(here), wanted.within_days) if _is_enough(run, wanted)]
    return found


def _runs(here: Sequence[Onset], within_days: int) -> list[tuple[Onset, ...]]:
    runs: list[list[Onset]] = []
    for each in here:
        if runs and (each.on - runs[-1][-1].on).days <= within_days:
            runs[-1].append(each)
        else:
            runs.append([each])
    return [tuple(run) for run in runs]


def _is_enough(run: Sequence[Onset], wanted: Terms) -> bool:
    """So many inside one window, wherever it begins; or one confirmed where that is enough."""
    if wanted.confirmed_opens and any(each.is_confirmed for each in run):
        return True
    last = wanted.linked_cases - 1
    pairs = zip(run, run[last:], strict=False)
    return any((later.on - first.on).days <= wanted.within_days for first, later in pairs)


def close_from(last_onset_on: dt.date, last_isolated_on: dt.date | None, wanted: Terms) -> dt.date:
    """The first day on which the outbreak may be closed."""
    last = max(last_onset_on, last_isolated_on or last_onset_on)
    return last + wanted.close_after_days * DAY


def follow_until(exposed_on: dt.date, wanted: Terms) -> dt.date:
    """The last day on which a contact is seen."""
    return exposed_on + wanted.follow_days * DAY


class Cell(StrEnum):
    """One contact on one day of the follow-up grid."""

    SEEN = "seen"
    DUE = "due"
    MISSED = "missed"
    COMING = "coming"
    OUTSIDE = "outside"


def cell_of(
    day: dt.date, *, exposed_on: dt.date, until: dt.date, seen: Collection[dt.date], today: dt.date
) -> Cell:
    if day in seen:
        return Cell.SEEN
    if not exposed_on < day <= until:
        return Cell.OUTSIDE
    if day == today:
        return Cell.DUE
    return Cell.MISSED if day < today else Cell.COMING


def is_lost(
    *,
    follow_from: dt.date,
    until: dt.date,
    seen: Collection[dt.date],
    today: dt.date,
    lost_after_days: int,
) -> bool:
    """Unseen on so many whole days of follow-up, one after the other, up to yesterday or to its end.

    follow_from: the first day on which anybody could have looked: the contact was known by then.
    """
    end = min(until, today - DAY)
    last_seen = max((day for day in seen if day <= today), default=follow_from - DAY)
    if last_seen >= end:
        return False
    return (end - max(last_seen, follow_from - DAY)).days >= lost_after_days


def is_odd_interval(source_on: dt.date, onset_on: dt.date, wanted: Terms) -> bool:
    """Too short or too long between two onsets to be one step of a chain."""
    if wanted.generation_days is None:
        return False
    shortest, longest = wanted.generation_days
    return not shortest <= (onset_on - source_on).days <= longest


def attack_rate(cases: int, people: int | None) -> float | None:
    """Cases among the people at risk; None where nobody counted them, or fewer than fell ill."""
    return cases / people if people and cases <= people else None


class Followed(StrEnum):
    """Where one contact stands."""

    FOLLOWED = "followed"
    LOST = "lost"
    CASE = "case"
    RELEASED = "released"


CONTACT_NEXT = {
    Followed.FOLLOWED: {Followed.LOST, Followed.CASE, Followed.RELEASED},
    Followed.LOST: {Followed.FOLLOWED, Followed.CASE, Followed.RELEASED},
    Followed.CASE: set[Followed](),
    Followed.RELEASED: {Followed.FOLLOWED, Followed.CASE},
}


def contact_may_follow(now: str, then: str) -> bool:
    return Followed(then) in CONTACT_NEXT[Followed(now)]


def may_release(today: dt.date, until: dt.date, seen: Collection[dt.date]) -> bool:
    """After the last day of follow-up, or on it where the contact was seen that day."""
    return today > until or (today == until and today in seen)
