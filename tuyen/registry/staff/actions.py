"""Staff come, are licensed and certified, work here and there, and leave. Nobody is deleted."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, name_key, nfc
from tuyen.platform import changes
from tuyen.platform.accounts.models import Account
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import permissions, queries, titles
from tuyen.registry.staff.models import Licence, Post, Qualification, StaffMember

OLDEST, YOUNGEST = 100, 15  # years of age at which a birth year is a slip of the hand


def new_member(*, unit: Unit, name: str, **details: Any) -> StaffMember:
    """A person in hand, not yet written."""
    name = nfc(name)
    if not name:
        raise Refused(_("Hãy nhập họ và tên."), field="name")
    _require_birth_year(details.get("birth_year"))
    _require_profession(details.get("profession", ""))
    return StaffMember(
        unit_id=unit.id, name=name, name_fold=fold(name), name_key=name_key(name), **details
    )


def add_member(
    *,
    unit: Unit,
    name: str,
    position: str,
    by: Actor,
    specialty: str = "",
    works_from: dt.date | None = None,
    **details: Any,
) -> StaffMember:
    """A new person with a post at the unit."""
    permissions.require_manage_at(by, unit)
    member = new_member(unit=unit, name=name, **details)
    post = Post(
        unit_id=unit.id,
        staff_id=member.id,
        position=nfc(position),
        specialty=nfc(specialty),
        valid_from=works_from,
    )
    with changes.apply(actor=by, reason="staff.add_member") as log:
        log.create(member, post)
    return member


def change_member(*, member: StaffMember, by: Actor, **details: Any) -> StaffMember:
    _require_mine(member, by)
    for name, value in details.items():
        setattr(member, name, nfc(value) if name == "name" else value)
    _require_birth_year(member.birth_year)
    _require_profession(member.profession)
    member.name_fold, member.name_key = fold(member.name), name_key(member.name)
    was = member.as_loaded()
    names = [*details, "name_fold", "name_key"]
    fields = [n for n in names if was is None or getattr(was, n) != getattr(member, n)]
    if fields:
        with changes.apply(actor=by, reason="staff.change_member") as log:
            log.change(member, fields)
    return member


def add_licence(*, member: StaffMember, by: Actor, **licence: Any) -> Licence:
    """A practice licence; its number belongs to one person."""
    _require_mine(member, by)
    made = Licence(unit_id=member.unit_id, staff=member, **licence)
    if made.profession not in titles.licensed_professions():
        raise Refused(_("Chức danh này không có giấy phép hành nghề."), field="profession")
    if made.valid_to and made.issued_on and made.valid_to < made.issued_on:
        raise Refused(_("Ngày hết giá trị phải sau ngày cấp."), field="valid_to")
    other = Licence.objects.filter(number=made.number).exclude(staff_id=member.id).first()
    if other is not None:
        raise Refused(_("Số giấy phép này đã ghi cho người khác."), field="number")
    with changes.apply(actor=by, reason="staff.add_licence") as log:
        log.create(made)
        if made.profession != member.profession:
            member.profession = made.profession
            log.change(member, ["profession"])
    return made


def end_licence(*, licence: Licence, on: dt.date, reason: str, by: Actor) -> Licence:
    """Withdrawn, handed back or replaced: it counts until this day."""
    _require_mine(licence.staff, by)
    if not reason.strip():
        raise Refused(_("Hãy ghi lý do."), field="ended_reason")
    licence.valid_to, licence.ended_reason = on, nfc(reason)
    with changes.apply(actor=by, reason="staff.end_licence", why=reason) as log:
        log.change(licence, ["valid_to", "ended_reason"])
    return licence


def add_qualification(*, member: StaffMember, by: Actor, **qualification: Any) -> Qualification:
    _require_mine(member, by)
    made = Qualification(unit_id=member.unit_id, staff=member, **qualification)
    with changes.apply(actor=by, reason="staff.add_qualification") as log:
        log.create(made)
    return made


def take_post(*, member: StaffMember, unit: Unit, position: str, by: Actor, **post: Any) -> Post:
    """Work at a unit. A new main post ends the main post before it, if I manage that one too."""
    permissions.require_manage_at(by, unit)
    made = Post(unit_id=unit.id, staff_id=member.id, position=nfc(position), **post)
    begun = made.valid_from or clock.today()
    ended = []
    if made.is_main:
        held = Post.objects.filter(queries.working_on(begun), staff_id=member.id, is_main=True)
        for old in held:
            permissions.require_manage_at(by, permissions.unit_or_refuse(old.unit_id))
            old.valid_to = max(begun - dt.timedelta(days=1), old.valid_from or dt.date.min)
            ended.append(old)
    with changes.apply(actor=by, reason="staff.take_post") as log:
        for old in ended:
            log.change(old, ["valid_to"])
        log.create(made)
    return made


def leave_post(*, post: Post, on: dt.date, by: Actor, legal_basis: str = "") -> Post:
    """The last working day; what the person did stays under their name."""
    permissions.require_manage_at(by, permissions.unit_or_refuse(post.unit_id))
    if post.valid_from and on < post.valid_from:
        raise Refused(_("Ngày nghỉ phải sau ngày bắt đầu."), field="valid_to")
    post.valid_to, post.legal_basis = on, legal_basis or post.legal_basis
    with changes.apply(actor=by, reason="staff.leave_post") as log:
        log.change(post, ["valid_to", "legal_basis"])
    return post


def link_account(*, account: Account, member: StaffMember, by: Actor) -> Account:
    """From now on what this account writes is signed by this person."""
    permissions.require_link(by, account)
    taken = Account.objects.filter(staff_id=member.id).exclude(pk=account.pk).exists()
    if taken:
        raise Refused(_("Nhân viên này đã có tài khoản khác."))
    if account.staff_id not in (None, member.id):
        raise Refused(
            _("Tài khoản “%(name)s” đang nối với người khác. Bỏ nối ở trang của người ấy trước.")
            % {"name": account.username},
            field="username",
        )
    account.staff_id = member.id
    account.save(update_fields=["staff_id"])
    return account


def unlink_account(*, account: Account, member: StaffMember, by: Actor) -> Account:
    """Linked to the wrong person: what was written keeps the name it was written under."""
    permissions.require_link(by, account)
    if account.staff_id != member.id:
        raise Refused(_("Tài khoản này không nối với nhân viên này."))
    account.staff_id = None
    account.save(update_fields=["staff_id"])
    return account


def _require_mine(member: StaffMember, by: Actor) -> None:
    """Managed where the person works; once nobody employs them, where they were entered."""
    today = clock.today()
    posts = Post.objects.filter(queries.working_on(today), staff_id=member.id)
    unit_ids = set(posts.values_list("unit_id", flat=True)) or {member.unit_id}
    units = Unit.objects.filter(pk__in=unit_ids)
    if any(permissions.may_manage_at(by, unit) for unit in units):
        return
    permissions.require_manage_at(by, permissions.unit_or_refuse(member.unit_id))


def _require_birth_year(year: int | None) -> None:
    this_year = clock.today().year
    if year is not None and not this_year - OLDEST <= year <= this_year - YOUNGEST:
        raise Refused(_("Năm sinh không hợp lý; nhập như 1985."), field="birth_year")


def _require_profession(profession: str) -> None:
    if profession and profession not in titles.profession_labels():
        raise Refused(_("Hãy chọn chức danh trong danh sách."), field="profession")
