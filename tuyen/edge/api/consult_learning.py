"""What the network learns from consultations: statistics, learning cases. No person stands in either."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.teleconsult import learning, statistics
from tuyen.domains.teleconsult.measures import Line, Times
from tuyen.domains.teleconsult.statistics import Asked
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker

statistics_router = Router(tags=["consults"])
cases_router = Router(tags=["consults"])
MOST_DAYS = 3660
USUAL_DAYS = 90


class ConsultTimes(Schema):
    """Minutes; `share`: percent in time, of those whose limit has come. null: none, or too few."""

    median: int | None
    p90: int | None
    share: int | None


class ConsultNumbers(Schema):
    """`counts`: by group, null where the number is too small for this reader."""

    counts: dict[str, int | None]
    answer: ConsultTimes
    conclusion: ConsultTimes


class UnitNumbers(ConsultNumbers):
    unit_id: uuid.UUID


class SpecialtyNumbers(ConsultNumbers):
    specialty: str


class OutcomeOfAdvice(Schema):
    """`outcome`: KET_QUA_DTRI, empty while nobody has told it."""

    kind: str
    outcome: str
    n: int | None


class ConsultStatisticsOut(Schema):
    """`least`: below it a number is null; 0 where this reader sees every number."""

    side: str
    first: dt.date
    last: dt.date
    least: int
    total: ConsultNumbers
    by_unit: list[UnitNumbers]
    by_specialty: list[SpecialtyNumbers]
    outcomes: list[OutcomeOfAdvice]


class LearningCaseOut(Schema):
    id: uuid.UUID
    specialty: str
    title: str
    about: str
    question: str
    advice: str
    outcome: str
    lesson: str
    decided_at: dt.datetime | None


@statistics_router.get("", response=ConsultStatisticsOut, summary="Times, transfers, outcomes")
def numbers(
    request: HttpRequest,
    side: Literal["in", "out"] = "in",
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Any:
    """Of the asker's unit and all below: `in` what was asked there, `out` what they asked."""
    who = _reader(request)
    until = last or clock.today()
    since = first or until - dt.timedelta(days=USUAL_DAYS)
    if not 0 <= (until - since).days <= MOST_DAYS:
        raise Refused(_("Chọn ngày đầu trước ngày cuối, nhiều nhất mười năm."), field="first")
    found = statistics.numbers(Asked(side=side, first=since, last=until), who)
    return {
        "side": side,
        "first": since,
        "last": until,
        "least": found.least,
        "total": _line(found.total),
        "by_unit": [{"unit_id": line.key, **_line(line)} for line in found.by_unit],
        "by_specialty": [{"specialty": line.key, **_line(line)} for line in found.by_specialty],
        "outcomes": [
            {"kind": kind, "outcome": outcome, "n": n}
            for (kind, outcome), n in sorted(found.outcomes.items())
        ],
    }


@cases_router.get("", response=Listed[LearningCaseOut], summary="Approved learning cases")
def listed(
    request: HttpRequest,
    specialty: str = "",
    q: str = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    rows = learning.found(_reader(request), specialty=specialty, said=q)
    return newest_first(rows, cursor, limit, lambda row: row)


@cases_router.get("/{uuid:learning_id}", response=LearningCaseOut, summary="One learning case")
def one(request: HttpRequest, learning_id: uuid.UUID) -> Any:
    rows = learning.visible_to(_reader(request)).filter(status=learning.APPROVED)
    row = rows.filter(pk=learning_id).first()
    if row is None:
        raise Http404
    return row


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not any(who.may(code) for code in learning.READS):
        raise NotPermitted(_("Vai trò hiện tại không xem được thống kê, ca học tập hội chẩn."))
    return who


def _line(line: Line) -> dict[str, Any]:
    return {
        "counts": dict(line.counts),
        "answer": _times(line.answer),
        "conclusion": _times(line.conclusion),
    }


def _times(times: Times) -> dict[str, int | None]:
    return {"median": times.median, "p90": times.p90, "share": times.share}
