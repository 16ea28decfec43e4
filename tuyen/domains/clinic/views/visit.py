"""A finished visit: read, corrected, cancelled, taken back; with its history."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.actor import Actor
from tuyen.domains.clinic import queries
from tuyen.domains.clinic.forms.visit import VisitForm
from tuyen.domains.clinic.readings import readings_of
from tuyen.domains.clinic.views import screen as screens
from tuyen.domains.clinic.views.earlier import typed_of
from tuyen.domains.clinic.views.examine import part_of
from tuyen.platform.access.doors import protected
from tuyen.platform.drafts.actions import FormKept
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions import visits as acts
from tuyen.record.actions.orders import is_unanswered
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import DayLock, Encounter, Order
from tuyen.record.queries.day_locks import lock_of
from tuyen.record.queries.orders import of_visit
from tuyen.record.queries.queue import entry_of
from tuyen.record.queries.visits import ENTERED_IN_ERROR, Visit, patient_of, visit_of


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _found(encounter_id: UUID, who: Actor, what: str = "") -> tuple[Chart, Visit]:
    """The chart and the visit in it; 404 for what one may not see."""
    patient_id = patient_of(encounter_id, who)
    if patient_id is None:
        raise Http404
    chart = opened_chart(patient_id, who, what=what) if what else chart_of(patient_id, who)
    found = visit_of(chart, encounter_id)
    if found is None:
        raise Http404
    return chart, found


@require_GET
@never_cache
@protected("chart.open")
def visit(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    who = _actor(request)
    chart, found = _found(encounter_id, who, what="visit")
    encounter = found.encounter
    context = {
        "person": chart.person,
        "visit": found,
        "readings": readings_of(found.observations),
        "history": queries.history_of(chart, encounter),
        "is_cancelled": _is_gone(encounter),
        "may_amend": _may_amend(encounter, who),
        "locked_before": _locked_before(encounter),
        "orders": of_visit(chart, encounter) if _is_gone(encounter) else [],
    }
    return page(request, "clinic/visit.html", context)


def _is_gone(encounter: Encounter) -> bool:
    return encounter.status == ENTERED_IN_ERROR


def _locked_before(encounter: Encounter) -> DayLock | None:
    """The lock after which this was written into its day."""
    lock = lock_of(encounter.unit_id, encounter.day)
    return lock if lock is not None and lock.locked_at < encounter.recorded_at else None


def _may_amend(encounter: Encounter, who: Actor) -> bool:
    return (
        permissions.may_amend(who)
        and encounter.unit_id == who.unit_id
        and encounter.superseded_by_id is None
        and encounter.status != ENTERED_IN_ERROR
    )


@require_http_methods(["GET", "POST"])
@never_cache
@protected("visit.amend")
def amend(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    who = _actor(request)
    chart, found = _found(encounter_id, who, what="visit_form" if request.method == "GET" else "")
    screen = _screen(found.encounter)
    if request.method == "GET":
        form = VisitForm(typed_of(found), chart.person, occurred_at=screen.occurred_at)
        return screens.shown(request, screen, form, chart)
    done = screens.taken(
        request,
        screen,
        chart,
        lambda sheet, repeat: acts.amend_visit(
            encounter=found.encounter,
            sheet=sheet,
            by=who,
            why=request.POST.get("why", ""),
            repeat=repeat,
            draft=FormKept(who.account_id, "amend", encounter_id),
        ),
    )
    if not isinstance(done, acts.Finished):
        return done
    notice(request, _("Đã sửa lượt khám. Bản trước còn trong lịch sử."))
    return after(request, "clinic:visit", done.encounter_id)


@require_POST
@protected("visit.amend")
def amend_part(request: HttpRequest, encounter_id: UUID, part: str) -> HttpResponse:
    chart, found = _found(encounter_id, _actor(request))
    return part_of(request, chart.person.id, _screen(found.encounter), part)


def _screen(encounter: Encounter) -> screens.Screen:
    return screens.Screen(
        title=_("Sửa lượt khám"),
        post_to=lambda: reverse("clinic:amend", args=[encounter.id]),
        part_url=lambda name: reverse("clinic:amend_part", args=[encounter.id, name]),
        back_to=lambda: reverse("clinic:visit", args=[encounter.id]),
        draft=f"amend:{encounter.id}",
        is_amendment=True,
        occurred_at=encounter.occurred_at,
    )


@require_http_methods(["GET", "POST"])
@never_cache
@protected("visit.amend")
def cancel(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """What goes with the visit and what stays is said before, and once more after."""
    who = _actor(request)
    chart, found = _found(encounter_id, who, what="visit" if request.method == "GET" else "")
    encounter = found.encounter
    if request.method == "POST":
        orders = acts.cancel_visit(encounter=encounter, by=who, why=request.POST.get("why", ""))
        notice(request, _cancelled_notice(orders))
        return after(request, "clinic:patient", chart.person.id)
    if not _may_amend(encounter, who):
        raise Http404
    orders = of_visit(chart, encounter)
    context = {
        "person": chart.person,
        "visit": found,
        "going": [order for order in orders if is_unanswered(order)],
        "staying": [order for order in orders if order.status in ("resulted", "completed")],
    }
    return page(request, "clinic/cancel.html", context)


def _cancelled_notice(orders: list[Order]) -> str:
    """Also what was asked for: withdrawn with the visit, or done already and kept."""
    said = [_("Đã hủy lượt khám; lịch sử vẫn giữ lại.")]
    gone = [order.title for order in orders if order.status == "cancelled"]
    kept = [order.title for order in orders if order.status in ("resulted", "completed")]
    if gone:
        said.append(_("Chỉ định đã rút: %(names)s.") % {"names": ", ".join(gone)})
    if kept:
        said.append(_("Đã có kết quả nên còn giữ: %(names)s.") % {"names": ", ".join(kept)})
    return " ".join(said)


@require_POST
@protected("visit.record")
def undo(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """“Hoàn tác” within ten seconds: back to the form with all that had been typed."""
    who = _actor(request)
    chart, found = _found(encounter_id, who)
    entry = entry_of(encounter_id, who, found.encounter.day)
    acts.undo_finish(encounter=found.encounter, by=who, entry=entry)
    notice(request, _("Đã hoàn tác: phiếu mở lại như trước khi lưu."))
    if entry is None:
        return after(request, "clinic:patient", chart.person.id)
    return after(request, "clinic:examine", entry.id)
