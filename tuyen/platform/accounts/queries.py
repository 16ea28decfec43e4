"""Accounts as their administrators see them."""

from typing import Any

from django.db.models import QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account


def units_under(who: Actor) -> QuerySet[ScopeNode]:
    """My unit and those below it, in the order of the tree."""
    return ScopeNode.objects.filter(path__startswith=who.path).order_by("path")


def accounts_under(who: Actor) -> QuerySet[Account]:
    """Accounts whose posts all lie at my unit or below."""
    inside = units_under(who).values("unit_id")
    posts = RoleAssignment.objects.all()
    return (
        Account.objects.filter(pk__in=posts.filter(unit_id__in=inside).values("account_id"))
        .exclude(pk__in=posts.exclude(unit_id__in=inside).values("account_id"))
        .order_by("full_name", "id")
    )


def posts_at(accounts: list[Account]) -> dict[Any, list[tuple[RoleAssignment, str]]]:
    """For each account its posts of today with the name of the unit."""
    today = clock.today()
    posts = [
        post
        for post in RoleAssignment.objects.filter(
            account_id__in=[account.pk for account in accounts], valid_from__lte=today
        )
        if post.valid_to is None or post.valid_to >= today
    ]
    nodes = ScopeNode.objects.filter(unit_id__in={post.unit_id for post in posts})
    names = {node.unit_id: node.name for node in nodes}
    held: dict[Any, list[tuple[RoleAssignment, str]]] = {account.pk: [] for account in accounts}
    for post in posts:
        held[post.account_id].append((post, names.get(post.unit_id, "")))
    return held
