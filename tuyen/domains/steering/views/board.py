"""The board of the direction office, the home of the lower unit, and one unit as seen from above."""

import datetime as dt
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.memory import asked_once
from tuyen.domains.steering import permissions, words
from tuyen.domains.steering.queries import agreements, board, hotline, plans, support
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui import cards
from tuyen.platform.ui.respond import page
from tuyen.record import task_kinds
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import visible_to

AHEAD = dt.timedelta(days=30)
TASKS = (
    "agreement_expires",
    "commitment_due",
    "support_answer",
    "support_close",
    "hotline_follow_up",
)


@require_GET
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    """The upper side; a unit that directs nobody gets its own home here."""
    with asked_once():
        return _home(request)


def _home(request: HttpRequest) -> HttpResponse:
    who, day = who_asks(request), clock.today()
    units = board.directed_by(who, day)
    if not units:
        return redirect("steering:our_unit")
    context = {
        "board": cards.board(cards.DIRECTION, who),
        "units": units,
        "total": board.how_many_directed(who, day, units),
        "day": day,
        "year_begins": day.replace(month=1, day=1),
        "may_manage": who.may(permissions.MANAGE),
        "may_sign": permissions.may_manage_agreements(who),
    }
    return page(request, "steering/home.html", context)


@require_GET
@protected(permissions.SEE)
def our_unit(request: HttpRequest) -> HttpResponse:
    """“Đơn vị chúng tôi”: what we asked, what was promised to us, what is due from us."""
    with asked_once():
        return _our_unit(request)


def _our_unit(request: HttpRequest) -> HttpResponse:
    who, day = who_asks(request), clock.today()
    side = direction.our_side(who, day)
    us, above = direction.as_facility(who, side.facility), side.above[::-1]
    tasks = board.due_from_us(who, day + AHEAD, TASKS)
    asked = support.listed(us, which="ours")[: board.MOST_TASKS]
    context = {
        "numbers": hotline.lines_to_call(unit.id for unit in above),
        "line_purposes": words.line_purposes(),
        "asked": support.lines_of(asked),
        "statuses": words.SUPPORT,
        "may_ask": permissions.may_ask(who),
        "board": cards.board(cards.OUR_UNIT, us),
        "above": above,
        "tasks": [(task, task_kinds.url_of(task)) for task in tasks],
        "promised": agreements.promises(agreements.promised_to(who)),
        "kept": words.KEPT,
        "day": day,
    }
    return page(request, "steering/our_unit.html", context)


@require_GET
@protected(permissions.SEE)
@asked_once()
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """One unit: who directs it, and the agreements that it is a side of."""
    who, day = who_asks(request), clock.today()
    found = direction.known(get_object_or_404(visible_to(who), pk=unit_id))
    if not (direction.reaches(who, found.id) or found.id == facility_of(who)):
        raise Http404
    signed = agreements.of_unit(found.id, who)
    asked = support.of_unit(found.id, who)[: board.MOST_TASKS]
    done = plans.of_unit(found.id, who)[: board.MOST_TASKS]
    near = agreements.warn_days(day, who.unit_id)
    context = {
        "unit": found,
        "above": direction.directing(found.id, day),
        "agreements": [(row, *words.STATES[row.term.state_on(day, near)]) for row in signed],
        "asked": support.lines_of(asked),
        "statuses": words.SUPPORT,
        "entries": done,
        "work_kinds": words.work_kinds(),
        "may_log": permissions.may_log(who),
    }
    return page(request, "steering/unit.html", context)
