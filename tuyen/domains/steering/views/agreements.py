"""Pages of agreements: the register, one agreement with its commitments, and what is done with it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.steering import permissions, sheets, words
from tuyen.domains.steering.actions import agreements as actions
from tuyen.domains.steering.actions import limits as limit_actions
from tuyen.domains.steering.forms import agreements as forms
from tuyen.domains.steering.forms.limits import LimitForm, urgencies
from tuyen.domains.steering.models import Agreement, Commitment
from tuyen.domains.steering.queries import agreements as queries
from tuyen.domains.steering.queries import limits
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.domains.steering.views.filling import filled
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments.answer import download
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities.forms import refused_by

ROWS = 30
FORM = "steering/form.html"


@require_GET
@protected(permissions.SEE)
def agreements(request: HttpRequest) -> HttpResponse:
    """The register: in force first, the nearest end on top."""
    who, day = who_asks(request), clock.today()
    filters = forms.AgreementFilter(request.GET)
    found = queries.listed(who, day, **filters.chosen())
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "names": queries.sides_of(shown.object_list),
        "filters": filters,
        "lines": [_line(row, who) for row in shown.object_list],
        "kinds": words.agreement_kinds(),
        "total": len(found),
        "may_manage": permissions.may_manage_agreements(who),
    }
    return page(request, "steering/agreements.html", context)


def _line(row: Agreement, who: Actor) -> dict[str, Any]:
    day = clock.today()
    label, tone = words.STATES[row.term.state_on(day, queries.warn_days(day, who.unit_id))]
    return {"row": row, "state": label, "tone": tone}


@require_GET
@protected(permissions.SEE)
def agreements_sheet(request: HttpRequest) -> HttpResponse:
    """The register as it is filtered, for a spreadsheet."""
    filters = forms.AgreementFilter(request.GET)
    who = who_asks(request)
    found = queries.listed(who, clock.today(), **filters.chosen())
    return HttpResponse(
        sheets.agreements_sheet(found, who),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": 'attachment; filename="thoa-thuan.xlsx"'},
    )


def _seen(request: HttpRequest, agreement_id: UUID) -> Agreement:
    found: Agreement = get_object_or_404(queries.visible_to(who_asks(request)), pk=agreement_id)
    return found


@require_GET
@protected(permissions.SEE)
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    return _agreement_page(request, _seen(request, agreement_id), {})


def _agreement_page(
    request: HttpRequest, row: Agreement, given: dict[str, Any], status: int = 200
) -> HttpResponse:
    who = who_asks(request)
    names = queries.sides_of([row])
    context = {
        **_line(row, who),
        "agreement": row,
        "names": names,
        "kinds": words.agreement_kinds(),
        "purposes": [words.purposes().get(code, code) for code in row.purposes],
        "promises": queries.commitments_of(row),
        "kept": words.KEPT,
        "may_manage": permissions.may_manage(who, row),
        "holds": row.term.holds_on(clock.today()),
        "here": facility_of(who),
        "promise_form": forms.PromiseForm(agreement=row, names=names),
        "limits": limits.in_force(row),
        "urgencies": urgencies(),
        "limit_form": LimitForm(),
    }
    return page(request, "steering/agreement.html", context | given, status=status)


@require_http_methods(["GET", "POST"])
@protected(permissions.AGREEMENTS)
def new_agreement(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = forms.AgreementForm(request.POST or None, who=who)

    def act() -> HttpResponse:
        row = actions.sign(said=form.said(), by=who)
        notice(request, _("Đã ghi văn bản. Thêm cam kết và tệp đã ký bên dưới."))
        return after(request, "steering:agreement", row.id)

    return filled(request, form, act, FORM, {"title": _("Ghi văn bản hợp tác")})


@require_http_methods(["GET", "POST"])
@protected(permissions.AGREEMENTS)
def correct_agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    who, row = who_asks(request), _managed(request, agreement_id)
    form = forms.CorrectForm(request.POST or None, initial=forms.initial_of(row), who=who)

    def act() -> HttpResponse:
        why = form.cleaned_data["why"]
        actions.correct(agreement=row, said=form.said(), by=who, why=why)
        return _back(request, row, _("Đã sửa."))

    return filled(request, form, act, FORM, _about(row, _("Sửa thông tin văn bản")))


@require_http_methods(["GET", "POST"])
@protected(permissions.AGREEMENTS)
def extend_agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    who, row = who_asks(request), _managed(request, agreement_id)
    form = forms.ExtendForm(request.POST or None)

    def act() -> HttpResponse:
        actions.extend(agreement=row, by=who, **form.cleaned_data)
        return _back(request, row, _("Đã gia hạn."))

    return filled(request, form, act, FORM, _about(row, _("Gia hạn")))


@require_http_methods(["GET", "POST"])
@protected(permissions.AGREEMENTS)
def end_agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    who, row = who_asks(request), _managed(request, agreement_id)
    form = forms.EndForm(request.POST or None)

    def act() -> HttpResponse:
        actions.end(agreement=row, by=who, **form.cleaned_data)
        return _back(request, row, _("Đã ghi chấm dứt."))

    return filled(request, form, act, FORM, _about(row, _("Chấm dứt trước thời hạn")))


def _managed(request: HttpRequest, agreement_id: UUID) -> Agreement:
    found = _seen(request, agreement_id)
    permissions.require_manage(who_asks(request), found)
    return found


def _about(row: Agreement, title: str) -> dict[str, Any]:
    return {"title": title, "about": row.title, "back": ("steering:agreement", row.id)}


def _back(request: HttpRequest, row: Agreement, said: str) -> HttpResponse:
    notice(request, said)
    return after(request, "steering:agreement", row.id)


@require_POST
@protected(permissions.AGREEMENTS)
def promise(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """A commitment is added below the agreement."""
    who, row = who_asks(request), _managed(request, agreement_id)
    form = forms.PromiseForm(request.POST, agreement=row, names=queries.sides_of([row]))
    if not form.is_valid():
        return _agreement_page(request, row, {"promise_form": form}, status=422)
    try:
        actions.promise(agreement=row, said=form.said(), by=who)
    except Refused as refusal:
        refused_by(form, refusal)
        return _agreement_page(request, row, {"promise_form": form}, status=422)
    return _back(request, row, _("Đã thêm cam kết."))


@require_POST
@protected(permissions.AGREEMENTS)
def promise_limit(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """How soon questions from afar are answered under this agreement."""
    who, row = who_asks(request), _managed(request, agreement_id)
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _agreement_page(request, row, {"limit_form": form}, status=422)
    try:
        limit_actions.promise_limit(agreement=row, said=form.said(), by=who)
    except Refused as refusal:
        refused_by(form, refusal)
        return _agreement_page(request, row, {"limit_form": form}, status=422)
    return _back(request, row, _("Đã ghi thời hạn cam kết."))


@require_http_methods(["GET", "POST"])
@protected(permissions.SEE)
def fulfil(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Done or dropped: one form, two buttons."""
    who = who_asks(request)
    row = _commitment(who, commitment_id)
    permissions.require_fulfil(who, row)
    form = forms.KeptForm(request.POST or None)

    def act() -> HttpResponse:
        told = form.cleaned_data
        if request.POST.get("verb") == "drop":
            actions.drop(commitment=row, why=told["result"], by=who)
            return _back(request, row.agreement, _("Đã bỏ cam kết."))
        actions.fulfil(commitment=row, on=told["on"], result=told["result"], by=who)
        return _back(request, row.agreement, _("Đã ghi kết quả."))

    about = _about(row.agreement, _("Kết quả cam kết")) | {"about": row.title}
    may_drop = permissions.may_manage(who, row.agreement)
    return filled(request, form, act, FORM, about | {"may_drop": may_drop})


def _commitment(who: Actor, commitment_id: UUID) -> Commitment:
    found: Commitment = get_object_or_404(queries.commitments_seen_by(who), pk=commitment_id)
    return found


@require_GET
@protected(permissions.SEE)
def commitments(request: HttpRequest) -> HttpResponse:
    """Commitments of every agreement that the reader sees, by their day."""
    who, day = who_asks(request), clock.today()
    which = request.GET.get("which", "open")
    mine = request.GET.get("mine") == "1"
    found = queries.with_owner(queries.commitments_listed(who, day, which=which, mine=mine))
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "promises": queries.promises(shown.object_list),
        "kept": words.KEPT,
        "which": which,
        "mine": mine,
        "total": shown.paginator.count,
    }
    return page(request, "steering/commitments.html", context)


@require_POST
@protected(permissions.AGREEMENTS)
def attach(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    row = _managed(request, agreement_id)
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Chọn tệp PDF đã ký."), field="file")
    actions.attach_document(agreement=row, chunks=file.chunks(), by=who_asks(request))
    return _back(request, row, _("Đã đính kèm văn bản."))


@require_GET
@protected(permissions.SEE)
def document(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    row = _seen(request, agreement_id)
    return download(row.document_sha256, may_read=lambda: True, name=row.number)  # type: ignore[return-value]
