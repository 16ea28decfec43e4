"""Calls, seats and words."""

import uuid
from typing import Any

from django.db.models import QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.live import permissions, rules
from tuyen.platform.live.models import Call, CallAttendance, CallSeat, CallSignal
from tuyen.platform.live.sessions import SESSION

NEWEST = 30


def call_for(who: Actor, call_id: uuid.UUID) -> Call | None:
    """The call, for whoever may enter it; nothing says that it exists to anybody else."""
    found: Call | None = Call.objects.filter(pk=call_id).first()
    return found if found and permissions.may_enter(who, found) else None


def calls_about(subject: str, subject_id: uuid.UUID) -> "QuerySet[Call]":
    return Call.objects.filter(subject=subject, subject_id=subject_id).order_by("-opened_at")


def sessions_of(who: Actor) -> list[Call]:
    """Sessions that my unit opened, the open ones first."""
    rows = Call.objects.filter(unit_id=who.unit_id, subject=SESSION)
    newest = list(rows.order_by("-opened_at")[:NEWEST])
    return sorted(newest, key=lambda row: row.ended_at is not None)


def session_by_code(typed: str) -> Call | None:
    code = rules.as_code(typed)
    found: Call | None = (
        Call.objects.filter(code=code, subject=SESSION, ended_at=None).first() if code else None
    )
    return found


def attendance_of(call: Call) -> list[CallAttendance]:
    rows = CallAttendance.objects.filter(unit_id=call.unit_id, call_id=call.id)
    return list(rows.order_by("joined_at"))


def seats_of(call_id: uuid.UUID) -> list[CallSeat]:
    """Browsers that are in the call now, the first to come first."""
    now = clock.now()
    rows = CallSeat.objects.filter(call_id=call_id).order_by("joined_at", "id")
    return [row for row in rows if not rules.is_gone(row.seen_at, now)]


def words_for(seat_id: uuid.UUID) -> list[dict[str, Any]]:
    rows = CallSignal.objects.filter(to_seat_id=seat_id).order_by("id")
    return [{"id": str(row.id), "from": str(row.from_seat_id), **row.body} for row in rows]
