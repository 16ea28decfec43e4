"""Doormen of the administration and privacy pages."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.edge.web import forms, queries
from tuyen.platform.access import actions, chart_access
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.access.models import BreakGlass, CompartmentGrant, RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.queries.leaves import leaves_at

PAGE_ROWS = 25


@protected("account.manage", "compartment.grant")
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    who, text = who_asks(request), request.GET.get("q", "")
    found = Paginator(queries.accounts_managed_by(who, text), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    posts = queries.posts_of_accounts(list(found))
    rows = [{"account": account, "posts": posts[account.pk]} for account in found]
    return page(request, "web/accounts.html", {"page_obj": found, "rows": rows, "q": text})


@protected("account.manage")
@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = forms.AccountForm(request.POST or None, who=who)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return page(request, "web/new_account.html", {"form": form}, status=status)
    password = actions.first_password()
    try:
        account = actions.create_account(
            username=form.cleaned_data["username"],
            full_name=form.cleaned_data["full_name"],
            role=form.cleaned_data["role"],
            at=_node(form.cleaned_data["unit"]),
            password=password,
            by=who,
        )
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return page(request, "web/new_account.html", {"form": form}, status=422)
    return _handed_over(request, account, password)


@protected("account.manage", "compartment.grant")
@require_GET
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    return page(request, "web/account.html", _account_page(request, _managed(request, account_id)))


@protected("account.manage")
@require_POST
def reset(request: HttpRequest, account_id: UUID) -> HttpResponse:
    found = _managed(request, account_id)
    password = actions.first_password()
    actions.reset_password(account=found, password=password, by=who_asks(request))
    return _handed_over(request, found, password)


@protected("account.manage")
@require_POST
def set_in_use(request: HttpRequest, account_id: UUID) -> HttpResponse:
    found = _managed(request, account_id)
    actions.set_in_use(
        account=found,
        is_active=request.POST.get("in_use") == "1",
        by=who_asks(request),
    )
    notice(request, _("Đã mở lại tài khoản.") if found.is_active else _("Đã khóa tài khoản."))
    return after(request, "web:account", account_id)


@protected("account.manage")
@require_POST
def add_post(request: HttpRequest, account_id: UUID) -> HttpResponse:
    found = _managed(request, account_id)
    form = forms.PostForm(request.POST, who=who_asks(request))
    if not form.is_valid():
        context = _account_page(request, found, post_form=form)
        return page(request, "web/account.html", context, status=422)
    actions.assign_role(
        account=found,
        role=form.cleaned_data["role"],
        at=_node(form.cleaned_data["unit"]),
        by=who_asks(request),
    )
    notice(request, _("Đã giao vị trí công tác."))
    return after(request, "web:account", account_id)


@protected("account.manage")
@require_POST
def end_post(request: HttpRequest, account_id: UUID, post_id: UUID) -> HttpResponse:
    found = _managed(request, account_id)
    post = get_object_or_404(RoleAssignment, pk=post_id, account_id=found.pk)
    actions.end_role(post=post, on=clock.today(), by=who_asks(request))
    notice(request, _("Vị trí công tác kết thúc hết ngày hôm nay."))
    return after(request, "web:account", account_id)


@protected("compartment.grant")
@require_POST
def add_grant(request: HttpRequest, account_id: UUID) -> HttpResponse:
    found = _managed(request, account_id)
    form = forms.GrantForm(request.POST, who=who_asks(request))
    if not form.is_valid():
        context = _account_page(request, found, grant_form=form)
        return page(request, "web/account.html", context, status=422)
    actions.grant(account=found, by=who_asks(request), **form.cleaned_data)
    notice(request, _("Đã cấp quyền xem."))
    return after(request, "web:account", account_id)


@protected("compartment.grant")
@require_POST
def withdraw_grant(request: HttpRequest, account_id: UUID, grant_id: UUID) -> HttpResponse:
    found = _managed(request, account_id)
    given = get_object_or_404(CompartmentGrant, pk=grant_id, account_id=found.pk)
    actions.withdraw(given=given, on=clock.yesterday(), by=who_asks(request))
    notice(request, _("Đã thu hồi quyền xem."))
    return after(request, "web:account", account_id)


@protected("breakglass.review")
@require_GET
def leaves(request: HttpRequest) -> HttpResponse:
    who, everything = who_asks(request), request.GET.get("all") == "1"
    found = Paginator(leaves_at(who, only_open=not everything), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": found,
        "rows": queries.leaf_rows(list(found), who),
        "everything": everything,
    }
    return page(request, "web/leaves.html", context)


@protected("breakglass.review")
@require_GET
def arrivals(request: HttpRequest) -> HttpResponse:
    """Received, read, never seen: nobody has to give a reason for receiving a person."""
    who = who_asks(request)
    found = Paginator(queries.reads_after_arrival(who), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"page_obj": found, "rows": queries.arrival_rows(list(found), who)}
    return page(request, "web/arrivals.html", context)


@protected("breakglass.review")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    who = who_asks(request)
    leave = get_object_or_404(leaves_at(who, only_open=False), pk=leave_id)
    form = forms.ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chart_access.review(leave=leave, conclusion=form.cleaned_data["conclusion"], by=who)
        notice(request, _("Đã ghi kết luận."))
        return after(request, "web:leaves")
    status = 422 if request.method == "POST" else 200
    return page(request, "web/review.html", _review_page(leave, form, request), status=status)


def _review_page(
    leave: BreakGlass, form: forms.ReviewForm, request: HttpRequest
) -> dict[str, object]:
    [row] = queries.leaf_rows([leave], who_asks(request))
    reads = queries.reader_rows([leave.patient_id])
    during = [
        each
        for each in reads
        if each["read"].account_id == leave.account_id
        and leave.opened_at <= each["read"].at <= leave.expires_at
    ]
    return {"row": row, "form": form, "reads": during}


def _managed(request: HttpRequest, account_id: UUID) -> Account:
    return get_object_or_404(queries.accounts_managed_by(who_asks(request)), pk=account_id)


def _node(unit_id: str) -> ScopeNode:
    return get_object_or_404(ScopeNode, unit_id=unit_id)


def _account_page(
    request: HttpRequest,
    found: Account,
    post_form: forms.PostForm | None = None,
    grant_form: forms.GrantForm | None = None,
) -> dict[str, object]:
    who = who_asks(request)
    return {
        "account": found,
        "posts": queries.posts_of_accounts([found])[found.pk],
        "grants": queries.grants_of(found),
        "acts": queries.acts_on(found, who),
        "post_form": post_form or forms.PostForm(who=who),
        "grant_form": grant_form or forms.GrantForm(who=who),
        "may_manage": who.may("account.manage"),
        "may_grant": bool(queries.grantable(who)),
    }


def _handed_over(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    """The one time that the first password is shown; it is kept nowhere."""
    response = page(request, "web/handed_over.html", {"account": account, "password": password})
    response["Cache-Control"] = "no-store"
    return response
