"""Cases whose next step is late, at both ends."""

import datetime as dt
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.domains.teleconsult import words
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui import counting
from tuyen.platform.ui.counting import Counts
from tuyen.platform.ui.respond import page
from tuyen.record import permissions
from tuyen.record.queries.consult_late import late_at
from tuyen.record.rules.consults import ASKER_OWES, Late, Status
from tuyen.registry.facilities.queries import names_of

PAGE_ROWS = 25
IN, OUT = "in", "out"


@require_GET
@never_cache
@protected("consult.see")
def late_count(request: HttpRequest) -> HttpResponse:
    """How many at each end, for the first page of the day, which asks apart: its own list does not wait."""
    who, now, today = who_asks(request), clock.now(), clock.today()
    found = counting.ask(
        Counts(late_at(who, box, now, today), {box: Count("id")}) for box in (IN, OUT)
    )
    usual = IN if permissions.may_answer_consult(who) else OUT
    counts = [(box, n) for box, n in found.items() if n] or [(usual, 0)]
    return page(request, "teleconsult/late_count.html", {"counts": counts})


@require_GET
@never_cache
@protected("consult.see")
def late(request: HttpRequest) -> HttpResponse:
    """No names: the case's own page opens the chart."""
    who, now, today = who_asks(request), clock.now(), clock.today()
    answers = permissions.may_answer_consult(who) or permissions.may_manage_consults(who)
    usual = IN if answers else OUT
    box = request.GET.get("box", usual)
    box = box if box in (IN, OUT) else usual
    rows = late_at(who, box, now, today)
    labels, kind = words.late_labels(), request.GET.get("kind", "")
    counts = dict(rows.order_by().values_list("late").annotate(n=Count("id")))
    chosen = rows.filter(late=kind) if kind in labels else rows
    shown = Paginator(chosen, PAGE_ROWS).get_page(request.GET.get("page"))
    units = names_of({end for row in shown for end in (row.from_unit_id, row.to_unit_id)})
    context = {
        "page_obj": shown,
        "box": box,
        "boxes": [(IN, _("Hỏi chúng tôi")), (OUT, _("Chúng tôi hỏi"))],
        "kind": kind if kind in labels else "",
        "kinds": [(code, label, counts.get(code, 0)) for code, label in labels.items()],
        "total": sum(counts.values()),
        "rows": [_line(row, units, labels, now) for row in shown],
        "may_open": who.may("chart.open"),
    }
    return page(request, "teleconsult/late.html", context)


def _line(
    row: Any, units: dict[uuid.UUID, str], labels: dict[str, str], now: dt.datetime
) -> dict[str, Any]:
    late: str = row.late
    from_unit, to_unit = units.get(row.from_unit_id, ""), units.get(row.to_unit_id, "")
    asker_owes = late in ASKER_OWES or row.status == Status.MORE_ASKED
    return {
        "row": row,
        "from_unit": from_unit,
        "to_unit": to_unit,
        "late": labels[late],
        "owes": from_unit if asker_owes else to_unit,
        "tone": "danger" if late in (Late.ANSWER, Late.CONCLUDE) else "warn",
        "clock": words.clock_of(row, now, words.share_now()),
        "specialty": words.specialties(row.day).get(row.specialty, row.specialty),
    }
