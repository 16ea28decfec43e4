"""Surveillance: weekly counts, reports of weeks, signals; the counts as a DHIS2 takes them, too."""

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.surveillance import permissions
from tuyen.domains.surveillance.queries import exchange
from tuyen.domains.surveillance.rules import dhis2
from tuyen.domains.surveillance.rules.weeks import Week, week_from, week_of
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker

router = Router(tags=["surveillance"])
IsoWeek = Annotated[str, Query(pattern=r"^\d{4}-W\d{2}$", description="ISO week, `2025-W09`")]


class WeeklyCountOut(Schema):
    """n cases of one commune (code of today) and week, alike in disease, class, age band and sex."""

    commune: str
    week: str
    disease: str
    classification: str
    age_band: str
    sex: str
    n: int


class WeeklyReportOut(Schema):
    """counts: disease → cases as signed, {} is “none”. A week without a report is unknown, not zero."""

    id: uuid.UUID
    unit_id: uuid.UUID
    monday: dt.date
    counts: dict[str, int]
    note: str
    sent_at: dt.datetime
    by_name: str


class SignalOut(Schema):
    """What stands out as the program proposed it. `status`: new, verified, false, closed."""

    id: uuid.UUID
    disease: str
    level: str
    place_code: str
    place_name: str
    monday: dt.date
    algorithm: str
    version: str
    cut_off: dt.datetime
    observed: int
    threshold: float
    expected: float | None
    status: str
    decision: str
    risk: str
    assessment: str


class DataValueOut(Schema):
    """DHIS2's own names."""

    dataElement: str  # noqa: N815
    period: str
    orgUnit: str  # noqa: N815
    categoryOptionCombo: str | None = None  # noqa: N815
    value: str


class DataValueSetOut(Schema):
    """The body of DHIS2's `POST /api/dataValueSets`; codes stand in place of its ids."""

    dataSet: str  # noqa: N815
    dataElementIdScheme: str  # noqa: N815
    orgUnitIdScheme: str  # noqa: N815
    categoryOptionComboIdScheme: str  # noqa: N815
    dataValues: list[DataValueOut]  # noqa: N815


@router.get(
    "/weekly-counts",
    response=list[WeeklyCountOut],
    summary="Cases by commune, week, disease, class, age and sex, as known now",
)
def weekly_counts(request: HttpRequest, since: IsoWeek, until: IsoWeek) -> Any:
    found = exchange.weekly_counts(_reader(request), _week(since), _week(until))
    return [
        {
            "commune": each.commune,
            "week": str(week_of(each.monday)),
            "disease": each.disease,
            "classification": each.status,
            "age_band": each.age,
            "sex": each.sex,
            "n": each.n,
        }
        for each in sorted(found)
    ]


@router.get(
    "/reports", response=Listed[WeeklyReportOut], summary="Weekly reports sent, newest first"
)
def reports(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    from tuyen.domains.surveillance.queries.reports import visible_to  # numpy comes with it

    return newest_first(visible_to(_reader(request)), cursor, limit, lambda row: row)


@router.get("/signals", response=Listed[SignalOut], summary="Signals, newest first")
def signals(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    from tuyen.domains.surveillance.queries.signals import visible_to  # numpy comes with it

    return newest_first(visible_to(_reader(request)), cursor, limit, lambda row: row)


@router.get(
    "/dhis2",
    response=DataValueSetOut,
    exclude_none=True,
    summary="Weekly counts as a DHIS2 data value set",
)
def data_value_set(request: HttpRequest, since: IsoWeek, until: IsoWeek) -> Any:
    found = exchange.data_values(_reader(request), _week(since), _week(until))
    return dhis2.as_json(found, exchange.data_set())


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được số liệu giám sát dịch."))
    return who


def _week(text: str) -> Week:
    try:
        return week_from(text)
    except ValueError:
        raise Refused(_("Năm đó không có tuần này.")) from None
