"""Accounts to try the demo with. They work on this machine only, in a demo database only."""

from typing import NamedTuple

from tuyen.core.actor import SYSTEM
from tuyen.platform.access.actions import assign_role, grant
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import names_of

PASSWORD = "tuyen-mau-2026"  # printed beside every demo sign-in


class SignIn(NamedTuple):
    """One account of the demo: where it works, as what, and what it may see beyond its role."""

    username: str
    full_name: str
    role: str
    unit: Unit
    grants: tuple[str, ...] = ()


def open_accounts(sign_ins: list[SignIn]) -> None:
    for each in sign_ins:
        account = Account.objects.create_user(
            each.username, PASSWORD, full_name=each.full_name, is_demo=True
        )
        at = ScopeNode.objects.get(unit_id=each.unit.id)
        assign_role(account=account, role=each.role, at=at, by=SYSTEM)
        for compartment in each.grants:
            grant(account=account, compartment=compartment, reason="Tài khoản mẫu", by=SYSTEM)


def listed() -> list[tuple[str, str, str]]:
    """Name, password, and who that is, for whoever starts the demo on this machine."""
    found = Account.objects.filter(is_demo=True).order_by("created_at", "id")
    units = names_of(RoleAssignment.objects.values_list("unit_id", flat=True))
    posts = dict(RoleAssignment.objects.values_list("account_id", "unit_id"))
    return [
        (
            account.username,
            PASSWORD,
            f"{account.full_name}, {units.get(posts.get(account.id) or account.id, '')}".rstrip(
                ", "
            ),
        )
        for account in found
    ]
