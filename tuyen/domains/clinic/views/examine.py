"""The one-screen visit: for someone in the queue, or typed in from paper."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core.actor import Actor
from tuyen.domains.clinic import queries
from tuyen.domains.clinic.forms.visit import Typed, VisitForm
from tuyen.domains.clinic.views import screen as screens
from tuyen.domains.clinic.views.earlier import typed_of
from tuyen.domains.clinic.views.today import entry_or_404
from tuyen.platform.access.doors import protected
from tuyen.platform.drafts.actions import FormKept
from tuyen.platform.ui.respond import after, notice
from tuyen.record.actions.visits import Finished, finish_visit
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import QueueEntry
from tuyen.record.queries.visits import visit_of


@require_http_methods(["GET", "POST"])
@never_cache
@protected("visit.record")
def examine(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    who: Actor = request.actor  # type: ignore[attr-defined]
    entry = entry_or_404(request, entry_id)
    if request.method == "POST":
        return _finish(request, who, entry)
    if entry.status == "done" and entry.encounter_id:
        return after(request, "clinic:visit", entry.encounter_id)
    chart = opened_chart(entry.patient_id, who, what="visit_form")
    typed = _begun(entry, chart)
    form = VisitForm(typed, chart.person)
    form.vitals = type(form.vitals)(
        typed.vitals, queries.last_values(chart, form.on), form.years, form.on
    )
    return screens.shown(request, _screen(entry), form, chart)


def _begun(entry: QueueEntry, chart: Chart) -> Typed:
    """An empty form with the reason said at the desk; after “Hoàn tác” all that had been typed."""
    undone = visit_of(chart, entry.encounter_id) if entry.encounter_id else None
    if undone is not None:
        return typed_of(undone)
    return screens.blank({"reason": entry.reason, "carer_name": chart.person.carer_name})


def _finish(request: HttpRequest, who: Actor, entry: QueueEntry) -> HttpResponse:
    chart = chart_of(entry.patient_id, who)
    done = screens.taken(
        request,
        _screen(entry),
        chart,
        lambda sheet, repeat: finish_visit(
            person=chart,
            sheet=sheet,
            by=who,
            entry=entry,
            repeat=repeat,
            draft=FormKept(who.account_id, "visit", entry.id),
        ),
    )
    if not isinstance(done, Finished):
        return done
    return _onwards(request, done)


def _onwards(request: HttpRequest, done: Finished) -> HttpResponse:
    undo = "" if done.is_repeated else reverse("clinic:undo", args=[done.encounter_id])
    notice(request, screens.finished_notice(done), undo=undo)
    if request.POST.get("print"):
        return screens.to_paper(done.encounter_id)
    return after(request, "clinic:today")


@require_POST
@protected("visit.record")
def part(request: HttpRequest, entry_id: UUID, part: str) -> HttpResponse:
    entry = entry_or_404(request, entry_id)
    return part_of(request, entry.patient_id, _screen(entry), part)


def _screen(entry: QueueEntry) -> screens.Screen:
    return screens.Screen(
        title=_("Khám"),
        post_to=lambda: reverse("clinic:examine", args=[entry.id]),
        part_url=lambda name: reverse("clinic:examine_part", args=[entry.id, name]),
        back_to=lambda: reverse("clinic:today"),
        draft=f"visit:{entry.id}",
        extra={"entry": entry},
    )


@require_http_methods(["GET", "POST"])
@never_cache
@protected("visit.record")
def from_paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A visit written on paper while the computer was off."""
    who: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "GET":
        chart = opened_chart(person_id, who, what="paper_form")
        form = VisitForm(screens.blank(), chart.person, is_from_paper=True)
        form.field_errors.clear()
        return screens.shown(request, _paper_screen(person_id), form, chart)
    chart = chart_of(person_id, who)
    done = screens.taken(
        request,
        _paper_screen(person_id),
        chart,
        lambda sheet, repeat: finish_visit(
            person=chart,
            sheet=sheet,
            by=who,
            repeat=repeat,
            draft=FormKept(who.account_id, "paper", person_id),
        ),
    )
    if not isinstance(done, Finished):
        return done
    notice(request, screens.finished_notice(done))
    return after(request, "clinic:patient", person_id)


@require_POST
@protected("visit.record")
def paper_part(request: HttpRequest, person_id: UUID, part: str) -> HttpResponse:
    return part_of(request, person_id, _paper_screen(person_id), part)


def _paper_screen(person_id: UUID) -> screens.Screen:
    return screens.Screen(
        title=_("Nhập bù từ giấy"),
        post_to=lambda: reverse("clinic:from_paper", args=[person_id]),
        part_url=lambda name: reverse("clinic:from_paper_part", args=[person_id, name]),
        back_to=lambda: reverse("clinic:patient", args=[person_id]),
        draft=f"paper:{person_id}",
        is_from_paper=True,
    )


def part_of(
    request: HttpRequest, person_id: UUID, screen: screens.Screen, part: str
) -> HttpResponse:
    if part not in screens.PARTS:
        raise Http404
    chart = chart_of(person_id, request.actor)  # type: ignore[attr-defined]
    form = screens.bound(request, screen, chart.person)
    return screens.part_shown(request, screen, form, chart, part)
