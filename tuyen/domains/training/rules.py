"""Seats, attendance, certificates and the clock of continuing education. No Django here."""

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FULL_MARK = 10.0
CODE_SECONDS = 30  # a code on the lecturer's screen lives so long, and the one before it once more
CODE_LETTERS = 12


class Stage(StrEnum):
    """Where a course stands."""

    PLANNED = "planned"
    OPEN = "open"  # trainees are taken, sessions held
    ENDED = "ended"  # results stand
    CANCELLED = "cancelled"


NEXT: dict[Stage, set[Stage]] = {
    Stage.PLANNED: {Stage.OPEN, Stage.CANCELLED},
    Stage.OPEN: {Stage.ENDED, Stage.CANCELLED},
    Stage.ENDED: set(),
    Stage.CANCELLED: set(),
}


def may_follow(now: str, then: str) -> bool:
    return Stage(then) in NEXT[Stage(now)]


class Seat(StrEnum):
    """Why somebody gets no place now; FREE when they do."""

    FREE = "free"
    NOT_INVITED = "not_invited"  # other units have quotas, this one has none
    QUOTA_FULL = "quota_full"
    COURSE_FULL = "course_full"


def seat(
    *, quotas: Mapping[Any, int], unit: Any, taken_by_unit: int, taken: int, most: int
) -> Seat:
    """A place for one more of `unit`. Without any quota every unit may send, up to `most` (0: no end)."""
    if quotas and unit not in quotas:
        return Seat.NOT_INVITED
    if quotas and taken_by_unit >= quotas[unit]:
        return Seat.QUOTA_FULL
    if most and taken >= most:
        return Seat.COURSE_FULL
    return Seat.FREE


def attended_percent(minutes: Mapping[Any, int], present_at: Iterable[Any]) -> int:
    """Part of the timetable's minutes that somebody was there, rounded down; 0 without a timetable."""
    total = sum(minutes.values())
    there = sum(minutes.get(session, 0) for session in set(present_at))
    return there * 100 // total if total else 0


@dataclass(frozen=True)
class Threshold:
    """What the programme asks: percent of the hours, and a mark of ten where there is a test."""

    attendance_percent: int
    pass_mark: float | None


class Lack(StrEnum):
    """Why there is no certificate."""

    ABSENT = "absent"
    ATTENDANCE = "attendance"
    NO_MARK = "no_mark"
    MARK = "mark"


def lacks(percent: int, mark: float | None, asked: Threshold) -> list[Lack]:
    """Everything that stands between a trainee and the certificate; somebody absent has one lack."""
    if percent == 0:
        return [Lack.ABSENT]
    found = [Lack.ATTENDANCE] if percent < asked.attendance_percent else []
    if asked.pass_mark is None:
        return found
    if mark is None:
        return [*found, Lack.NO_MARK]
    return [*found, Lack.MARK] if mark < asked.pass_mark else found


def mark_of(points: float, of: float) -> float:
    """A test's points as a mark of ten, with one decimal; a test without points is no test: 0."""
    return round(FULL_MARK * points / of, 1) if of else 0.0


def presence_code(secret: bytes, session_id: uuid.UUID, seconds: float) -> str:
    """What the lecturer's screen shows at this instant (seconds since 1970)."""
    turn = int(seconds // CODE_SECONDS)
    said = hmac.new(secret, session_id.bytes + turn.to_bytes(8), hashlib.sha256)
    return said.hexdigest()[:CODE_LETTERS]


def is_presence_code(code: str, secret: bytes, session_id: uuid.UUID, seconds: float) -> bool:
    """The code of now or of just before: whoever scans needs a moment."""
    return any(
        hmac.compare_digest(code.encode(), presence_code(secret, session_id, at).encode())
        for at in (seconds, seconds - CODE_SECONDS)
    )


# --- continuing education --------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """One period of the clock, both days within."""

    first: dt.date
    last: dt.date


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day so many years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def period_of(licensed_on: dt.date | None, on: dt.date, not_before: dt.date, years: int) -> Period:
    """The period of consecutive years that the day lies in, counted from the licence."""
    first = max(licensed_on or not_before, not_before)
    turn = 0
    while years_later(first, (turn + 1) * years) <= on:
        turn += 1
    last = years_later(first, (turn + 1) * years) - dt.timedelta(days=1)
    return Period(years_later(first, turn * years), last)


def teaching_hours(minutes: int, period_minutes: int, factor: float) -> float:
    """Hours that a lesson counts for whoever taught it: teaching periods times the factor."""
    return round(minutes / period_minutes * factor, 1)


def hours_in(entries: Iterable[tuple[dt.date, float]], period: Period) -> float:
    """Hours of the certificates dated within the period."""
    return sum(hours for day, hours in entries if period.first <= day <= period.last)


class Outlook(StrEnum):
    DONE = "done"  # the hours are there already
    ON_COURSE = "on_course"
    TOO_EARLY = "too_early"  # too little of the period has passed to judge a pace
    SHORT = "short"  # at this pace and with what is booked, the hours will not be there


@dataclass(frozen=True)
class Projection:
    """earned: hours so far; expected: hours at the end of the period, at the pace so far or with what
    is booked, whichever is more."""

    earned: float
    expected: float
    outlook: Outlook
    missing: float


def project(
    *,
    earned: float,
    booked: float,
    period: Period,
    on: dt.date,
    asked: float,
    judge_after_days: int,
) -> Projection:
    """Will the hours be there on the last day of the period?"""
    passed = max((on - period.first).days, 0)
    left = max((period.last - on).days, 0)
    pace = earned / passed * left if passed else 0.0
    expected = round(earned + max(booked, pace), 1)
    missing = round(max(asked - earned, 0.0), 1)
    if earned >= asked:
        return Projection(earned, expected, Outlook.DONE, 0.0)
    if expected >= asked:
        return Projection(earned, expected, Outlook.ON_COURSE, missing)
    outlook = Outlook.TOO_EARLY if passed < judge_after_days else Outlook.SHORT
    return Projection(earned, expected, outlook, missing)


def initials(name: str) -> str:
    """N.V.A. of Nguyễn Văn An: what a public page may say of a person."""
    return "".join(f"{word[0].upper()}." for word in name.split() if word)


def number_of(serial: int, year: int, code: str) -> str:
    """Number of a certificate: 0012/2026/CC-ĐTLT, with the issuer's code where it has one."""
    ending = f"-{code}" if code else ""
    return f"{serial:04d}/{year}/CC-ĐTLT{ending}"
