"""The books of the asker's unit, and the end of its days: what is open, the lock, the way back."""

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.books import books, files, periods, queries
from tuyen.domains.books.books import SOURCES
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.platform.access.chart_access import note_reads
from tuyen.record import permissions
from tuyen.record.actions.day_locks import lock_day, unlock_day
from tuyen.record.models import DayLock
from tuyen.record.queries.day_locks import lock_of, locks_between

router = Router(tags=["books"])
days = Router(tags=["books"])

LINES = 40


class BookColumnOut(Schema):
    key: str
    label: str


class BookOut(Schema):
    """`is_unverified`: nobody held the columns against the official form yet."""

    code: str
    label: str
    legal_basis: str
    is_unverified: bool
    columns: list[BookColumnOut]


class Books(Schema):
    items: list[BookOut]


class BookLineOut(Schema):
    """`number` counts the lines that the asker may see; lists are compared by the codes of a line."""

    number: int
    person_id: uuid.UUID
    cells: dict[str, str]


class BookPageOut(Schema):
    code: str
    first: dt.date
    last: dt.date
    items: list[BookLineOut]
    next: int | None


class OpenThingOut(Schema):
    """Something of the day that is not finished; `url` is the page where it is."""

    person_id: uuid.UUID
    at: dt.datetime | None
    url: str
    remark: str


class DayGapOut(Schema):
    """`total` counts what the asker may see; `lines` are the first twenty."""

    label: str
    total: int
    lines: list[OpenThingOut]


class DoneThatDay(Schema):
    label: str
    total: int


class LockOut(Schema):
    """`status`: locked, open (again), never (was locked)."""

    day: dt.date
    status: str
    locked_at: dt.datetime | None = None
    locked_by_name: str = ""
    unlocked_at: dt.datetime | None = None
    unlocked_by_name: str = ""
    unlock_reason: str = ""


class DayEndOut(LockOut):
    """The differences of a day: `open` is unfinished, `late` was written after the lock."""

    visits: int
    open: list[DayGapOut]
    late: DayGapOut
    done: list[DoneThatDay]


class Locks(Schema):
    items: list[LockOut]


class ReopeningIn(Schema):
    why: str = Field(max_length=300)


Number = Annotated[int, Query(ge=1, le=100_000)]


@router.get("", response=Books, summary="The books that fill themselves, with their columns")
def listed(request: HttpRequest) -> Any:
    _reader(request)
    return {"items": [_book(each) for each in books.layouts(clock.today())]}


@router.get(
    "/{code}", response=BookPageOut, summary="Lines of a month or a day; every reading is logged"
)
def lines(request: HttpRequest, code: str, period: str, page: Number = 1) -> Any:
    """`period`: `2026-11` or `2026-11-22`. `next`: the page to ask for then."""
    who = _reader(request)
    if code not in SOURCES:
        raise Http404
    asked = periods.read(period, clock.today())
    if asked.code != period:
        raise Refused(_("Kỳ ghi như 2026-11 hoặc 2026-11-22."), field="period")
    start = (page - 1) * LINES
    found = list(SOURCES[code].rows(who, asked.first, asked.last)[start : start + LINES + 1])
    entries = SOURCES[code].entries(found[:LINES], who)
    note_reads({entry.patient_id for entry in entries}, who, what=f"book_{code}")
    layout = books.layout_of(code, asked.last)
    keys = [column.key for column in layout.columns]
    rows = [files.row_of(layout, n, entry) for n, entry in enumerate(entries, start=start + 1)]
    return {
        "code": code,
        "first": asked.first,
        "last": asked.last,
        "items": [
            {
                "number": number,
                "person_id": entry.patient_id,
                "cells": dict(zip(keys, row, strict=True)),
            }
            for number, (entry, row) in enumerate(zip(entries, rows, strict=True), start=start + 1)
        ],
        "next": page + 1 if len(found) > LINES else None,
    }


@days.get("", response=Locks, summary="Days of a month that were ever locked, by day")
def locks(request: HttpRequest, month: str) -> Any:
    """`month`: `2026-11`."""
    who = _of_the_day(request)
    asked = periods.read(month, clock.today())
    if asked.code != month or asked.is_day:
        raise Refused(_("Tháng ghi như 2026-11."), field="month")
    found = locks_between(who.unit_id, asked.first, asked.last)
    return {"items": [_lock(day, found[day]) for day in sorted(found)]}


@days.get("/{day}", response=DayEndOut, summary="What is open on a day of the asker's unit")
def read(request: HttpRequest, response: HttpResponse, day: dt.date) -> Any:
    who = _of_the_day(request)
    end = queries.day_end_of(day, who)
    if end.lock:
        conditions.tagged(response, end.lock.hlc)
    return _lock(day, end.lock) | {
        "visits": end.visits,
        "open": [_gap(each) for each in end.open_gaps],
        "late": _gap(end.late),
        "done": [{"label": str(each.label), "total": each.total} for each in end.done],
    }


@days.post(
    "/{day}/lock", response=LockOut, summary="The day is over; locked twice, the first stands"
)
def lock(request: HttpRequest, response: HttpResponse, day: dt.date) -> Any:
    row = lock_day(day=day, by=asker(request))
    conditions.tagged(response, row.hlc)
    return _lock(day, row)


@days.post("/{day}/reopening", response=LockOut, summary="Open again, for a reason that stays")
def reopen(request: HttpRequest, response: HttpResponse, day: dt.date, said: ReopeningIn) -> Any:
    who = asker(request)
    permissions.require_unlock(who)
    found = lock_of(who.unit_id, day)
    if found is None:
        raise Http404
    conditions.require_match(request, found.hlc)
    row = unlock_day(lock=found, why=said.why, by=who)
    conditions.tagged(response, row.hlc)
    return _lock(day, row)


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    permissions.require_books(who)
    return who


def _of_the_day(request: HttpRequest) -> Actor:
    who = asker(request)
    if not (permissions.may_lock(who) or who.may("book.read")):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao khóa sổ trong ngày."))
    return who


def _book(layout: books.Layout) -> dict[str, Any]:
    shown = {name: getattr(layout, name) for name in ("code", "label", "legal_basis")}
    columns = [{"key": each.key, "label": each.label} for each in layout.columns]
    return shown | {"is_unverified": layout.is_unverified, "columns": columns}


def _gap(gap: queries.Gap) -> dict[str, Any]:
    return {
        "label": str(gap.label),
        "total": gap.total,
        "lines": [
            {"person_id": line.person.id, "at": line.at, "url": line.url, "remark": line.remark}
            for line in gap.lines
        ],
    }


def _lock(day: dt.date, row: DayLock | None) -> dict[str, Any]:
    if row is None:
        return {"day": day, "status": "never"}
    return {name: getattr(row, name) for name in LockOut.model_fields}
