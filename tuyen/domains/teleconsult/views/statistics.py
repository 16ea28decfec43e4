"""How consultations went: numbers, the cases behind each, a spreadsheet, the report of the year."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import whole_number
from tuyen.domains.teleconsult import statistic_sheets as sheets
from tuyen.domains.teleconsult import statistics, words
from tuyen.domains.teleconsult.measures import GROUPS, Line, Times
from tuyen.domains.teleconsult.statistics import IN, OUT, Asked, Numbers
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.print.listings import as_pdf, as_xlsx
from tuyen.platform.ui.respond import page
from tuyen.record.models import ConsultStatus
from tuyen.record.queries.consults import my_units
from tuyen.record.rules.consults import choices
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import names_of

DAYS = (30, 90, 365)
EARLIEST = 2000  # the report of a year before it is nobody's
PAGE_ROWS = 50
READERS = ("consult.learn", "consult.see")
UNKNOWN = "none"  # an outcome that nobody has told yet


@require_GET
@never_cache
@protected(*READERS)
def numbers(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    days, asked = _asked(request, who)
    found = statistics.numbers(asked, who)
    names = names_of({line.key for line in found.by_unit})  # type: ignore[misc]
    specialties = words.specialties(asked.last)
    link = _linker(asked, days)
    context = {
        "days": days,
        "all_days": DAYS,
        "side": asked.side,
        "first": asked.first,
        "last": asked.last,
        "least": found.least,
        "total": link(found.total, _("Cộng"), {}),
        "by_unit": [
            link(line, names.get(line.key, ""), {"unit": line.key})  # type: ignore[call-overload]
            for line in found.by_unit
        ],
        "by_specialty": [
            link(line, specialties.get(str(line.key), str(line.key)), {"specialty": line.key})
            for line in found.by_specialty
        ],
        "outcomes": _outcome_table(found, asked, days),
        "outcome_labels": _outcome_labels(asked),
        "groups": words.groups(),
        "computed_at": clock.now(),
        "year": asked.last.year,
        "may_learn": who.may("consult.learn"),
        "query": urlencode({"side": asked.side, "days": days}),
    }
    return page(request, "teleconsult/statistics.html", context)


def _spoken(times: Times) -> dict[str, Any]:
    said = {name: getattr(times, name) for name in ("median", "p90")}
    return {name: "–" if n is None else words.spoken(n) for name, n in said.items()} | {
        "share": times.share
    }


def _linker(asked: Asked, days: int) -> Any:
    base = reverse("teleconsult:behind")

    def link(line: Line, label: str, more: dict[str, Any]) -> dict[str, Any]:
        """A line whose every number leads to its cases."""
        cells = {}
        for code, n in line.counts.items():
            query = urlencode({"side": asked.side, "days": days, "group": code, **more})
            cells[code] = {"n": n, "url": f"{base}?{query}" if n else ""}
        return {
            "label": label,
            "cells": cells,
            "answer": _spoken(line.answer),
            "conclusion": _spoken(line.conclusion),
        }

    return link


def _outcome_labels(asked: Asked) -> dict[str, str]:
    return {**words.labels("outcome", asked.last), "": _("Chưa ghi")}


def _outcome_table(found: Numbers, asked: Asked, days: int) -> list[dict[str, Any]]:
    """One row a kind of advice; a cell for each outcome, None where it is hidden."""
    base, labels = reverse("teleconsult:behind"), words.labels("advice", asked.last)
    table = []
    for kind in choices("advice", asked.last):
        cells = []
        for code in _outcome_labels(asked):
            n = found.outcomes.get((kind, code), 0)
            query = {"side": asked.side, "days": days, "kind": kind, "outcome": code or UNKNOWN}
            cells.append({"n": n, "url": f"{base}?{urlencode(query)}" if n else ""})
        table.append({"label": labels[kind], "cells": cells})
    return table


@require_GET
@never_cache
@protected(*READERS)
def behind(request: HttpRequest) -> HttpResponse:
    """The cases behind a number: neither names nor questions; a case of our own leads to its page."""
    who = who_asks(request)
    days, asked = _asked(request, who)
    shown = Paginator(statistics.ids_behind(asked, who), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    rows = statistics.with_ids(list(shown), who)
    units = names_of({end for row in rows for end in (row.from_unit_id, row.to_unit_id)})
    ours = {*my_units(who), direction.facility_of(who.unit_id)} if who.may("chart.open") else set()
    specialties = words.specialties(asked.last)
    context = {
        "page_obj": shown,
        "rows": [
            {
                "row": row,
                "from_unit": units.get(row.from_unit_id, ""),
                "to_unit": units.get(row.to_unit_id, ""),
                "specialty": specialties.get(row.specialty, row.specialty),
                "status": ConsultStatus(row.status).label,
                "tone": words.TONES.get(row.status, "neutral"),
                "is_ours": row.from_unit_id in ours or row.to_unit_id in ours,
            }
            for row in rows
        ],
        "title": words.groups()[asked.group],
        "back": reverse("teleconsult:statistics")
        + "?"
        + urlencode({"side": asked.side, "days": days}),
    }
    return page(request, "teleconsult/behind.html", context)


@require_GET
@never_cache
@protected(*READERS)
def sheet(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    _days, asked = _asked(request, who)
    return _file(as_xlsx(_listing(asked, who, _("Thống kê hội chẩn từ xa"))), "hoi-chan", "xlsx")


@require_GET
@never_cache
@protected("consult.learn")
def yearly(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """What a supporting facility reports for a year: on paper (pdf) or as a spreadsheet (xlsx)."""
    who, today = who_asks(request), clock.today()
    if not EARLIEST <= year <= today.year:
        raise Http404
    side = OUT if request.GET.get("side") == OUT else IN
    last = min(dt.date(year, 12, 31), today)
    asked = Asked(side=side, first=min(dt.date(year, 1, 1), last), last=last)
    title = _("Báo cáo hỗ trợ khám, chữa bệnh từ xa năm %(year)d") % {"year": year}
    listing = _listing(asked, who, title)
    content = as_pdf(listing) if form == "pdf" else as_xlsx(listing)
    return _file(content, f"hoi-chan-tu-xa-{year}", form)


def _listing(asked: Asked, who: Actor, title: str) -> Any:
    found = statistics.numbers(asked, who)
    names = names_of({line.key for line in found.by_unit})  # type: ignore[misc]
    return sheets.listing(found, asked, names, who.unit_name, title)


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    kind = "application/pdf" if form == "pdf" else CONTENT_TYPE
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _asked(request: HttpRequest, who: Actor) -> tuple[int, Asked]:
    said, today = request.GET, clock.today()
    typed = whole_number(said.get("days", ""))
    days = typed if typed in DAYS else DAYS[1]
    try:
        unit_id = UUID(said.get("unit", ""))
    except ValueError:
        unit_id = None
    usual = OUT if who.may("consult.ask") and not who.may("consult.answer") else IN
    side, group, kind = said.get("side", usual), said.get("group", "all"), said.get("kind", "")
    outcome = said.get("outcome")
    return days, Asked(
        side=side if side in (IN, OUT) else usual,
        first=today - dt.timedelta(days=days),
        last=today,
        group=group if group in GROUPS else "all",
        specialty=_known(said.get("specialty", ""), words.specialties(today)),
        unit_id=unit_id,
        kind=_known(kind, words.labels("advice", today)),
        outcome=None if outcome is None else "" if outcome == UNKNOWN else outcome,
    )


def _known(code: str, labels: dict[str, str]) -> str:
    return code if code in labels else ""
