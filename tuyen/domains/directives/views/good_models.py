"""Doormen of good models."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.actor import Actor
from tuyen.domains.directives import good_model_board as boards
from tuyen.domains.directives import permissions
from tuyen.domains.directives.actions import good_models as actions
from tuyen.domains.directives.forms import good_models as forms
from tuyen.domains.directives.forms.directives import WhyForm
from tuyen.domains.directives.models import GoodModel, GoodModelStatus
from tuyen.domains.directives.papers.good_models import good_models_sheet
from tuyen.domains.directives.queries import good_models as queries
from tuyen.domains.directives.views.answers import ROWS, form_page, sheet
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page


@protected(permissions.SEE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    who, asked = who_asks(request), asked_of(request)
    shown = Paginator(queries.listed(who, asked), ROWS).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page_obj": shown,
        "rows": boards.rows_of(list(shown)),
        "states": dict(GoodModelStatus.choices),
        "may_propose": who.may(permissions.RAISE),
    }
    return page(request, "directives/good_models.html", context)


@protected(permissions.SEE)
@require_GET
def home_sheet(request: HttpRequest) -> HttpResponse:
    """The same list as an Excel file."""
    found = queries.listed(who_asks(request), asked_of(request))[:5000]
    return sheet(good_models_sheet(boards.rows_of(list(found))), "mo-hinh-hay")


def asked_of(request: HttpRequest) -> queries.Asked:
    return queries.Asked(request.GET.get("q", "")[:100], request.GET.get("status", ""))


@protected(permissions.RAISE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)

    form = forms.GoodModelForm(request.POST or None)

    def act(_told: dict[str, Any]) -> tuple[str, Any, str]:
        row = actions.propose(said=form.said(), by=who)
        return "directives:good_model", row.id, _("Đã gửi đề nghị công nhận.")

    return form_page(request, "directives/good_model_form.html", form, act, {})


@protected(permissions.SEE)
@require_GET
def good_model(request: HttpRequest, model_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = _seen(model_id, who)
    context = boards.page_of(row, who)
    if row.counted_code:
        context["basis"] = boards.basis_of(row, who, is_recounted="recount" in request.GET)
    if context["may_learn"]:
        mine = context["mine"]
        context |= {
            "visit_form": forms.VisitForm(),
            "adopt_form": forms.AdoptForm(),
            "result_form": forms.ResultForm.of(mine, row) if mine else None,
        }
    return page(request, "directives/good_model.html", context)


@protected(permissions.DIRECT)
@require_POST
def recognise(request: HttpRequest, model_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = actions.recognise(model=_seen(model_id, who), by=who)
    notice(request, _("Đã công nhận. Mọi đơn vị trong hệ thống thấy mô hình này."))
    return after(request, "directives:good_model", row.id)


@protected(permissions.DIRECT)
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, model_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = _seen(model_id, who)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        actions.retire(model=row, why=told["why"], by=who)
        return "directives:good_model", row.id, _("Đã thôi giới thiệu.")

    form = WhyForm(request.POST or None)
    return form_page(request, "directives/retire.html", form, act, {"row": row})


@protected(permissions.RAISE)
@require_http_methods(["GET", "POST"])
def learn(request: HttpRequest, model_id: UUID, step: str) -> HttpResponse:
    """A visit, the adoption, or what came of it: one form each."""
    who = who_asks(request)
    row = _seen(model_id, who)
    if step not in STEPS:
        raise Http404
    form_of, do, title = STEPS[step]

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        do(row, told, who, form)
        return "directives:good_model", row.id, _("Đã ghi.")

    form = form_of(request.POST or None)
    if isinstance(form, forms.ResultForm):
        form.fitting(row)
    context = {"row": row, "title": title()}
    return form_page(request, "directives/learn.html", form, act, context)


def _visit(row: GoodModel, told: dict[str, Any], who: Actor, _form: Any) -> None:
    actions.visit(model=row, by=who, **told)


def _adopt(row: GoodModel, told: dict[str, Any], who: Actor, _form: Any) -> None:
    actions.adopt(model=row, started_on=told["started_on"], by=who)


def _result(row: GoodModel, _told: dict[str, Any], who: Actor, form: forms.ResultForm) -> None:
    mine = queries.adoption_at(row, permissions.home(who))
    if mine is None:
        raise Http404
    actions.report_result(adoption=mine, result=form.said(row), by=who)


STEPS: dict[str, tuple[Any, Any, Any]] = {
    "visit": (forms.VisitForm, _visit, lambda: _("Ghi chuyến tham quan, học tập")),
    "adopt": (forms.AdoptForm, _adopt, lambda: _("Áp dụng ở đơn vị mình")),
    "result": (forms.ResultForm, _result, lambda: _("Kết quả ở đơn vị mình")),
}


def _seen(model_id: UUID, who: Actor) -> GoodModel:
    return get_object_or_404(queries.visible_to(who), pk=model_id)
