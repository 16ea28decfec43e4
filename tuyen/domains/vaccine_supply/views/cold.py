"""Cold chain: fridges, the form of a turn, a month with its chart, the logger's file."""

import base64
import csv
import datetime as dt
import re
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.vaccine_supply import lists, permissions, printed_cold
from tuyen.domains.vaccine_supply.actions import cold as actions
from tuyen.domains.vaccine_supply.actions import logger as logger_actions
from tuyen.domains.vaccine_supply.forms import cold as forms
from tuyen.domains.vaccine_supply.models import ColdReading, Fridge
from tuyen.domains.vaccine_supply.queries import cold as queries
from tuyen.domains.vaccine_supply.queries.sheets import unit_names
from tuyen.domains.vaccine_supply.rules.cold import Turn
from tuyen.domains.vaccine_supply.views.sheets import form_page, saved
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.engine import Tally, errors_sheet
from tuyen.platform.imports.mapping import known_headings
from tuyen.platform.imports.reading import Table, open_table
from tuyen.platform.imports.sheets import CONTENT_TYPE, escaped
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction

ROWS = 30
MOST_SHOWN = 30


def fridge_of(who: Actor, fridge_id: UUID) -> Fridge:
    found: Fridge = get_object_or_404(queries.fridges_for(who), pk=fridge_id)
    return found


@require_GET
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    """Every fridge within reach with the two turns of today; what nobody read is grey."""
    who, words = who_asks(request), request.GET.get("q", "").strip()
    shown = Paginator(queries.fridges_for(who, words), ROWS).get_page(request.GET.get("page"))
    today, now = clock.today(), clock.now().astimezone(clock.VIETNAM)
    known, waiting = queries.readings_of(shown, today, today), queries.open_counts(list(shown))
    names, kinds = unit_names(row.unit_id for row in shown), lists.fridge_kinds(today)
    context = {
        "page_obj": shown,
        "rows": [
            {
                "fridge": row,
                "unit": names.get(row.unit_id),
                "kind": kinds.get(row.kind, row.kind),
                "turns": [
                    queries.turn_seen(row, today, turn, known.get((row.id, today, turn)), now)
                    for turn in queries.TURNS
                ],
                "waiting": waiting[row.id],
            }
            for row in shown
        ],
        "q": words,
        "source": lists.source_of_limits(today),
        "may_plan": who.may(permissions.PLAN),
    }
    return page(request, "vaccine_supply/cold.html", context)


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def readings(request: HttpRequest) -> HttpResponse:
    """One form for all fridges of the unit: a number, Enter, the next; Ctrl+S."""
    who = who_asks(request)
    unit_id = direction.facility_of(who.unit_id)
    permissions.require_plan(who, unit_id)
    day, turn = _turn_asked(request)
    fridges = queries.read_at(unit_id)
    known = queries.readings_of(fridges, day, day)
    form = forms.ReadingsForm(
        request.POST or None, fridges=fridges, known=known, day=day, turn=turn
    )
    made: list[Any] = []

    def act() -> None:
        told = form.cleaned_data
        made.append(actions.read(day=told["day"], turn=told["turn"], said=form.said(), by=who))

    if saved(form, act):
        found = made[0][1]
        if found:
            notice(request, _("Nhiệt độ ra ngoài khoảng: quyết định từng lô trong tủ."))
            return after(request, "vaccine_supply:excursion", found[0].id)
        notice(request, _("Đã lưu."))
        return after(request, "vaccine_supply:cold")
    status = 422 if form.is_bound else 200
    return page(
        request, "vaccine_supply/readings.html", {"form": form, "fridges": fridges}, status=status
    )


def _turn_asked(request: HttpRequest) -> tuple[dt.date, str]:
    """The turn that is on, unless the address or the form asks for another."""
    asked = request.POST if request.method == "POST" else request.GET
    day = _day(asked.get("day", "")) or clock.today()
    noon = lists.turn_hours(clock.today())[Turn.MORNING]["until"]
    is_morning = clock.now().astimezone(clock.VIETNAM).hour < noon
    usual = Turn.MORNING.value if is_morning else Turn.AFTERNOON.value
    turn = asked.get("turn", "")
    return day, turn if turn in ColdReading.Turn.values else usual


def _day(text: str) -> dt.date | None:
    try:
        found: dt.date | None = DateField(required=False).clean(text)
        return found
    except ValidationError:
        return None


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def new_fridge(request: HttpRequest) -> HttpResponse:
    form = forms.FridgeForm(request.POST or None)
    made: list[Fridge] = []
    who = who_asks(request)
    if saved(form, lambda: made.append(actions.add_fridge(by=who, **form.cleaned_data))):
        return after(request, "vaccine_supply:fridge", made[0].id)
    return form_page(request, form, _("Thêm tủ lạnh, hòm lạnh"), reverse("vaccine_supply:cold"))


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def change_fridge(request: HttpRequest, fridge_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = fridge_of(who, fridge_id)
    permissions.require_plan(who, found.unit_id)
    form = forms.FridgeForm(request.POST or None, fridge=found)
    if saved(form, lambda: actions.change_fridge(fridge=found, by=who, **form.cleaned_data)):
        notice(request, _("Đã lưu."))
        return after(request, "vaccine_supply:fridge", found.id)
    back = reverse("vaccine_supply:fridge", args=[found.id])
    return form_page(request, form, found.name, back)


@require_GET
@protected(permissions.SEE)
def fridge(request: HttpRequest, fridge_id: UUID) -> HttpResponse:
    """A month: chart, the same in figures, what was out."""
    who = who_asks(request)
    found = fridge_of(who, fridge_id)
    first = month_asked(request)
    seen = queries.month(found, first)
    if request.GET.get("as") == "csv":
        return _csv(first, seen)
    words = printed_cold.words(found, first, seen)
    start = clock.start_of(first)
    end = clock.start_of(queries.last_of(first) + dt.timedelta(days=1))
    before = first - dt.timedelta(days=1)
    context = {
        "fridge": found,
        "unit": unit_names([found.unit_id]).get(found.unit_id),
        "kind": lists.fridge_kinds(first).get(found.kind, found.kind),
        "month": first,
        "before": f"{before:%Y-%m}",
        "after": f"{end.astimezone(clock.VIETNAM):%Y-%m}",
        "is_newest": end > clock.now(),
        "missing": seen.missing,
        "wide": SafeString(printed_cold.drawn(seen, words)),
        "narrow": SafeString(printed_cold.drawn(seen, words, narrow=True)),
        "days": [each for each in seen.days if each.day <= clock.today()],
        "excursions": queries.excursions_of(found, start, end),
        "may_plan": permissions.may_plan(who, found.unit_id),
        "source": lists.source_of_limits(first),
    }
    return page(request, "vaccine_supply/fridge.html", context)


def month_asked(request: HttpRequest) -> dt.date:
    """First day of the month in the address; of this month where it names none."""
    asked = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", request.GET.get("month", ""))
    this = clock.today().replace(day=1)
    return min(this, dt.date(int(asked[1]), int(asked[2]), 1)) if asked else this


def _csv(first: dt.date, seen: queries.MonthSeen) -> HttpResponse:
    out = StringIO()
    rows = printed_cold.table(seen)
    csv.writer(out).writerows([[escaped(cell) for cell in row] for row in rows])
    answer = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="nhiet-do-{first:%Y-%m}.csv"'
    return answer


@require_GET
@protected(permissions.SEE)
def fridge_paper(request: HttpRequest, fridge_id: UUID) -> HttpResponse:
    found = fridge_of(who_asks(request), fridge_id)
    pdf = printed_cold.month_pdf(found, month_asked(request))
    return HttpResponse(pdf, content_type="application/pdf")


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def logger(request: HttpRequest, fridge_id: UUID) -> HttpResponse:
    """The file of the logger: good rows are kept, bad ones go home as a file with their reasons."""
    who = who_asks(request)
    found = fridge_of(who, fridge_id)
    permissions.require_plan(who, found.unit_id)
    form = forms.LoggerForm(request.POST or None, request.FILES or None)
    done: list[tuple[Tally, bytes, Table]] = []
    if saved(form, lambda: done.append(_taken(found, form.cleaned_data["file"], who))):
        tally, bad_file, table = done[0]
        if not tally.bad:
            counts = tally.as_dict()
            notice(
                request,
                _("Đã nhập %(new)d số đo, %(same)d số đo đã có.")
                % {"new": counts["created"], "same": counts["unchanged"]},
            )
            return after(request, "vaccine_supply:fridge", found.id)
        context = {
            "form": forms.LoggerForm(),
            "fridge": found,
            "counts": tally.as_dict(),
            "bad": [(line.number, errors) for line, errors in tally.bad[:MOST_SHOWN]],
            "bad_file": f"data:{CONTENT_TYPE};base64,{base64.b64encode(bad_file).decode()}",
            "header": table.header,
        }
        return page(request, "vaccine_supply/logger.html", context)
    context = {"form": form, "fridge": found}
    return page(
        request, "vaccine_supply/logger.html", context, status=422 if form.is_bound else 200
    )


def _taken(found: Fridge, given: Any, who: Actor) -> tuple[Tally, bytes, Table]:
    """The upload lies on the disk only while it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"logger{Path(given.name).suffix.lower()}"
        with path.open("wb") as kept:
            for chunk in given.chunks():
                kept.write(chunk)
        table = open_table(path, known_headings(logger_actions.kind_for(found)))
        tally = logger_actions.take(fridge=found, table=table, by=who)
        return tally, errors_sheet(table, tally), table
