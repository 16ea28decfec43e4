"""Remote consultations of the demo: from the main station to the provincial hospital, in every state."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.text import fold
from tuyen.domains.steering.models import Agreement
from tuyen.domains.teleconsult.models import LearningCase
from tuyen.edge.demo import people
from tuyen.edge.demo.network import Network
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record.actions.consults import waiting
from tuyen.record.models import (
    Condition,
    Consult,
    ConsultAdvice,
    ConsultFollow,
    ConsultStep,
    Encounter,
)
from tuyen.record.queries import consults as queries
from tuyen.record.rules.consults import due, link_ends_on
from tuyen.registry.facilities.models import Unit

_EXPERT = "Bác sĩ bệnh viện (mẫu)"
_HOUR, _MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
# (status, minutes ago, urgency, specialty, question)
_CASES = (
    ("asked", 4, "emergency", "cardiology", "Đau ngực 1 giờ, ST chênh DII, DIII: xử trí trước khi chuyển?"),
    ("asked", 70, "urgent", "paediatrics", "Trẻ 3 tuổi sốt ngày 4, tiểu cầu giảm: theo dõi tại trạm?"),
    ("asked", 300, "routine", "skin", "Mảng đỏ bong vảy hai khuỷu tay, bôi corticoid có đúng không?"),
    ("accepted", 90, "urgent", "obstetrics", "Thai 34 tuần, huyết áp 150/95, phù nhẹ: dùng thuốc gì?"),
    ("in_consult", 200, "urgent", "neurology", "Yếu nửa người phải từ sáng, còn trong giờ vàng không?"),
    ("more_asked", 900, "routine", "internal", "Men gan tăng 5 lần sau khi uống thuốc lá: ngừng gì trước?"),
    ("advised", 1500, "urgent", "infectious", "Sốt xuất huyết ngày 5, đau bụng: truyền dịch tại trạm?"),
    ("advised", 4400, "routine", "endocrine", "HbA1c 10,2 dù uống đủ hai thuốc: thêm insulin thế nào?"),
    ("outcome", 9000, "urgent", "respiratory", "Đợt cấp bệnh phổi tắc nghẽn, SpO2 90: giữ lại hay chuyển?"),
    ("closed", 30000, "routine", "cardiology", "Tăng huyết áp kháng trị ba thuốc: chỉnh liều thế nào?"),
)  # fmt: skip
_LEARNED = (
    ("cardiology", "Tăng huyết áp kháng trị", "Nữ 60–64 tuổi, huyết áp 168/98 mmHg sau ba thuốc.",
     "Chỉnh liều thế nào?", "Kiểm tra dùng thuốc đều, giảm muối; thêm spironolacton 25 mg."),
    ("respiratory", "Đợt cấp bệnh phổi tắc nghẽn", "Nam 65–69 tuổi, SpO2 90% khi thở khí trời.",
     "Giữ lại hay chuyển?", "Giữ lại: khí dung, corticoid uống 5 ngày; chuyển nếu SpO2 dưới 88%."),
)  # fmt: skip
_TALKED = frozenset({"in_consult", "more_asked", "advised", "outcome", "closed"})
_ADVISED = frozenset({"advised", "outcome", "closed"})


def write(network: Network, doctor: str, ids: people.Ids) -> None:
    """Agreements of the tiers, then one case a state, each out of a real visit of the demo."""
    station, hospital = network.main_station, network.named["hospital"]
    centre = station.parent
    rows: list[Any] = list(_agreements(centre, station, hospital, ids))
    for turn, (case, visit) in enumerate(zip(_CASES, _visits(station), strict=False), start=1):
        rows += _case(turn, case, visit, station, hospital, doctor, rows[0], ids)
    rows += _learned(hospital, ids)
    with changes.apply(actor=SYSTEM, reason="demo.consults") as log:
        log.create(*rows)


def _agreements(centre: Any, station: Unit, hospital: Unit, ids: people.Ids) -> Iterator[Agreement]:
    start = clock.today() - dt.timedelta(days=200)
    for number, one, other in (("21/HĐ-HCTX", centre, hospital), ("08/TT-HCTX", station, centre)):
        yield Agreement(
            id=ids.next(),
            unit_id=one.id,
            other_unit_id=other.id,
            kind="telehealth",
            number=number,
            title="Hợp đồng hỗ trợ khám, chữa bệnh từ xa",
            purposes=["teleconsult"],
            signed_on=start,
            valid_from=start,
            valid_to=start + dt.timedelta(days=1095),
        )


def _learned(hospital: Unit, ids: people.Ids) -> Iterator[LearningCase]:
    """One case that was approved for everybody, one that waits to be read."""
    for turn, (specialty, title, about, question, advice) in enumerate(_LEARNED):
        yield LearningCase(
            id=ids.next(),
            unit_id=hospital.id,
            specialty=specialty,
            title=title,
            about=about,
            question=question,
            advice=advice,
            outcome="Đỡ. Làm đúng lời khuyên. Lời khuyên đúng",
            text_fold=fold(f"{title} {about} {question} {advice}"),
            status="proposed" if turn else "approved",
            prepared_by=SYSTEM.account_id,
            prepared_by_name=_EXPERT,
            decided_at=None if turn else clock.now(),
            decided_by_name="" if turn else "Cán bộ chỉ đạo tuyến (mẫu)",
        )


def _visits(station: Unit) -> list[Encounter]:
    """The newest visit of as many different people."""
    found: dict[Any, Encounter] = {}
    newest = Encounter.objects.filter(unit_id=station.id, superseded_by_id=None)
    for visit in newest.order_by("-occurred_at", "id")[20:90]:
        found.setdefault(visit.patient_id, visit)
    return list(found.values())


def _case(
    turn: int,
    case: tuple[str, int, str, str, str],
    visit: Encounter,
    station: Unit,
    hospital: Unit,
    doctor: str,
    deal: Agreement,
    ids: people.Ids,
) -> list[Any]:
    status, minutes, urgency, specialty, question = case
    at = clock.now() - minutes * _MINUTE
    day = clock.day_of(at)
    limits = due(urgency, at, day)
    main = Condition.objects.filter(encounter_id=visit.id, patient_id=visit.patient_id).first()
    row = row_of(
        Consult,
        ids.next(),
        patient_id=visit.patient_id,
        compartment=visit.compartment,
        number=f"{day.year}-{turn:05d}",
        encounter_id=visit.id,
        from_unit_id=station.id,
        to_unit_id=hospital.id,
        day=day,
        status=status,
        urgency=urgency,
        specialty=specialty,
        question=question,
        diagnosis_code=main.code if main else "",
        diagnosis=main.name if main else visit.reason,
        signs="\n".join(text for text in (visit.reason, visit.note) if text),
        is_informed=True,
        agreement_id=deal.id,
        agreement_number=deal.number,
        asked_at=at,
        asked_by=SYSTEM.account_id,
        asked_by_name=doctor,
        answer_due_at=max(limits.answer_at, clock.now() + 9 * _MINUTE)
        if status == "asked"
        else limits.answer_at,
        conclude_due_at=limits.conclude_at,
        ended_on=link_ends_on(status, day),
        document_ids=[],
        study_ids=[],
        group_ids=[],
        **_answered(status, at),
    )
    return [row, *_told(row, doctor, ids), *_tasks(row)]


def _answered(status: str, at: dt.datetime) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if status == "asked":
        return said
    said |= {"answered_at": at + 12 * _MINUTE, "expert_name": _EXPERT}
    if status in _ADVISED:
        said["advised_at"] = at + 50 * _MINUTE
    if status == "advised":
        said |= {"owed": "follow", "owed_on": clock.day_of(at + 24 * _HOUR)}
    if status in ("outcome", "closed"):
        on = clock.day_of(at + 100 * _HOUR)
        said |= {"outcome": "2", "outcome_on": on, "discharged_on": on, "agreed": "yes"}
    if status == "closed":
        said |= {"held": "yes", "closed_at": at + 120 * _HOUR, "closed_by_name": _EXPERT}
    return said


def _told(row: Consult, doctor: str, ids: people.Ids) -> Iterator[Any]:
    """The conversation, the signed advice, and the first follow-ups."""

    def step(kind: str, text: str, after: dt.timedelta, by: str) -> ConsultStep:
        return row_of(
            ConsultStep,
            ids.next(),
            patient_id=row.patient_id,
            compartment=row.compartment,
            consult_id=row.id,
            kind=kind,
            text=text,
            document_ids=[],
            at=row.asked_at + after,
            by_id=SYSTEM.account_id,
            by_name=by,
            unit_id=row.to_unit_id if by == _EXPERT else row.from_unit_id,
        )

    yield step("ask", "", 0 * _HOUR, doctor)
    if row.answered_at:
        yield step("accept", "", 12 * _MINUTE, _EXPERT)
    if row.status in _TALKED:
        yield step("more", "Gửi thêm sinh hiệu lúc này và thuốc đang dùng.", 15 * _MINUTE, _EXPERT)
    if row.status in _TALKED - {"more_asked"}:
        yield step(
            "say", "Huyết áp 130/80, mạch 88, SpO2 96 %; chưa dùng thuốc gì.", 25 * _MINUTE, doctor
        )
    if row.status in _ADVISED:
        yield step("advise", "Điều trị tại trạm, hỏi lại sau 1 ngày.", 50 * _MINUTE, _EXPERT)
        yield _advice(row, ids)
        yield _follow(row, doctor, ids)


def _advice(row: Consult, ids: people.Ids) -> ConsultAdvice:
    return row_of(
        ConsultAdvice,
        ids.next(),
        patient_id=row.patient_id,
        compartment=row.compartment,
        consult_id=row.id,
        unit_id=row.to_unit_id,
        status=queries.SIGNED,
        kind="treat_here",
        text="Điều trị tại trạm theo phác đồ; có dấu hiệu nặng thì gọi lại và chuyển ngay.",
        orders="Paracetamol 500 mg khi sốt trên 38,5 °C; uống đủ nước.",
        follow_days=[1, 3, 7],
        author_id=SYSTEM.account_id,
        author_name=_EXPERT,
        written_at=row.advised_at,
        signed_at=row.advised_at,
    )


def _follow(row: Consult, doctor: str, ids: people.Ids) -> ConsultFollow:
    return row_of(
        ConsultFollow,
        ids.next(),
        patient_id=row.patient_id,
        compartment=row.compartment,
        consult_id=row.id,
        unit_id=row.from_unit_id,
        point="d1",
        state="better",
        at=row.asked_at + 20 * _HOUR,
        by_name=doctor,
    )


def _tasks(row: Consult) -> list[Any]:
    waits = {
        "asked": (queries.TASK_ANSWER, "Trả lời xin hội chẩn từ xa"),
        "more_asked": (queries.TASK_MORE, "Chuyên gia cần bổ sung thông tin"),
        "advised": (queries.TASK_FOLLOW, "Theo dõi sau hội chẩn"),
        "outcome": (queries.TASK_OUTCOME, "Ca hội chẩn đã có kết quả: xem và đóng ca"),
    }
    return [waiting(row, *waits[row.status])] if row.status in waits else []
