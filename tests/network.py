"""A small network for tests: units as scope sees them, accounts at posts, signed-in browsers."""

from django.test import Client

from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.ids import uuid7
from tuyen.platform.access.actions import assign_role, grant
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account

PASSWORD = "mat-khau-mau-2026"


def node(
    name: str,
    *,
    under: ScopeNode | None = None,
    chain: str = "moh",
    kind: str = "health_station",
    commune_code: str = "",
    province_code: str = "",
) -> ScopeNode:
    """A unit in the tree, without the registry's own row."""
    unit_id = uuid7()
    return ScopeNode.objects.create(
        unit_id=unit_id,
        path=f"{under.path if under else '/'}{unit_id.hex[-8:]}/",
        chain=chain,
        name=name,
        kind=kind,
        commune_code=commune_code,
        province_code=province_code,
    )


def account_at(
    at: ScopeNode, role: str, *, name: str = "", grants: tuple[str, ...] = ()
) -> Account:
    """An account that holds one post, and personal grants to sensitive compartments."""
    account: Account = Account.objects.create_user(
        f"{role}-{uuid7().hex[-8:]}", PASSWORD, full_name=name or f"Mẫu {role}"
    )
    assign_role(account=account, role=role, at=at, by=SYSTEM)
    for compartment in grants:
        grant(account=account, compartment=compartment, reason="Mẫu", by=SYSTEM)
    return account


def actor_at(at: ScopeNode, role: str, *, name: str = "", grants: tuple[str, ...] = ()) -> Actor:
    actor = actor_of(account_at(at, role, name=name, grants=grants))
    assert actor is not None
    return actor


def browser_of(account: Account) -> Client:
    """A signed-in browser, as the account would have after the sign-in page."""
    client = Client()
    client.force_login(account)
    return client
