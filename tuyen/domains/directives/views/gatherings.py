"""Doormen of conferences, workshops and working visits."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.directives import gathering_board as boards
from tuyen.domains.directives import permissions
from tuyen.domains.directives.actions import gatherings as actions
from tuyen.domains.directives.forms import gatherings as forms
from tuyen.domains.directives.forms.directives import WhyForm
from tuyen.domains.directives.models import Conclusion, Gathering, GatheringKind
from tuyen.domains.directives.papers.gatherings import conclusions_sheet, gatherings_sheet
from tuyen.domains.directives.papers.minutes import minutes_pdf
from tuyen.domains.directives.queries import gatherings as queries
from tuyen.domains.directives.views.answers import ROWS, form_page, pdf, sheet
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments.answer import download
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction


@protected(permissions.SEE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Meetings that we hold, or to which we are invited."""
    who, asked = who_asks(request), asked_of(request)
    box = _box(request, who)
    shown = Paginator(_found(box, who, asked), ROWS).get_page(request.GET.get("page"))
    context = {
        "box": box,
        "asked": asked,
        "page_obj": shown,
        "rows": boards.gathering_rows(list(shown)),
        "kinds": dict(GatheringKind.choices),
        "may_gather": who.may(permissions.GATHER),
        "query": urlencode({k: v for k, v in request.GET.items() if k != "page" and v}),
    }
    return page(request, "directives/gatherings.html", context)


@protected(permissions.SEE)
@require_GET
def home_sheet(request: HttpRequest) -> HttpResponse:
    """The same list as an Excel file."""
    who = who_asks(request)
    found = _found(_box(request, who), who, asked_of(request))[:5000]
    return sheet(gatherings_sheet(boards.gathering_rows(list(found))), "hoi-nghi")


def _box(request: HttpRequest, who: Actor) -> str:
    box = request.GET.get("box") or ("out" if who.may(permissions.GATHER) else "in")
    return "out" if box == "out" else "in"


def _found(box: str, who: Actor, asked: queries.Asked) -> Any:
    return queries.held_by(who, asked) if box == "out" else queries.invited_to(who, asked)


def asked_of(request: HttpRequest) -> queries.Asked:
    said = request.GET
    return queries.Asked(said.get("q", "")[:100], said.get("kind", ""), said.get("when", ""))


@protected(permissions.GATHER)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = forms.GatheringForm(request.POST or None)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        row = actions.plan(said=actions.Said(**told), by=who)
        return "directives:gathering", row.id, _("Đã lập. Mời đơn vị và thêm điểm cầu.")

    context = {"title": _("Hội nghị, đoàn công tác mới"), "row": None}
    return form_page(request, "directives/gathering_form.html", form, act, context)


@protected(permissions.GATHER)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found(gathering_id, who)
    form = forms.GatheringForm(request.POST) if request.POST else forms.GatheringForm.of(row)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        actions.replan(gathering=row, said=actions.Said(**told), by=who)
        return "directives:gathering", row.id, _("Đã lưu.")

    context = {"title": _("Sửa"), "row": row}
    return form_page(request, "directives/gathering_form.html", form, act, context)


@protected(permissions.SEE)
@require_GET
def gathering(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found(gathering_id, who)
    context = boards.gathering_page(row, who)
    if context["may_conclude"] or context["may_manage"]:
        context |= {
            "conclusion_form": forms.ConclusionForm(None, who=who),
            "heard_form": forms.HeardForm(),
            "document_form": forms.DocumentForm(),
            "minutes_form": forms.MinutesForm(initial={"discussion": row.discussion}),
            "site_form": forms.SiteForm(),
        }
    return page(request, "directives/gathering.html", context)


@protected(permissions.GATHER)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found(gathering_id, who)
    form = forms.InviteForm(request.POST or None, who=who)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        everyone = direction.directed(row.unit_id, row.day) if told.pop("everyone") else []
        ids = [*(told.pop("units") or []), *(unit.id for unit in everyone)]
        count = actions.invite(gathering=row, unit_ids=ids, by=who, **told)
        return "directives:gathering", row.id, _("Đã mời %(n)d nơi.") % {"n": count}

    return form_page(request, "directives/invite.html", form, act, {"row": row})


@protected(permissions.SEE)
@require_POST
def answer(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """“Sẽ dự” or “Không dự”, by the button pressed."""
    who = who_asks(request)
    row = found(gathering_id, who)
    invitation = queries.invitation_of(row, permissions.home(who))
    form = forms.AnswerInvitationForm(request.POST)
    if invitation is None:
        raise Http404
    note = form.cleaned_data["note"] if form.is_valid() else ""
    is_coming = request.POST.get("answer") == "coming"
    actions.answer_invitation(invitation=invitation, is_coming=is_coming, note=note, by=who)
    notice(request, _("Đã trả lời giấy mời."))
    return after(request, "directives:gathering", row.id)


@protected(permissions.GATHER)
@require_POST
def add_part(request: HttpRequest, gathering_id: UUID, part: str) -> HttpResponse:
    """A site, a report heard, a paper or a conclusion, from the small forms of the page."""
    who = who_asks(request)
    row = found(gathering_id, who)
    if part not in PARTS:
        raise Http404
    said = PARTS[part](request, row, who)
    notice(request, said)
    return after(request, "directives:gathering", row.id)


def _add_site(request: HttpRequest, row: Gathering, who: Actor) -> str:
    told = _told(forms.SiteForm(request.POST))
    actions.add_site(gathering=row, name=told["name"], by=who)
    return _("Đã thêm điểm cầu.")


def _add_report(request: HttpRequest, row: Gathering, who: Actor) -> str:
    actions.hear(gathering=row, by=who, **_told(forms.HeardForm(request.POST)))
    return _("Đã ghi báo cáo.")


def _add_document(request: HttpRequest, row: Gathering, who: Actor) -> str:
    told = _told(forms.DocumentForm(request.POST, request.FILES))
    actions.add_document(gathering=row, title=told["title"], chunks=told["file"].chunks(), by=who)
    return _("Đã thêm tài liệu.")


def _add_conclusion(request: HttpRequest, row: Gathering, who: Actor) -> str:
    told = _told(forms.ConclusionForm(request.POST, who=who))
    unit = told.pop("unit")
    concluded = actions.Concluded(unit_id=unit.id if unit else None, **told)
    actions.conclude(gathering=row, concluded=concluded, by=who)
    return _("Đã giao kết luận thành việc của đơn vị.")


PARTS = {
    "site": _add_site,
    "report": _add_report,
    "document": _add_document,
    "conclusion": _add_conclusion,
}


def _told(form: Any) -> dict[str, Any]:
    """What was typed; the first fault as a sentence on the page that stays."""
    if form.is_valid():
        return dict(form.cleaned_data)
    name, faults = next(iter(form.errors.items()))
    raise Refused(f"{form.fields[name].label}: {faults[0]}", field=name)


@protected(permissions.GATHER)
@require_POST
def close(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """The minutes stand."""
    who = who_asks(request)
    row = found(gathering_id, who)
    told = _told(forms.MinutesForm(request.POST))
    actions.close_minutes(gathering=row, discussion=told["discussion"], by=who)
    notice(request, _("Đã chốt biên bản."))
    return after(request, "directives:gathering", row.id)


@protected(permissions.GATHER)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found(gathering_id, who)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        actions.cancel(gathering=row, why=told["why"], by=who)
        return "directives:gathering", row.id, _("Đã hủy và báo cho nơi được mời.")

    return form_page(
        request, "directives/cancel.html", WhyForm(request.POST or None), act, {"row": row}
    )


@protected(permissions.SEE)
@require_GET
def minutes(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    return pdf(minutes_pdf(found(gathering_id, who_asks(request))), "bien-ban")


@protected(permissions.SEE)
@require_GET
def document(request: HttpRequest, gathering_id: UUID, document_id: UUID) -> FileResponse:
    row = found(gathering_id, who_asks(request))
    paper = get_object_or_404(queries.documents_of(row), pk=document_id)
    return download(paper.sha256, may_read=lambda: True, name=paper.title)


@protected(permissions.SEE)
@require_GET
def conclusions(request: HttpRequest) -> HttpResponse:
    """Conclusions of both sides: ours to do, theirs to do for us."""
    who, state = who_asks(request), request.GET.get("state", "")
    shown = Paginator(queries.conclusions_seen_by(who, state), ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "state": state,
        "states": boards.CONCLUSION_STATES,
        "page_obj": shown,
        "rows": boards.conclusion_rows(list(shown)),
    }
    return page(request, "directives/conclusions.html", context)


@protected(permissions.SEE)
@require_GET
def conclusions_list(request: HttpRequest) -> HttpResponse:
    """The same list as an Excel file."""
    found_rows = queries.conclusions_seen_by(who_asks(request), request.GET.get("state", ""))
    return sheet(conclusions_sheet(boards.conclusion_rows(list(found_rows[:5000]))), "ket-luan")


@protected(permissions.SEE)
@require_http_methods(["GET", "POST"])
def conclusion(request: HttpRequest, conclusion_id: UUID) -> HttpResponse:
    """One conclusion: the owner reports."""
    who = who_asks(request)
    row: Conclusion = get_object_or_404(queries.conclusions_seen_by(who), pk=conclusion_id)
    form = forms.DoneForm(request.POST or None)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        actions.carry_out(conclusion=row, report=told["report"], by=who)
        return "directives:conclusion", row.id, _("Đã báo cáo với đơn vị tổ chức.")

    [line] = boards.conclusion_rows([row])
    may_report = permissions.may_act_for(who, row.unit_id) and row.status == "open"
    context = {"row": row, "line": line, "may_report": may_report, "today": clock.today()}
    return form_page(request, "directives/conclusion.html", form, act, context)


def found(gathering_id: UUID, who: Actor) -> Gathering:
    row = queries.visible(gathering_id, who)
    if row is None:
        raise Http404
    return row
