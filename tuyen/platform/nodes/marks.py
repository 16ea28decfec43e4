"""Which letters a hub gives to a node, so that no two nodes of one unit ever number alike."""

from django.db.models import F, Max, Q, QuerySet, Value

from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.nodes import numbers, rules
from tuyen.platform.nodes.models import Peer, Role


def for_child(peer: Peer) -> tuple[int, int, str]:
    """(slot, number, mark) of a node that is let in. A letter once given is never given again to a node
    that may serve the same unit; the hub's own letters stand before it."""
    beside = _beside(peer)
    highest = beside.aggregate(slot=Max("slot"), number=Max("mark_number"))
    number = max(highest["number"] or 0, peer.mark_number) + 1
    slot = peer.slot or (highest["slot"] or 0) + 1
    return slot, number, own_letters() + rules.mark_of(number)


def renew(peer: Peer) -> None:
    """After a restore the node may have forgotten numbers that stand on paper: it gets new letters."""
    _slot, number, mark = for_child(peer)
    with write_turn():
        Peer.objects.filter(pk=peer.pk).update(mark=mark, mark_number=number, mark_epoch=peer.epoch)
    peer.mark, peer.mark_number, peer.mark_epoch = mark, number, peer.epoch


def own_letters() -> str:
    """Of the epoch in which this hub lives; none while it was neither enrolled nor restored."""
    return numbers.mark_of_this_node().text


def _beside(peer: Peer) -> QuerySet[Peer]:
    """Nodes whose subtree meets the subtree of this one, whatever became of them."""
    rows = Peer.objects.filter(role=Role.CHILD).exclude(pk=peer.pk)
    above = rows.alias(asked=Value(peer.path)).filter(Q(asked__startswith=F("path")))
    return rows.filter(Q(path__startswith=peer.path) | Q(pk__in=above.values("pk")))
