"""Where goods may be sent: the stores near mine."""

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode

OFFICES = ("ministry", "health_department", "health_bureau", "region")
MOST = 300


def neighbours(who: Actor) -> QuerySet[ScopeNode]:
    """The unit above mine and everything under it, offices without a store left out."""
    parent = "/".join(who.path.rstrip("/").split("/")[:-1]) + "/"
    near = ScopeNode.objects.filter(path__startswith=parent, chain=who.chain)
    return near.exclude(unit_id=who.unit_id).exclude(kind__in=OFFICES).order_by("name")[:MOST]
