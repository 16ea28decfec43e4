"""A node that was restored begins a new epoch; what its hub makes of that."""

import datetime as dt

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.platform.changes.models import Node
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.nodes import acts, rules
from tuyen.platform.nodes.models import NodeAct, Peer, State


def begin_after(known: int) -> None:
    """This node's log goes on under an epoch that nobody has seen yet."""
    with write_turn():
        Node.objects.update(epoch=Greatest(F("epoch"), known) + 1)


def rose(peer: Peer) -> None:
    """At the hub: the node came back with a new epoch. Too often in a day: two machines, one key."""
    acts.write(peer, "epoch", by=SYSTEM)
    since = clock.now() - dt.timedelta(days=1)
    rises = NodeAct.objects.filter(node_id=peer.id, act="epoch", at__gte=since).count()
    if rises > rules.RISES_A_DAY:
        _stop(peer)
    else:
        _flag(peer, _("Máy vừa được khôi phục từ bản sao lưu, hoặc ổ đĩa của máy được chép lại."))


def _stop(peer: Peer) -> None:
    said = _("Nhiều lần khôi phục trong một ngày: có thể hai máy đang dùng chung một khóa.")
    with write_turn():
        Peer.objects.filter(pk=peer.pk, state=State.ACTIVE).update(
            state=State.SUSPENDED, suspended_at=clock.now(), flagged=said[:300]
        )
    acts.write(peer, "suspended", by=SYSTEM, why=said)


def _flag(peer: Peer, said: str) -> None:
    with write_turn():
        Peer.objects.filter(pk=peer.pk).update(flagged=said[:300])
