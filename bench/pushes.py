"""What many stations send, made by the product in a database of its own: `python -m bench.pushes FILE N,M,…`.

The numbers are visits of each station, in order. Everything is written here through the real actions; then
each station's part is put under a number and into a chain of its own, as if its machine had written it.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from bench import ground, station


class Sender(NamedTuple):
    """One station: what its machine would send, in the order of its letters."""

    id: UUID
    unit_id: UUID
    letters: list[Any]  # batches.Sent


class Made(NamedTuple):
    """before: the units and whatever else the hub knows before the first station speaks."""

    before: list[Any]  # batches.Sent
    senders: list[Sender]


def main(file: Path, visits: Sequence[int]) -> None:
    os.environ.pop("TUYEN_DATABASE_URL", None)
    ground.fresh_home()
    ground.start_django()
    units = _units(len(visits))
    of_patient: dict[UUID, UUID] = {}
    doctor = _doctor(units[0])
    for unit, count in zip(units, visits, strict=True):
        people = station.people(unit.id, count)
        of_patient |= dict.fromkeys(people, unit.id)
        _visit(replace(doctor, unit_id=unit.id, unit_name=unit.name, path=_path(unit.id)), people)
    file.write_bytes(_written([unit.id for unit in units], of_patient))


def read(file: Path) -> Made:
    import msgspec

    from tuyen.edge.sync.batches import Sent
    from tuyen.platform.changes import header as headers
    from tuyen.platform.mailbox.rules import NORMAL

    def sent(said: list[Any]) -> list[Any]:
        known = [(headers.read(header), raw) for header, raw in said]
        return [
            Sent(header, raw, header.sha256(raw), NORMAL, nseq)
            for nseq, (header, raw) in enumerate(known, start=1)
        ]

    before, senders = msgspec.msgpack.decode(file.read_bytes())
    return Made(
        sent(before), [Sender(UUID(i), UUID(unit), sent(said)) for i, unit, said in senders]
    )


def _units(count: int) -> list[Any]:
    from tuyen.core.actor import SYSTEM
    from tuyen.registry.facilities import actions

    top = actions.new_unit(parent=None, kind="ministry", chain="moh", name="Bộ Y tế mẫu")
    actions.create_units(units=[top], rows=[], by=SYSTEM)
    more = {"kind": "health_station", "chain": "moh", "province_code": "12"}
    units = [actions.new_unit(parent=top, name=f"Trạm Y tế Mẫu {n}", **more) for n in range(count)]
    actions.create_units(units=units, rows=[], by=SYSTEM)
    return units


def _doctor(unit: Any) -> Any:
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.access.actions import assign_role
    from tuyen.platform.access.models import ScopeNode
    from tuyen.platform.access.sign_in import actor_of
    from tuyen.platform.accounts.models import Account

    account = Account.objects.create_user("doctor", "", full_name="Bác sĩ Mẫu")
    at = ScopeNode.objects.get(pk=unit.id)
    assign_role(account=account, role="station_doctor", at=at, by=SYSTEM)
    return actor_of(account)


def _path(unit_id: UUID) -> str:
    from tuyen.platform.access.models import ScopeNode

    return str(ScopeNode.objects.get(pk=unit_id).path)


def _visit(by: Any, people: Sequence[UUID]) -> None:
    from tuyen.core import clock
    from tuyen.record.actions.visits import finish_visit
    from tuyen.record.sheet import Diagnosis, Reading, Sheet

    for person in people:
        sheet = Sheet(
            occurred_at=clock.now(),
            reason="Ho, sốt",
            readings=(Reading("temperature", 38.2, "Cel"), Reading("systolic", 132, "mm[Hg]")),
            diagnoses=(Diagnosis("Viêm họng cấp", "J02.9"),),
        )
        finish_visit(person=person, sheet=sheet, by=by)


def _written(units: list[UUID], of_patient: dict[UUID, UUID]) -> bytes:
    import msgspec

    from tuyen.core.ids import uuid7
    from tuyen.edge.sync.ends import header_of
    from tuyen.platform.changes import codec
    from tuyen.platform.changes import header as headers
    from tuyen.platform.changes.models import Bundle

    before: list[Any] = []
    of_unit: dict[UUID, list[Any]] = defaultdict(list)
    for bundle in Bundle.objects.order_by("hlc", "origin_seq"):
        said = header_of(bundle), codec.hashed(bundle.schema_ver, bytes(bundle.body))
        unit_id = of_patient.get(bundle.patient_id) if bundle.patient_id else None
        (of_unit[unit_id] if unit_id else before).append(said)
    senders = [(id_ := uuid7(), unit, _chained(id_, of_unit[unit])) for unit in units]
    told = [(headers.told(header), raw) for header, raw in before]
    return msgspec.msgpack.encode((told, senders))


def _chained(origin: UUID, said: list[Any]) -> list[tuple[bytes, bytes]]:
    from tuyen.platform.changes import header as headers

    found, prev = [], b""
    for seq, (header, raw) in enumerate(said, start=1):
        place = {"origin_node": origin, "origin_lane": 0, "origin_epoch": 1, "origin_seq": seq}
        own = replace(header, prev_sha=prev, **place)
        prev = own.sha256(raw)
        found.append((headers.told(own), raw))
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(each) for each in sys.argv[2].split(",")])
