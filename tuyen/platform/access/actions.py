"""Posts, grants and accounts: who gives them, and that it is written down."""

import datetime as dt
import secrets
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform import changes
from tuyen.platform.access.models import AccountAct, CompartmentGrant, RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account

# A role that carries one of these is given only by somebody who holds it.
GUARDED = frozenset(
    {"account.manage", "compartment.grant", "node.manage", "breakglass.review", "readlog.view"}
)
# What else ends when an account gets a new password from its supervisor or is closed: rooms above
# access add theirs (keys of programs do).
ENDS_WITH_THE_PASSWORD: list[Callable[[Account], None]] = []
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """Twelve letters and digits without look-alikes, to be read out once and changed at sign-in."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def role_permissions(role: str) -> frozenset[str]:
    """Permissions of a role today. Refused when the rulebook knows no such role."""
    known = rulebook.on("roles", clock.today())["role"]
    if role not in known:
        raise Refused(_("Không có vai trò này trong danh mục."), field="role")
    return frozenset(known[role]["permissions"])


def require_account_manager(by: Actor, at: ScopeNode) -> None:
    if not (by.may("account.manage") and by.covers(at.path)):
        raise NotPermitted(
            _("Chỉ người quản trị của đơn vị này quản lý được tài khoản của đơn vị.")
        )


def require_may_give(by: Actor, role: str) -> None:
    beyond = [code for code in role_permissions(role) & GUARDED if not by.may(code)]
    if beyond:
        raise NotPermitted(_("Vai trò này phải do người quản trị cấp trên giao."))


@dataclass(frozen=True)
class Days:
    """From when until when a post holds; with a first day only, until it is ended."""

    first: dt.date
    last: dt.date | None = None


def create_account(
    *,
    username: str,
    full_name: str,
    role: str,
    at: ScopeNode,
    password: str,
    by: Actor,
    staff_id: uuid.UUID | None = None,
    days: Days | None = None,
) -> Account:
    """A new key with its first post; the password is changed at the first sign-in.

    staff_id: whose key it is, where the register of staff knows the person.
    """
    require_account_manager(by, at)
    require_may_give(by, role)
    name = username.strip().lower()
    if Account.objects.filter(username=name).exists():
        raise Refused(_("Tên đăng nhập này đã có người dùng."), field="username")
    account: Account = Account.objects.create_user(
        name, password, full_name=full_name, must_change_password=True, staff_id=staff_id
    )
    post = _post(account, role, at.unit_id, by, days)
    with changes.apply(actor=by, reason="access.create_account") as log:
        log.create(_act(account, "created", at.unit_id), post)
    return account


def reset_password(*, account: Account, password: str, by: Actor) -> None:
    """A supervisor gives a new first password; every earlier session of the account ends."""
    at = require_manager_of(account, by)
    _require_no_take_over(account, by)
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    end_what_hangs_on(account)
    note(account, "password_reset", at, by)


def _require_no_take_over(account: Account, by: Actor) -> None:
    """Whoever reads the new password could sign in with it: never into rights that they cannot give,
    unless a second factor stands before those."""
    from allauth.mfa.models import Authenticator

    posts = RoleAssignment.objects.filter(account_id=account.id)
    rights = {code for post in posts for code in role_permissions(post.role) & GUARDED}
    if all(by.may(code) for code in rights) or Authenticator.objects.filter(user=account).exists():
        return
    raise NotPermitted(
        _(
            "Tài khoản này giữ quyền bạn không giao được và chưa có bước xác nhận thứ hai: "
            "đặt lại ngay trên máy chủ bằng lệnh tuyen user reset."
        )
    )


def set_in_use(*, account: Account, is_active: bool, by: Actor) -> None:
    at = require_manager_of(account, by)
    account.is_active = is_active
    account.save(update_fields=["is_active"])
    if not is_active:
        end_what_hangs_on(account)
    note(account, "enabled" if is_active else "disabled", at, by)


def assign_role(
    *, account: Account, role: str, at: ScopeNode, by: Actor, days: Days | None = None
) -> RoleAssignment:
    require_account_manager(by, at)
    require_may_give(by, role)
    post = _post(account, role, at.unit_id, by, days)
    with changes.apply(actor=by, reason="access.assign_role") as log:
        log.create(post)
    return post


def end_role(*, post: RoleAssignment, on: dt.date, by: Actor) -> None:
    require_account_manager(by, _node_of(post.unit_id))
    post.valid_to = on
    with changes.apply(actor=by, reason="access.end_role") as log:
        log.change(post, ["valid_to"])


def grant(*, account: Account, compartment: str, reason: str, by: Actor) -> CompartmentGrant:
    """Open one sensitive compartment to one account; who may do so stands in the rulebook."""
    at = _first_node_of(account)
    require_may_grant(by, compartment, at)
    if account.id == by.account_id:
        raise NotPermitted(
            _("Không tự cấp quyền cho chính mình. Xin người có thẩm quyền khác cấp.")
        )
    if not reason.strip():
        raise Refused(_("Xin ghi lý do cấp quyền."), field="reason")
    row = CompartmentGrant(
        account_id=account.id,
        unit_id=at.unit_id,
        compartment=compartment,
        reason=reason.strip(),
        granted_by=by.account_id,
    )
    with changes.apply(actor=by, reason="access.grant", why=row.reason) as log:
        log.create(row)
    return row


def withdraw(*, given: CompartmentGrant, on: dt.date, by: Actor) -> None:
    require_may_grant(by, given.compartment, _node_of(given.unit_id))
    given.valid_to = on
    with changes.apply(actor=by, reason="access.withdraw_grant") as log:
        log.change(given, ["valid_to"])


def may_grant(who: Actor, compartment: str) -> bool:
    """Holds the permission, and the rulebook names the role for this compartment."""
    if who.is_system:
        return True
    rows = rulebook.on("compartments", clock.today()).rows
    named: Iterable[Any] = next((r["granted_by"] for r in rows if r["code"] == compartment), ())
    return who.may("compartment.grant") and who.role in named


def require_may_grant(by: Actor, compartment: str, at: ScopeNode) -> None:
    if not (may_grant(by, compartment) and by.covers(at.path)):
        raise NotPermitted(_("Bạn không được cấp quyền xem loại dữ liệu này cho tài khoản đó."))


def require_manager_of(account: Account, by: Actor) -> ScopeNode:
    """The unit through which `by` manages this account; every post of it must lie in scope."""
    nodes = _nodes_of(account)
    if not nodes:
        raise Refused(_("Tài khoản này không còn vị trí công tác nào."))
    for node in nodes:
        require_account_manager(by, node)
    return nodes[0]


def _post(
    account: Account, role: str, unit_id: uuid.UUID, by: Actor, days: Days | None = None
) -> RoleAssignment:
    held = {"valid_from": days.first, "valid_to": days.last} if days else {}
    return RoleAssignment(
        account_id=account.id, unit_id=unit_id, role=role, granted_by=by.account_id, **held
    )


def _act(account: Account, act: str, unit_id: uuid.UUID) -> AccountAct:
    return AccountAct(account_id=account.id, unit_id=unit_id, act=act, username=account.username)


def end_what_hangs_on(account: Account) -> None:
    for end in ENDS_WITH_THE_PASSWORD:
        end(account)


def note(account: Account, act: str, at: ScopeNode, by: Actor) -> None:
    """An act on an account, for its history."""
    with changes.apply(actor=by, reason=f"access.{act}") as log:
        log.create(_act(account, act, at.unit_id))


def _nodes_of(account: Account) -> list[ScopeNode]:
    units = RoleAssignment.objects.filter(account_id=account.id).values("unit_id")
    return list(ScopeNode.objects.filter(unit_id__in=units).order_by("path"))


def _first_node_of(account: Account) -> ScopeNode:
    nodes = _nodes_of(account)
    if not nodes:
        raise Refused(_("Tài khoản này không còn vị trí công tác nào."))
    return nodes[0]


def _node_of(unit_id: uuid.UUID) -> ScopeNode:
    return ScopeNode.objects.get(unit_id=unit_id)
