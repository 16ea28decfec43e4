"""Numbers of referrals and of the wards: counts in the asker's scope, never names."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.referral import statistics as referred
from tuyen.domains.referral import words
from tuyen.domains.ward import statistics as stays
from tuyen.edge.api.who import asker
from tuyen.registry.facilities.queries import names_of

referrals = Router(tags=["referrals"])
wards = Router(tags=["wards"])

MOST_DAYS = 366
FIRST_YEAR = 2000


class ReferralCounts(Schema):
    """`counts` by group: all, waiting, arrived, back, lost, away."""

    key: str
    label: str
    counts: dict[str, int]


class ReferralNumbers(Schema):
    """Hours are averages from the request on; None where nothing came yet. `feedback` by its code."""

    side: str
    first: dt.date
    last: dt.date
    total: dict[str, int]
    by_reason: list[ReferralCounts]
    by_unit: list[ReferralCounts]
    hours_to_answer: float | None
    hours_to_arrival: float | None
    hours_to_reply: float | None
    feedback: dict[str, int]


class WardLine(Schema):
    """`share`: per cent of the nights that the beds of today could have had."""

    unit_id: uuid.UUID
    unit: str
    admitted: int
    ended: dict[str, int]
    nights: int
    beds: int
    share: int | None


class WardNumbers(Schema):
    """`until`: the last night that is over."""

    month: dt.date
    until: dt.date
    items: list[WardLine]


@referrals.get(
    "/statistics",
    response=ReferralNumbers,
    summary="Referrals of my unit and all below in a period, by reason and unit",
)
def of_referrals(
    request: HttpRequest, first: dt.date, last: dt.date, side: Literal["out", "in"] = "out"
) -> Any:
    """`side`: out (sent) or in (received); both days belong to the period, a year at most."""
    who = _counter(request, "report.activity")
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Refused(_("Kỳ từ một ngày tới một năm."), field="last")
    asked = referred.Asked(side, first, last)
    found = referred.cells(asked, who)
    names = names_of({unit for unit, *_rest in found})
    times = referred.times_of(asked, who)
    return {
        "side": side,
        "first": first,
        "last": last,
        "total": referred.total_of(found).counts,
        "by_reason": _counted(referred.lines_by_reason(found, words.reasons(clock.today()))),
        "by_unit": _counted(referred.lines_by_unit(found, names)),
        "hours_to_answer": times.answer,
        "hours_to_arrival": times.arrival,
        "hours_to_reply": times.reply,
        "feedback": referred.feedback_of(asked, who),
    }


@wards.get(
    "/statistics",
    response=WardNumbers,
    summary="Admissions, ends and nights of a month, by unit",
)
def of_wards(request: HttpRequest, month: str) -> Any:
    """`month`: `2026-11`."""
    who = _counter(request, "ward.nurse", "report.activity")
    first = _month(month)
    lines = stays.lines_of(first, who)
    return {
        "month": first,
        "until": stays.last_night(first),
        "items": [
            {name: getattr(line, name, None) for name in WardLine.model_fields}
            | {"unit": line.name}
            for line in lines
        ],
    }


def _month(text: str) -> dt.date:
    try:
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Refused(_("Tháng ghi như 2026-11."), field="month") from None
    if not FIRST_YEAR <= first.year <= clock.today().year:
        raise Refused(_("Tháng này chưa có số liệu."), field="month")
    return first


def _counter(request: HttpRequest, *permissions: str) -> Actor:
    who = asker(request)
    if not any(who.may(each) for each in permissions):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao xem số liệu này."))
    return who


def _counted(lines: list[referred.Line]) -> list[dict[str, Any]]:
    return [{"key": str(each.key), "label": each.label, "counts": each.counts} for each in lines]
