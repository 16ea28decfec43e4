"""Bundles of invented visits, without a database."""

import random
import uuid
from typing import Any

import msgspec

from tuyen.core.ids import uuid7
from tuyen.edge.sync.batches import Sent
from tuyen.platform.changes.header import Header

NODE, UNIT, DOCTOR = uuid7(), uuid7(), uuid7()
_json = msgspec.json.Encoder()
_NOTES = ("Ho 4 ngày, họng đỏ", "Sốt nhẹ, mệt", "Đau bụng từ trưa, không nôn", "Tái khám, đỡ")
_ILL = (("J20.9", "Viêm phế quản cấp"), ("I10", "Tăng huyết áp vô căn"), ("R51", "Đau đầu"))


def visits(count: int, seed: int = 1) -> list[Sent]:
    """Two bundles a visit, chained as one lane writes them: the chart, and the queue."""
    chance = random.Random(seed)
    found: list[Sent] = []
    for number in range(count):
        patient, visit, txn = uuid7(), uuid7(), uuid7()
        chart, queue = _visit(chance, patient, visit)
        for ops, owner in ((chart, {"patient_id": patient}), (queue, {"unit_id": UNIT})):
            found.append(sent(ops, after=found[-1] if found else None, txn_id=txn, **owner))
        del number
    return found


def sent(ops: Any, *, after: Sent | None = None, **said: Any) -> Sent:
    seq = after.header.origin_seq + 1 if after else 1
    header = Header(
        **{
            "bundle_id": uuid7(),
            "txn_id": uuid7(),
            "origin_node": NODE,
            "origin_lane": 0,
            "origin_epoch": 1,
            "origin_seq": seq,
            "hlc": 117_661_367_143_956_480 + seq * 65_536,
            "schema_ver": 2,
            "actor_id": DOCTOR,
            "actor_name": "Bác sĩ Mẫu",
            "actor_unit_id": UNIT,
            "reason": "visit.finish",
            "why": "",
            "patient_id": None,
            "unit_id": None,
            "compartment": "",
            "prev_sha": after.sha if after else b"",
        }
        | said
    )
    raw = ops if isinstance(ops, bytes) else _json.encode(ops)
    return Sent(header, raw, header.sha256(raw), 1, 1000 + seq)


def _visit(chance: random.Random, patient: uuid.UUID, visit: uuid.UUID) -> tuple[Any, Any]:
    person, encounter = patient.hex, visit.hex
    day, at = (
        "2026-11-23",
        f"2026-11-23T02:{chance.randrange(60):02d}:02.{chance.randrange(10**6):06d}Z",
    )
    code, name = chance.choice(_ILL)
    first = {
        "patient_id": person, "unit_id": UNIT.hex, "practitioner_name": "Bác sĩ Mẫu",
        "kind": "outpatient", "status": "finished", "day": day, "occurred_at": at,
        "recorded_at": at, "reason_code": "fever", "reason": "Sốt, Ho",
        "note": f"{chance.choice(_NOTES)} {chance.randrange(9)}", "plan": "home_drugs",
    }  # fmt: skip
    ops: list[Any] = [["record.encounter", encounter, first, 0]]
    for what, unit, low, high in (
        ("systolic", "mm[Hg]", 90, 139),
        ("temperature", "Cel", 36, 37.4),
    ):
        reading = {
            "patient_id": person, "encounter_id": encounter, "code": what,
            "value": chance.randrange(360, 1600) / 10, "unit": unit, "low": low, "high": high,
            "status": "final", "day": day, "occurred_at": at,
        }  # fmt: skip
        ops.append(["record.observation", uuid7().hex, reading, 0])
    found = {
        "patient_id": person, "encounter_id": encounter, "category": "encounter-diagnosis",
        "rank": "main", "code": code, "scheme": "icd10_vn", "name": name,
        "verification": "confirmed", "day": day,
    }  # fmt: skip
    ops.append(["record.condition", uuid7().hex, found, 0])
    done = {"status": "done", "finished_at": at, "encounter_id": encounter, "seen_by": DOCTOR.hex}
    seen = 117_661_366_911_696_896 + chance.randrange(10**9)
    return ops, [["record.queueentry", uuid7().hex, done, seen]]
