"""Which machines there are, what was done about them, what was refused, what a lost one held."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Value

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import node
from tuyen.platform.nodes import permissions, rules
from tuyen.platform.nodes.models import Invitation, NodeAct, Peer, Refusal, Role, State


def upstream() -> Peer | None:
    """The hub above, in whatever state; None on a machine that works alone."""
    return Peer.objects.filter(role=Role.UPSTREAM).first()


def decides_alone() -> bool:
    """Is it for this machine to do what the program does by itself, by the clock, to rows that several
    machines hold? Only the topmost does: two that passed on one question would ask two units."""
    above = upstream()
    if above is None or above.state not in (State.ACTIVE, State.SUSPENDED):
        return True
    return bool(above.hub_chain) and above.hub_chain != above.chain


def active_children() -> QuerySet[Peer]:
    return Peer.objects.filter(role=Role.CHILD, state=State.ACTIVE)


def nodes_of(who: Actor) -> QuerySet[Peer]:
    """The machines below that this person runs, those that wait first."""
    if not permissions.may_manage(who):
        return Peer.objects.none()
    rows = Peer.objects.filter(role=Role.CHILD, path__startswith=who.path)
    return rows.order_by(F("enrolled_at").asc(nulls_first=True), "name")


def node_of(who: Actor, node_id: UUID) -> Peer | None:
    return nodes_of(who).filter(pk=node_id).first()


def invitations_of(who: Actor) -> QuerySet[Invitation]:
    """Codes that may still be used."""
    if not permissions.may_manage(who):
        return Invitation.objects.none()
    open_ones = Invitation.objects.filter(
        path__startswith=who.path,
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=clock.now(),
        wrong_tries__lt=rules.WRONG_TRIES,
    )
    return open_ones.order_by("-issued_at")


def acts_of(who: Actor, node_id: UUID) -> QuerySet[NodeAct]:
    """The history of one machine, the latest first."""
    peer = node_of(who, node_id)
    rows: QuerySet[NodeAct] = NodeAct.objects.filter(node_id=node_id)
    return rows.order_by("-at", "-id") if peer else rows.none()


def fingerprint_of(peer: Peer) -> list[str]:
    """Five groups of four digits: what is read out at one machine and typed at the other."""
    return rules.fingerprint(node.public_key(), bytes(peer.public_key))


def refusals(days: int = 7) -> QuerySet[Refusal]:
    since = clock.today() - dt.timedelta(days=days)
    return Refusal.objects.filter(day__gte=since).order_by("-last_at")


def exposed_patients(peer: Peer) -> list[Any]:
    """(patient_id, since, until) of everybody whose record the machine holds or held."""
    return list(facts.ask("mailbox.held_by", node_id=peer.id))


def path_is_served(path: str) -> bool:
    """Has the unit with this path a machine of its own below this hub?"""
    covering = Peer.objects.alias(asked=Value(path)).filter(
        role=Role.CHILD, enrolled_at__isnull=False, asked__startswith=F("path")
    )
    return covering.exists()


def units_worked_for() -> Any:
    """Ids of the units whose people work at this machine: those of our place that no machine below is
    nearer to; a lost one serves nobody. All units, on a machine that stands alone."""
    rows, above = ScopeNode.objects.all(), upstream()
    if above is not None:
        rows = rows.filter(path__startswith=above.path)
    asked = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    nearer = Peer.objects.alias(asked=asked).filter(
        role=Role.CHILD,
        state__in=(State.ACTIVE, State.SUSPENDED),
        enrolled_at__isnull=False,
        asked__startswith=F("path"),
    )
    return rows.filter(~Exists(nearer)).values("unit_id")


def is_of_our_place(unit_id: UUID) -> bool:
    """Are the registers of this unit kept here, be it by its own machine below? Not those of the other side
    of an agreement that stands elsewhere in the tree."""
    above = Peer.objects.alias(asked=ExpressionWrapper(OuterRef("path"), output_field=CharField()))
    elsewhere = above.filter(role=Role.UPSTREAM).exclude(asked__startswith=F("path"))
    return ScopeNode.objects.filter(~Exists(elsewhere), unit_id=unit_id).exists()


def works_for(unit_id: UUID) -> bool:
    """Does what follows for this unit from what came over the line fall to this machine?"""
    found: bool = units_worked_for().filter(unit_id=unit_id).exists()
    return found
