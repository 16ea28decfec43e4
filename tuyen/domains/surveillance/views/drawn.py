"""Pages of charts: a disease, an area and a span of weeks stand in the address, so that it can be sent on."""

import csv
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.surveillance import drawings, drawings_ahead, words
from tuyen.domains.surveillance.queries import forecasts
from tuyen.domains.surveillance.queries.grounds import Ground, ground_of
from tuyen.domains.surveillance.views.tabs import TABS
from tuyen.platform.access.doors import who_asks
from tuyen.platform.imports.sheets import escaped
from tuyen.platform.ui.respond import page

SPANS = (13, 26, 52)
USUAL = 26


def shown(request: HttpRequest, name: str) -> HttpResponse:
    who = who_asks(request)
    whole = ground_of(who, clock.today())
    if whole is None:
        return page(request, "surveillance/chart.html", {"tabs": TABS, "tab": name})
    asked = asked_for(request, who, whole)
    drawn = (drawings.DRAWN | drawings_ahead.DRAWN)[name](asked)
    if request.GET.get("as") == "hub" and name == "forecast":
        rows = drawings_ahead.hub_rows(asked)
        return _file(["model_id", *forecasts.HUB], rows, f"hub-{asked.disease}")
    if request.GET.get("as") == "csv" and drawn.chart:
        return _file(drawn.chart.table.heads, drawn.chart.table.rows, f"{name}-{asked.disease}")
    return page(request, "surveillance/chart.html", _context(request, name, whole, asked, drawn))


def asked_for(request: HttpRequest, who: Actor, whole: Ground) -> drawings.Asked:
    """What the address asks for; what it does not know is taken as usual."""
    choices = dict(words.disease_choices(who))
    disease = request.GET.get("disease", "")
    if disease not in choices:
        disease = "measles" if "measles" in choices else next(iter(choices), "")
    span = request.GET.get("weeks", "")
    weeks = int(span) if span in {str(each) for each in SPANS} else USUAL
    ground = whole.part(request.GET.get("area", ""))
    figures = {name: _number(request.GET.get(name, "")) for name in drawings_ahead.BED_FIGURES}
    return drawings.Asked(who, ground, disease, weeks, clock.today(), figures)


def _number(text: str) -> float | None:
    """Either decimal mark; None for what is no figure, or less than nothing."""
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return found if 0 <= found < 100_000 else None


def _context(
    request: HttpRequest, name: str, whole: Ground, asked: drawings.Asked, drawn: drawings.Drawn
) -> dict[str, Any]:
    asks = request.GET.copy()
    asks.pop("as", None)
    context: dict[str, Any] = {
        "tabs": TABS,
        "tab": name,
        "query": asks.urlencode(),
        "whole": whole,
        "asked": asked,
        "diseases": words.disease_choices(asked.who),
        "spans": SPANS,
        "drawn": drawn,
        "bed_figures": drawings_ahead.bed_figures(asked) if name == "beds" else [],
    }
    if drawn.chart:
        context |= {
            "map": drawn.map,
            "wide": SafeString(drawn.chart.wide),
            "narrow": SafeString(drawn.chart.narrow),
            "heads": drawn.chart.table.heads,
            "rows": drawn.chart.table.written(),
        }
    return context


def _file(heads: Any, rows: Any, name: str) -> HttpResponse:
    """The table as it stands behind the drawing: plain figures, nothing where nobody knows."""
    out = StringIO()
    cells = [["" if cell is None else cell for cell in row] for row in rows]
    csv.writer(out).writerows([[escaped(cell) for cell in row] for row in [heads, *cells]])
    answer = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.today():%Y%m%d}.csv"'
    return answer
