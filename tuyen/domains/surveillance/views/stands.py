"""What the situation page shows: every disease by level in one week, its colour and why; also as a file."""

import csv
import datetime as dt
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse

from tuyen.core import clock
from tuyen.domains.surveillance import standing_words, words
from tuyen.domains.surveillance.queries import series
from tuyen.domains.surveillance.queries import situation as queries
from tuyen.domains.surveillance.queries.grounds import Ground, ground_of
from tuyen.domains.surveillance.rules.weeks import week_from, week_of
from tuyen.domains.surveillance.views.tabs import TABS
from tuyen.platform.access.doors import who_asks
from tuyen.platform.imports.sheets import escaped
from tuyen.platform.ui.respond import page

MOST_ROWS = 200
WEEKS_BACK = 12


def shown(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    whole = ground_of(who, clock.today())
    if whole is None:
        return page(request, "surveillance/situation.html", {"tabs": TABS, "tab": "situation"})
    ground = whole.part(request.GET.get("area", ""))
    monday = week_asked(request.GET.get("week", ""), clock.today())
    found = queries.situation(who, ground, monday)
    if request.GET.get("as") == "csv":
        return _file(found)
    return page(request, "surveillance/situation.html", _context(request, whole, ground, found))


def week_asked(said: str, today: dt.date) -> dt.date:
    """The Monday of `2026-W47`; of the last week that has ended for what is no such week."""
    newest = series.last_ended(today)
    try:
        return min(week_from(said).monday, newest)
    except ValueError:
        return newest


def _context(
    request: HttpRequest, whole: Ground, ground: Ground, found: queries.Situation
) -> dict[str, Any]:
    asks = request.GET.copy()
    asks.pop("as", None)
    newest = series.last_ended(clock.today())
    weeks = [newest - series.WEEK * back for back in range(WEEKS_BACK)]
    if found.monday not in weeks:
        weeks.append(found.monday)
    return {
        "tabs": TABS,
        "tab": "situation",
        "whole": whole,
        "ground": ground,
        "query": asks.urlencode(),
        "monday": found.monday,
        "weeks": [(str(week_of(each)), standing_words.week_label(each)) for each in weeks],
        "week": str(week_of(found.monday)),
        "lines": [_line(each) for each in found.lines],
        "places": [_row(each) for each in found.stand_out[:MOST_ROWS]],
    }


def _line(line: queries.DiseaseLine) -> dict[str, Any]:
    below = [(standing_words.below(*each), standing_words.TONES[each[1]]) for each in line.below]
    return _row(line.top) | {"below": below}


def _row(each: queries.Standing) -> dict[str, Any]:
    return {
        "disease": words.label_of(each.disease),
        "place": each.place.name,
        "seen": standing_words.figure(each.seen),
        "last_week": standing_words.change(each.last_week),
        "last_year": standing_words.change(each.last_year),
        "state": standing_words.colour(each.state.colour),
        "tone": standing_words.TONES[each.state.colour],
        "why": standing_words.why(each.state),
    }


def _file(found: queries.Situation) -> HttpResponse:
    """Every series of the page: plain figures, nothing where nobody knows."""
    out = StringIO()
    rows = [
        standing_words.heads(),
        *(standing_words.cells(each, found.monday) for each in found.standings),
    ]
    csv.writer(out).writerows([[escaped(cell) for cell in row] for row in rows])
    answer = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    name = f"tinh-hinh-{week_of(found.monday)}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
