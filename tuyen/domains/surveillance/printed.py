"""The weekly bulletin on paper, in Vietnamese always: figures, what stands out, charts, who owes a report."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.surveillance import drawings, standing_words, words
from tuyen.domains.surveillance.drawings import Asked
from tuyen.domains.surveillance.queries import forecasts, reports
from tuyen.domains.surveillance.queries import situation as queries
from tuyen.domains.surveillance.queries.grounds import Ground
from tuyen.domains.surveillance.rules.reports import Sent
from tuyen.domains.surveillance.rules.scores import LEVELS
from tuyen.platform.print import render

TEMPLATE = Path(__file__).with_name("papers") / "bulletin.typ"
MOST_CHARTS, MOST_OUT, WEEKS = 3, 25, 26


def bulletin_pdf(who: Actor, ground: Ground, monday: dt.date) -> bytes:
    with translation.override("vi"):
        return render(TEMPLATE, bulletin(who, ground, monday))


def bulletin(who: Actor, ground: Ground, monday: dt.date) -> dict[str, Any]:
    """What stands on the paper."""
    found = queries.situation(who, ground, monday)
    lines = sorted(found.lines, key=lambda each: -(each.top.seen or 0))
    return {
        "unit": who.unit_name,
        "area": ground.name,
        "week": standing_words.week_label(monday),
        "made_on": f"{clock.today():%d/%m/%Y}",
        "lines": [_line(each.top) for each in lines],
        "out": [_out(each) for each in found.stand_out[:MOST_OUT]],
        "more": max(0, len(found.stand_out) - MOST_OUT),
        "charts": _charts(who, ground, monday, lines),
        "owed": _owed(ground, monday),
        "is_owed_known": bool(ground.communes),
    }


def _owed(ground: Ground, monday: dt.date) -> list[str]:
    """Communes whose report of the week is overdue."""
    rows = reports.of_week(ground, monday) if ground.communes else []
    return [each.name for each in rows if each.state == Sent.MISSING]


def _line(each: queries.Standing) -> list[str]:
    return [
        words.label_of(each.disease),
        standing_words.figure(each.seen),
        standing_words.change(each.last_week),
        standing_words.change(each.last_year),
        str(standing_words.colour(each.state.colour)),
        standing_words.why(each.state),
    ]


def _out(each: queries.Standing) -> list[str]:
    return [
        each.place.name,
        words.label_of(each.disease),
        standing_words.figure(each.seen),
        str(standing_words.colour(each.state.colour)),
        standing_words.why(each.state),
    ]


def _charts(
    who: Actor, ground: Ground, monday: dt.date, lines: list[queries.DiseaseLine]
) -> list[dict[str, Any]]:
    """Curves of the diseases with the most cases, each with what is foretold of it."""
    found = []
    for each in [line for line in lines if line.top.seen][:MOST_CHARTS]:
        asked = Asked(who, ground, each.disease, WEEKS, monday + dt.timedelta(weeks=1))
        drawn = drawings.curve(asked)
        if drawn.chart:
            notes = [*drawn.notes, foretold(each.disease, ground.code, monday)]
            title = words.label_of(each.disease)
            found.append(
                {"title": title, "svg": drawn.chart.wide, "notes": [n for n in notes if n]}
            )
    return found


def foretold(disease: str, location: str, monday: dt.date) -> str:
    """One sentence on the four weeks ahead; empty where the forecast from this week was never made."""
    newest = forecasts.newest(disease, location)
    if newest is None or newest.origin != monday + dt.timedelta(days=6):
        return ""
    low, middle, high = (
        sum(row.values[LEVELS.index(level)] for row in newest.ours) for level in (0.05, 0.5, 0.95)
    )
    return _("Dự báo 4 tuần tới: khoảng %(middle)s ca (90%%: %(low)s–%(high)s).") % {
        "middle": standing_words.figure(middle),
        "low": standing_words.figure(low),
        "high": standing_words.figure(high),
    }
