"""From a signed-in request to the Actor: account, post, scope and grants."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.platform.access.models import (
    BreakGlass,
    CompartmentGrant,
    RoleAssignment,
    ScopeNode,
)

POST_KEY = "post_id"


def actor_for(request: Any) -> Actor | None:
    """The Actor of the post chosen at sign-in (the first post where none was); None for a visitor."""
    account = request.user
    if not account.is_authenticated:
        return None
    return actor_of(account, request.session.get(POST_KEY))


def actor_of(account: Any, post_id: str | uuid.UUID | None = None) -> Actor | None:
    """None when the account holds no post today: it is signed in, and may do nothing."""
    posts = posts_of(account)
    chosen = next((post for post in posts if str(post.id) == str(post_id)), None)
    post = chosen or next(iter(posts), None)
    node = post and ScopeNode.objects.filter(unit_id=post.unit_id).first()
    if post is None or node is None:
        return None
    return _actor(account, post, node)


def posts_of(account: Any) -> list[RoleAssignment]:
    """Posts held today, oldest first."""
    return list(
        RoleAssignment.objects.filter(account=account)
        .filter(in_force(clock.today()))
        .order_by("valid_from", "id")
    )


def in_force(day: Any) -> Q:
    """Rows whose dates hold on a day; both ends belong to it."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def _actor(account: Any, post: RoleAssignment, node: ScopeNode) -> Actor:
    role = rulebook.on("roles", clock.today())["role"].get(post.role, {})
    return Actor(
        account_id=account.id,
        name=account.full_name,
        role=post.role,
        unit_id=node.unit_id,
        unit_name=node.name,
        path=node.path,
        chain=node.chain,
        permissions=frozenset(role.get("permissions", ())),
        compartments=frozenset(_compartments(account.id)),
        unit_kind=node.kind,
        commune_code=node.commune_code,
        province_code=node.province_code,
        staff_id=account.staff_id,
        post_id=post.id,
        opened=_opened_by(account.id),
    )


def _compartments(account_id: uuid.UUID) -> Iterable[str]:
    grants = CompartmentGrant.objects.filter(account_id=account_id)
    return grants.filter(in_force(clock.today())).values_list("compartment", flat=True)


def _opened_by(account_id: uuid.UUID) -> dict[uuid.UUID, Any]:
    opened = BreakGlass.objects.filter(account_id=account_id, expires_at__gt=clock.now())
    return dict(opened.values_list("patient_id", "expires_at"))
