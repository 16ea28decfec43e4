"""Reports, in the scope of the asker: counts, never names."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tuyen.core.facts import ask
from tuyen.edge.api.who import asker

router = Router(tags=["reports"])


class ActivityLineOut(Schema):
    """`visits` is None where a published report hides a small number."""

    code: str | None
    label: str
    visits: int | None
    before: int | None
    change_percent: float | None
    by: dict[str, int | None]


class ActivityOut(Schema):
    report: str
    period: str
    compared_with: str
    lines: list[ActivityLineOut]
    total: ActivityLineOut
    computed_at: dt.datetime
    units_reporting: int
    units_expected: int


@router.get(
    "/activity",
    response=ActivityOut,
    summary="Visits by class of facility beside the same period a year before",
)
def activity(
    request: HttpRequest,
    period: str,
    by: str = "month",
    facility_class: str = "",
    published: bool = False,
) -> Any:
    """period: 2021, 2021-Q1 or 2021-03. facility_class: the facilities of one class."""
    return ask(
        "reports.activity",
        who=asker(request),
        period=period,
        by=by,
        class_code=facility_class,
        published=published,
    )
