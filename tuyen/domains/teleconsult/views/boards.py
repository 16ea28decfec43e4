"""The board of cases, and what is done with."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.teleconsult import board as queries
from tuyen.domains.teleconsult import polling, words
from tuyen.platform.access.doors import open_to_all, protected, who_asks
from tuyen.platform.ui.respond import page
from tuyen.record import permissions
from tuyen.record.models import ConsultStatus
from tuyen.registry.facilities.queries import names_of

PAGE_ROWS = 25
SEES = ("consult.see",)


@require_GET
@never_cache
@protected(*SEES)
def board(request: HttpRequest) -> HttpResponse:
    """Columns with clocks; asked again every 15 seconds, which costs nothing while nothing changed."""
    return page(request, "teleconsult/board.html#board", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    who = who_asks(request)
    asked = _asked(request, who)
    found = queries.board(asked, who)
    today = clock.today()
    may_answer = permissions.may_answer_consult(who) or permissions.may_manage_consults(who)
    return {
        "asked": asked,
        "columns": found.columns,
        "total": found.total,
        "late": found.late,
        "boxes": [
            (_("Hỏi chúng tôi"), _address(asked, box=queries.IN), asked.box == queries.IN),
            (_("Chúng tôi hỏi"), _address(asked, box=queries.OUT), asked.box == queries.OUT),
        ]
        if may_answer and permissions.may_ask_consult(who)
        else [],
        "urgencies": words.labels("urgency", today),
        "specialties": words.specialties(today),
        "may_open": who.may("chart.open"),
        "poll": polling.address_for(who),
    }


def _asked(request: HttpRequest, who: Actor) -> queries.Asked:
    said, today = request.GET, clock.today()
    answers = permissions.may_answer_consult(who) or permissions.may_manage_consults(who)
    usual = queries.IN if answers else queries.OUT
    box = said.get("box", usual)
    urgency, specialty = said.get("urgency", ""), said.get("specialty", "")
    return queries.Asked(
        box=box if box in (queries.IN, queries.OUT) else usual,
        urgency=urgency if urgency in words.labels("urgency", today) else "",
        specialty=specialty if specialty in words.specialties(today) else "",
        is_mine=said.get("mine") == "1",
    )


def _address(asked: queries.Asked, **other: str) -> str:
    said = {"box": asked.box, "urgency": asked.urgency, "specialty": asked.specialty} | other
    return "?" + urlencode({name: value for name, value in said.items() if value})


@require_GET
@open_to_all("a signed token names units and version; the answer says only whether they changed")
def changes(request: HttpRequest) -> HttpResponse:
    """204 while nothing changed for the units of the token; 200 asks the page to draw itself again.

    Most are answered by the middleware `PollMiddleware`, before session and account.
    """
    return HttpResponse(status=polling.answer(request.GET.get("t", "")))


@require_GET
@never_cache
@protected(*SEES)
def over(request: HttpRequest) -> HttpResponse:
    """Closed, refused, passed on: newest first; no names, the case's own page opens the chart."""
    who = who_asks(request)
    asked = _asked(request, who)
    found = Paginator(queries.over(asked, who), PAGE_ROWS).get_page(request.GET.get("page"))
    units = names_of({end for row in found for end in (row.from_unit_id, row.to_unit_id)})
    context = {
        "page_obj": found,
        "asked": asked,
        "rows": [
            {
                "row": row,
                "from_unit": units.get(row.from_unit_id, ""),
                "to_unit": units.get(row.to_unit_id, ""),
                "status": ConsultStatus(row.status).label,
                "tone": words.TONES.get(row.status, "neutral"),
            }
            for row in found
        ],
    }
    return page(request, "teleconsult/over.html", context)
