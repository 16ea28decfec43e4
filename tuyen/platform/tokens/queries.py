"""Keys as the page of their administrators shows them."""

from typing import Any

from django.db.models import F, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.access.sign_in import posts_of
from tuyen.platform.accounts.entrance import role_label
from tuyen.platform.accounts.models import Account
from tuyen.platform.tokens.models import ApiToken


def managed_by(who: Actor) -> QuerySet[ApiToken]:
    """Keys of posts in my unit and below it, those that work first, then the newest."""
    units = ScopeNode.objects.filter(path__startswith=who.path).values("unit_id")
    posts = RoleAssignment.objects.filter(unit_id__in=units).values("id")
    found = ApiToken.objects.filter(post_id__in=posts)
    return found.order_by(F("revoked_at").desc(nulls_first=True), "-created_at", "id")


def rows_of(tokens: list[ApiToken]) -> list[dict[str, Any]]:
    """Keys with account, role and unit in words, and whether they work; three statements."""
    accounts = Account.objects.in_bulk({token.account_id for token in tokens})
    posts = RoleAssignment.objects.in_bulk({token.post_id for token in tokens})
    nodes = ScopeNode.objects.in_bulk({post.unit_id for post in posts.values()})
    today = clock.today()
    return [
        {
            "token": token,
            "account": accounts.get(token.account_id),
            "role": role_label(posts[token.post_id].role),
            "unit": nodes.get(posts[token.post_id].unit_id),
            "works": token.revoked_at is None and token.expires_on >= today,
        }
        for token in tokens
    ]


def post_of(username: str, who: Actor) -> RoleAssignment | None:
    """The oldest post that the account holds in my scope."""
    account = Account.objects.filter(username=username.strip().lower(), is_active=True).first()
    held = posts_of(account) if account else []
    units = {post.unit_id: post for post in reversed(held)}
    mine = ScopeNode.objects.filter(unit_id__in=units, path__startswith=who.path)
    found = [units[node.unit_id] for node in mine]
    return min(found, key=lambda post: post.id, default=None)
