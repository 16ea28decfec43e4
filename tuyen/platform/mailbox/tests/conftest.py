"""A hub with a province hospital, two stations below it, and a prison clinic of the other chain."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.network import actor_at, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.models import Bundle
from tuyen.platform.mailbox import feeder
from tuyen.platform.mailbox.models import Letter
from tuyen.platform.nodes.models import Peer, Role, State


@dataclass
class Hub:
    """This node, with its units and the machines below it."""

    units: dict[str, ScopeNode]
    peers: dict[str, Peer]

    def doctor(self, name: str, role: str = "station_doctor") -> Actor:
        return actor_at(self.units[name], role)

    def join(self, name: str, *, compartments: tuple[str, ...] = (), is_hub: bool = False) -> Peer:
        """A machine for this unit, as if approved now."""
        at = self.units[name]
        self.peers[name] = Peer.objects.create(
            id=uuid7(),
            name=name,
            role=Role.CHILD,
            state=State.ACTIVE,
            public_key=b"0" * 32,
            unit_id=at.unit_id,
            path=at.path,
            chain=at.chain,
            compartments=list(compartments),
            is_hub=is_hub,
        )
        return self.peers[name]

    def has(self, name: str) -> list[str]:
        """Acts whose bundles lie in the mailbox of this unit's machine, in the order of sending."""
        feeder.feed_all()
        letters = Letter.objects.filter(peer_id=self.peers[name].id, kind="bundle")
        ids = list(letters.order_by("stream", "nseq").values_list("bundle_id", flat=True))
        reasons = dict(Bundle.objects.filter(pk__in=ids).values_list("id", "reason"))
        return [reasons[id_] for id_ in ids]


@pytest.fixture
def hub(db: None) -> Hub:
    province = node("Sở Y tế mẫu", kind="health_department")
    hospital = node("Bệnh viện mẫu", under=province, kind="hospital")
    bureau = node("Cục Y tế mẫu", chain="police", kind="health_bureau")
    units = {
        "province": province,
        "hospital": hospital,
        "ban": node("Trạm Bản", under=hospital),
        "muong": node("Trạm Mường", under=hospital),
        "prison": node("Bệnh xá mẫu", under=bureau, chain="police", kind="prison_clinic"),
    }
    return Hub(units, {})


def written(by: Actor, reason: str, *rows: Any) -> None:
    with changes.apply(actor=by, reason=reason) as log:
        log.create(*rows)


def blank(model: Any, **said: Any) -> Any:
    """A row with something in every column that must have one."""
    for field in model._meta.concrete_fields:
        if field.attname in said or field.has_default() or field.null or field.primary_key:
            continue
        kind = field.get_internal_type()
        if kind == "DateField":
            said[field.attname] = clock.today()
        elif kind == "DateTimeField":
            said[field.attname] = clock.now()
        elif kind == "IdField":
            said[field.attname] = uuid7()
        elif "Integer" in kind or kind == "FloatField":
            said[field.attname] = 1
    return model(**said)
