"""Referrals of the demo: from the main station to the provincial hospital, in every state."""

import datetime as dt
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.edge.demo import people
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record.actions.referrals import question
from tuyen.record.actions.tasks import new_task
from tuyen.record.models import Condition, Encounter, Referral
from tuyen.record.queries.referrals import TASK_LOST, TASK_READ
from tuyen.record.rules.referrals import expected_by, link_ends_on
from tuyen.registry.facilities.models import Unit

# (status, days ago, urgency, reason, what was seen)
_STATES = (
    ("requested", 0, "emergency", "2", "Đau ngực trái dữ dội, vã mồ hôi, 20 phút nay."),
    ("requested", 0, "routine", "1", "Ho kéo dài trên 3 tuần, sụt 3 kg."),
    ("accepted", 1, "urgent", "2", "Đau bụng hố chậu phải, sốt nhẹ."),
    ("arrived", 1, "urgent", "2", "Khó thở khi gắng sức, phù hai chân."),
    ("replied", 4, "routine", "1", "Đường huyết đói cao liên tiếp 3 lần."),
    ("returned", 12, "urgent", "2", "Huyết áp không xuống với hai thuốc."),
    ("closed", 35, "routine", "1", "Đau khớp gối nhiều năm, hạn chế đi lại."),
    ("lost", 14, "routine", "3", "Xin khám chuyên khoa mắt."),
    ("refused", 20, "routine", "1", "Đau lưng, đã điều trị 5 ngày."),
    ("closed", 60, "emergency", "2", "Sốt cao co giật."),
)


def write(station: Unit, hospital: Unit, doctor: str, ids: people.Ids) -> None:
    """One referral a state, each out of a real visit of the demo, with the tasks that wait."""
    rows: list[Any] = []
    for number, (state, visit) in enumerate(zip(_STATES, _visits(station), strict=False), start=1):
        row = _referral(number, state, visit, station, hospital, doctor, ids)
        rows += [row, *_task_of(row)]
    with changes.apply(actor=SYSTEM, reason="demo.referrals") as log:
        log.create(*rows)


def _visits(station: Unit) -> list[Encounter]:
    """The newest visit of as many different people."""
    found: dict[Any, Encounter] = {}
    newest = Encounter.objects.filter(unit_id=station.id, superseded_by_id=None)
    for visit in newest.order_by("-occurred_at", "id")[:60]:
        found.setdefault(visit.patient_id, visit)
    return list(found.values())


def _referral(
    number: int,
    state: tuple[str, int, str, str, str],
    visit: Encounter,
    station: Unit,
    hospital: Unit,
    doctor: str,
    ids: people.Ids,
) -> Referral:
    status, days, urgency, reason, signs = state
    at = clock.now() - dt.timedelta(days=days, minutes=37 * number)
    day = clock.day_of(at)
    main = Condition.objects.filter(encounter_id=visit.id, patient_id=visit.patient_id).first()
    return row_of(
        Referral,
        ids.next(),
        patient_id=visit.patient_id,
        compartment=visit.compartment,
        number=f"{day.year}-{number:05d}",
        encounter_id=visit.id,
        from_unit_id=station.id,
        to_unit_id=hospital.id,
        day=day,
        status=status,
        urgency=urgency,
        specialty="internal",
        transport="ambulance" if urgency == "emergency" else "own",
        condition="watched" if urgency == "emergency" else "stable",
        reason_code=reason,
        diagnosis_code=main.code if main else "",
        diagnosis=main.name if main else visit.reason,
        signs=signs,
        treatment=visit.note,
        direction="Đề nghị khám, chẩn đoán và điều trị tiếp.",
        document_ids=[],
        expected_by=expected_by(urgency, day),
        requested_at=at,
        requested_by=SYSTEM.account_id,
        requested_by_name=doctor,
        ended_on=link_ends_on(status, day),
        **_answered(status, at),
    )


def _answered(status: str, at: dt.datetime) -> dict[str, Any]:
    """What the hospital has said by now, later and later."""
    said: dict[str, Any] = {"return_tasks": [], "return_lines": []}
    doctor, hour = "Bác sĩ bệnh viện (mẫu)", dt.timedelta(hours=1)
    if status in ("requested", "lost"):
        return said
    said |= {"decided_at": at + hour, "decided_by_name": doctor}
    if status == "refused":
        return said | {"decision_note": "Có thể điều trị tiếp tại trạm, gửi kèm phác đồ."}
    if status == "accepted":
        return said
    said["arrived_at"] = at + 5 * hour
    if status == "arrived":
        return said
    said |= {
        "replied_at": at + 30 * hour,
        "replied_by_name": doctor,
        "outcome": "treated",
        "reply": "Đã khám, làm xét nghiệm cơ bản; không có biến chứng cấp.",
        "feedback": "fitting",
    }
    if status == "replied":
        return said
    due = clock.today() + dt.timedelta(days=7)
    said |= {
        "returned_at": at + 54 * hour,
        "outcome": "discharged",
        "return_plan": "Theo dõi tại trạm, khám lại bệnh viện sau 1 tháng.",
        "return_tasks": [{"title": "Đo huyết áp", "due_on": due.isoformat()}],
        "return_lines": [
            {
                "drug_code": "amlodipine-5-tab",
                "drug": "Amlodipin 5 mg",
                "dose": "1 viên, sáng",
                "quantity": 28.0,
                "unit": "viên",
                "days": 28,
            }
        ],
    }
    if status == "closed":
        said |= {"closed_at": at + 80 * hour, "closed_by_name": "Bác sĩ trạm y tế (mẫu)"}
    return said


def _task_of(row: Referral) -> list[Any]:
    if row.status == "requested":
        return [question(row)]
    waiting = {
        "replied": (TASK_READ, "Đọc phản hồi về người đã chuyển"),
        "returned": (TASK_READ, "Nhận người chuyển về: đọc kế hoạch theo dõi"),
        "lost": (TASK_LOST, "Người đã chuyển chưa thấy đến: gọi hỏi thăm"),
    }
    if row.status not in waiting:
        return []
    kind, title = waiting[row.status]
    return [
        new_task(
            title=title,
            kind=kind,
            due_on=clock.today(),
            unit_id=row.from_unit_id,
            patient_id=row.patient_id,
            subject_id=row.id,
            compartment=row.compartment,
            priority=1,
        )
    ]
