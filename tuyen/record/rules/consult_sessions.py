"""A formal consultation: what may follow, what is missing before it is concluded. No Django here."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from tuyen.core import rulebook
from tuyen.core.rulebook import Row
from tuyen.record.rules.consults import BEFORE_ADVICE, Status

MINUTES = "teleconsult/minutes"
CHAIR, SECRETARY, AUTHOR = "chair", "secretary", "author"
# A table is called before or after an advice, never about a case that has ended.
HELD = frozenset({*BEFORE_ADVICE, Status.ADVISED})
MOST_PARTICIPANTS = 40


class SessionStatus(StrEnum):
    DRAFT = "draft"
    CONCLUDED = "concluded"
    SIGNED = "signed"


NEXT: dict[SessionStatus, set[SessionStatus]] = {
    SessionStatus.DRAFT: {SessionStatus.CONCLUDED},
    # back only while nobody has signed
    SessionStatus.CONCLUDED: {SessionStatus.DRAFT, SessionStatus.SIGNED},
    SessionStatus.SIGNED: set(),
}


def may_follow(now: str, then: SessionStatus) -> bool:
    return then in NEXT[SessionStatus(now)]


class Missing(StrEnum):
    """Why the minutes cannot be concluded yet; each has its sentence where it is said."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    SAME = "same"
    PARTICIPANT = "participants"
    CONCLUSION = "conclusion"
    ENDS_BEFORE = "ended_at"
    IN_FUTURE = "started_at"


def missing(
    *,
    chair: object,
    secretary: object,
    participants: Iterable[str],
    conclusion: str,
    started_at: dt.datetime,
    ended_at: dt.datetime | None,
    now: dt.datetime,
) -> Missing | None:
    """The first thing that is wrong, in the order of the page."""
    if chair is None:
        return Missing.CHAIR
    if secretary is None:
        return Missing.SECRETARY
    if chair == secretary:
        return Missing.SAME
    if started_at > now:
        return Missing.IN_FUTURE
    if ended_at is not None and ended_at < started_at:
        return Missing.ENDS_BEFORE
    if not any(participants):
        return Missing.PARTICIPANT
    return None if conclusion else Missing.CONCLUSION


def minutes_long(started_at: dt.datetime, ended_at: dt.datetime | None) -> int | None:
    return None if ended_at is None else int((ended_at - started_at).total_seconds() // 60)


def links(on: dt.date) -> dict[str, Row]:
    """How the line was, by code."""
    return {row["code"]: row for row in rulebook.on(MINUTES, on).rows}


def line_of(interruptions: int, was_without_picture: bool) -> str:
    """What the live call itself noticed, as a code of `links`."""
    if was_without_picture:
        return "sound"
    return "broken" if interruptions else "good"
