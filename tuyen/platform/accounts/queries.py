"""Accounts with the posts they hold."""

import uuid
from collections.abc import Iterable
from typing import Any

from tuyen.core import clock
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account


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


def demo_accounts() -> list[Account]:
    """Who may be tried out in a demo, in the order in which they were made."""
    return list(Account.objects.filter(is_demo=True, is_active=True).order_by("id")[:12])


def full_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Who these accounts are."""
    return dict(Account.objects.filter(pk__in=set(ids)).values_list("id", "full_name"))
