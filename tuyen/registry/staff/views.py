"""Doormen of the staff pages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities.forms import refused_by
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import actions, forms, permissions, queries, sheets, titles
from tuyen.registry.staff.models import Licence, StaffMember
from tuyen.registry.staff.pages import history_rows, list_rows, member_page

ROWS = 50


@protected()
@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    """Who works at my unit, or at one below it (`unit`)."""
    who = who_asks(request)
    unit = _unit(who, request.GET.get("unit", ""))
    words, profession = request.GET.get("q", ""), request.GET.get("profession", "")
    found = queries.working_at(unit, clock.today(), words=words, profession=profession)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "page_obj": shown,
        "rows": list_rows(list(shown), clock.today()),
        "q": words,
        "profession": profession,
        "professions": titles.profession_labels(),
        "may_manage": permissions.may_manage_at(who, unit),
    }
    return page(request, "staff/list.html", context)


@protected()
@require_GET
def staff_sheet(request: HttpRequest) -> HttpResponse:
    """The same list as an Excel file, with the headings that its import reads."""
    unit = _unit(who_asks(request), request.GET.get("unit", ""))
    return HttpResponse(
        sheets.staff_sheet(unit, clock.today()),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": 'attachment; filename="nhan-luc.xlsx"'},
    )


@protected()
@require_GET
def member(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    who = who_asks(request)
    return page(request, "staff/member.html", member_page(_seen(who, staff_id), who))


@protected()
@require_GET
def member_history(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _seen(who, staff_id)
    context = {"member": found, "acts": history_rows(found, who)}
    return page(request, "staff/history.html", context)


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """A new person; one of the same name is shown first."""
    who = who_asks(request)
    unit = _unit(who, str(unit_id))
    permissions.require_manage_at(who, unit)
    form = forms.NewMemberForm(request.POST or None)
    alike: list[StaffMember] = []

    def act(told: dict[str, Any]) -> StaffMember:
        is_new = told.pop("is_new")
        alike.extend(queries.alike(told["name"], told["birth_year"], who)[:5])
        if alike and not is_new:
            raise Refused(
                _("Đã có người cùng tên. Mở hồ sơ bên dưới, hoặc đánh dấu đây là người khác."),
                field="is_new",
            )
        return actions.add_member(unit=unit, by=who, **told)

    return _form_page(
        request,
        form,
        act,
        title=_("Thêm nhân lực"),
        about=unit.name,
        back=f"{reverse('staff:list')}?unit={unit.pk}",
        alike=alike,
    )


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    who, found = who_asks(request), _seen(who_asks(request), staff_id)
    form = forms.MemberForm(request.POST) if request.POST else forms.MemberForm.of(found)

    def act(told: dict[str, Any]) -> StaffMember:
        return actions.change_member(member=found, by=who, **told)

    return _member_form(request, form, act, found, _("Sửa thông tin"))


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def licence(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    who, found = who_asks(request), _seen(who_asks(request), staff_id)
    form = forms.LicenceForm(request.POST or None, initial={"profession": found.profession})

    def act(told: dict[str, Any]) -> StaffMember:
        actions.add_licence(member=found, by=who, **told)
        return found

    return _member_form(request, form, act, found, _("Thêm giấy phép hành nghề"))


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def end_licence(request: HttpRequest, staff_id: UUID, licence_id: UUID) -> HttpResponse:
    who, found = who_asks(request), _seen(who_asks(request), staff_id)
    held = get_object_or_404(Licence, pk=licence_id, staff=found)
    held.staff = found
    form = forms.EndLicenceForm(request.POST or None)

    def act(told: dict[str, Any]) -> StaffMember:
        actions.end_licence(licence=held, by=who, **told)
        return found

    title = _("Giấy phép %(number)s hết giá trị") % {"number": held.number}
    return _member_form(request, form, act, found, title)


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def qualification(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    who, found = who_asks(request), _seen(who_asks(request), staff_id)
    form = forms.QualificationForm(request.POST or None)

    def act(told: dict[str, Any]) -> StaffMember:
        actions.add_qualification(member=found, by=who, **told)
        return found

    return _member_form(request, form, act, found, _("Thêm văn bằng, chứng chỉ"))


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def take_post(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    who, found = who_asks(request), _seen(who_asks(request), staff_id)
    form = forms.PostForm(request.POST or None, who=who)

    def act(told: dict[str, Any]) -> StaffMember:
        actions.take_post(member=found, by=who, **told)
        return found

    return _member_form(request, form, act, found, _("Nơi làm việc mới"))


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def leave_post(request: HttpRequest, staff_id: UUID, post_id: UUID) -> HttpResponse:
    who, found = who_asks(request), _seen(who_asks(request), staff_id)
    post = get_object_or_404(queries.career_of(found), pk=post_id)
    form = forms.LeaveForm(request.POST or None)

    def act(told: dict[str, Any]) -> StaffMember:
        actions.leave_post(post=post, by=who, **told)
        return found

    title = _("Thôi làm %(position)s") % {"position": post.position}
    return _member_form(request, form, act, found, title)


@protected(permissions.ACCOUNTS)
@require_http_methods(["GET", "POST"])
def link_account(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """From now on what the account writes carries this person's name and licence."""
    who, found = who_asks(request), _seen(who_asks(request), staff_id)
    form = forms.AccountForm(request.POST or None)

    def act(told: dict[str, Any]) -> StaffMember:
        actions.link_account(account=told["username"], member=found, by=who)
        return found

    return _member_form(request, form, act, found, _("Nối với tài khoản"))


@protected(permissions.ACCOUNTS)
@require_POST
def unlink_account(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """The link was a mistake; the account stays, without a person."""
    who, found = who_asks(request), _seen(who_asks(request), staff_id)
    account = queries.account_of(found)
    if account is None:
        raise Refused(_("Nhân viên này chưa nối với tài khoản nào."))
    actions.unlink_account(account=account, member=found, by=who)
    notice(request, _("Đã bỏ nối. Những gì đã ghi vẫn giữ tên người ghi."))
    return after(request, "staff:member", staff_id)


def _unit(who: Actor, asked: str) -> Unit:
    """My own unit, or one below it; any other is not there for me."""
    try:
        wanted = UUID(asked) if asked else who.unit_id
    except ValueError:
        wanted = who.unit_id
    return get_object_or_404(Unit.objects.filter(path__startswith=who.path), pk=wanted)


def _seen(who: Actor, staff_id: UUID) -> StaffMember:
    return get_object_or_404(queries.visible_to(who), pk=staff_id)


def _member_form(
    request: HttpRequest,
    form: django_forms.Form,
    act: Callable[[dict[str, Any]], StaffMember],
    about: StaffMember,
    title: str,
) -> HttpResponse:
    back = reverse("staff:member", args=[about.id])
    return _form_page(request, form, act, title=title, about=about.name, back=back)


def _form_page(
    request: HttpRequest,
    form: django_forms.Form,
    act: Callable[[dict[str, Any]], StaffMember],
    **context: Any,
) -> HttpResponse:
    """Shows the form, or acts and goes to the person's page; a refusal stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            result = act(dict(form.cleaned_data))
        except Refused as refusal:
            refused_by(form, refusal)
        else:
            notice(request, _("Đã lưu."))
            return after(request, "staff:member", result.id)
    status = 422 if form.is_bound else 200
    return page(request, "staff/form.html", {"form": form, **context}, status=status)
