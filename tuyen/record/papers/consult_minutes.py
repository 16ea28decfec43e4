"""Minutes of a formal consultation, their addendum, a signed advice: A4, as PDF/A for signatures.

Content after Luật KCB Điều 64 and NĐ 96/2023 Điều 88; the layout is ours and says so (rulebook
`teleconsult/minutes`). Vietnamese, whatever the reader's language: the paper goes into the chart.
"""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import translation

from tuyen.core import clock, rulebook
from tuyen.platform.print import qr_svg, render
from tuyen.platform.ui.ages import age_text
from tuyen.record.models import Consult, ConsultAdvice, ConsultPaper, ConsultSession, PaperKind
from tuyen.record.rules import consult_sessions as rules
from tuyen.record.rules import consults
from tuyen.record.rules.referrals import SPECIALTIES
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.persons.models import Person, PersonIdentifier

TEMPLATE = Path(__file__).with_suffix(".typ")
Pairs = list[tuple[str, str]]


def title_of(kind: str) -> str:
    """Vietnamese, as it stands on the paper and on the page that checks it; names nobody."""
    with translation.override("vi"):
        return str(PaperKind(kind).label)


def minutes_pdf(consult: Consult, session: ConsultSession, address: str) -> bytes:
    return render(TEMPLATE, minutes_content(consult, session, address))


def addendum_pdf(
    consult: Consult, session: ConsultSession, row: ConsultPaper, address: str
) -> bytes:
    said = _common(consult, row.kind, row.number, row.issued_at, address)
    said["parts"] = [
        ("Bổ sung cho", [("Biên bản", session.number), ("Lập lúc", _at(session.concluded_at))]),
        _about(consult),
    ]
    said["ends"] = [("Nội dung bổ sung", [("", row.text)])]
    return render(TEMPLATE, said | {"signers": _officers(session)})


def advice_pdf(consult: Consult, advice: ConsultAdvice, row: ConsultPaper, address: str) -> bytes:
    said = _common(consult, row.kind, row.number, row.issued_at, address)
    kinds = consults.choices("advice", consult.day)
    label = str(kinds[advice.kind]["label_vi"]) if advice.kind in kinds else ""
    said["parts"] = [_about(consult), _question(consult)]
    said["ends"] = [
        (
            "Bổ sung lời khuyên" if advice.adds_to_id else "Lời khuyên",
            [
                ("Hướng xử trí", label),
                ("Chẩn đoán", f"{advice.diagnosis} {advice.diagnosis_code}".strip()),
                ("Ý kiến", advice.text),
                ("Thuốc, chỉ định đề nghị", advice.orders),
                ("Kỹ thuật", advice.technique_code),
                ("Chuyển đến", advice.destination),
                ("Hỏi lại sau (ngày)", ", ".join(str(n) for n in advice.follow_days)),
                ("Trách nhiệm", "Bác sĩ nơi hỏi quyết định và chịu trách nhiệm."),
            ],
        )
    ]
    licence = f"Số giấy phép {advice.author_licence}" if advice.author_licence else ""
    return render(TEMPLATE, said | {"signers": [("Người tư vấn", advice.author_name, licence)]})


def minutes_content(consult: Consult, session: ConsultSession, address: str) -> dict[str, Any]:
    """Every word of the minutes."""
    made_at = session.concluded_at or clock.now()
    said = _common(consult, PaperKind.MINUTES, session.number, made_at, address)
    said["parts"] = [_meeting(consult, session), _about(consult), _question(consult)]
    said["people"] = [
        (each["name"], _who(each), each["opinion"] or "Không có ý kiến khác.")
        for each in session.participants
    ]
    said["ends"] = [
        (
            "Kết luận",
            [
                ("Thảo luận", session.discussion),
                ("Chẩn đoán", session.diagnosis),
                ("Kết luận", session.conclusion),
                ("Hướng điều trị", session.treatment),
                ("Kỹ thuật", session.technique),
                ("Chuyển tuyến", f"Có: {session.destination}" if session.destination else "Không"),
                ("Theo dõi tiếp", session.follow_plan),
            ],
        )
    ]
    return said | {"signers": _officers(session)}


def _common(
    consult: Consult, kind: str, number: str, made_at: dt.datetime, address: str
) -> dict[str, Any]:
    facility = direction.facility_of(consult.to_unit_id)
    rule = rulebook.on(rules.MINUTES, consult.day)
    day = clock.day_of(made_at)
    return {
        "title": title_of(kind),
        "number": number,
        "facility": names_of([facility]).get(facility, ""),
        "under": f"Theo {rule['basis_vi']}",
        "form": str(rule["form_vi"]),
        "people": [],
        "day": [f"{day:%d}", f"{day:%m}", f"{day:%Y}"],
        "qr": qr_svg(address),
    }


def _meeting(consult: Consult, session: ConsultSession) -> tuple[str, Pairs]:
    labels = rules.links(consult.day)
    line = str(labels[session.link_quality]["label_vi"]) if session.link_quality else ""
    long = rules.minutes_long(session.started_at, session.ended_at)
    ended = f"{_at(session.ended_at)} ({long} phút)" if long is not None else ""
    return "Phiên hội chẩn", [
        ("Bắt đầu", _at(session.started_at)),
        ("Kết thúc", ended),
        ("Địa điểm", session.place),
        ("Phòng họp trực tuyến", session.room_link),
        ("Chủ tọa", _officer(session, "chair")),
        ("Thư ký", _officer(session, "secretary")),
        ("Đường truyền", "; ".join(part for part in (line, session.link_note) if part)),
    ]


def _officer(session: ConsultSession, officer: str) -> str:
    name, place, licence = (
        str(getattr(session, f"{officer}_{what}")) for what in ("name", "place", "licence")
    )
    return _joined([name, place, f"số giấy phép {licence}" if licence else ""])


def _officers(session: ConsultSession) -> list[tuple[str, str, str]]:
    return [
        ("Thư ký", session.secretary_name, session.secretary_place),
        ("Chủ tọa", session.chair_name, session.chair_place),
    ]


def _who(each: dict[str, str]) -> str:
    licence = f"số giấy phép {each['licence']}" if each["licence"] else ""
    return _joined([each["title"], each["unit"], licence])


def _about(consult: Consult) -> tuple[str, Pairs]:
    """Whose case; the one part that names the patient."""
    person = Person.objects.get(pk=consult.patient_id)
    known = PersonIdentifier.objects.filter(
        patient_id=person.id, status="active", compartment__in=["", consult.compartment]
    )
    with translation.override("vi"):
        age = age_text(person.birth_date, consult.day, person.birth_precision)
        return "Người bệnh", [
            ("Họ và tên", person.name),
            ("Tuổi, giới tính", _joined([age, str(person.get_sex_display())])),
            *((str(each.get_system_display()), each.value) for each in known.order_by("system")),
        ]


def _question(consult: Consult) -> tuple[str, Pairs]:
    names = names_of([consult.from_unit_id, consult.to_unit_id])
    labels = {row["code"]: row["label_vi"] for row in rulebook.on(SPECIALTIES, consult.day).rows}
    urgency = consults.choices("urgency", consult.day)
    modes = {row["code"]: row for row in rulebook.on(consults.MODES, consult.day).rows}
    mode = modes.get(consult.mode)
    licence = f"số giấy phép {consult.asked_by_licence}" if consult.asked_by_licence else ""
    return "Yêu cầu hội chẩn", [
        ("Phiếu", f"{consult.number}, {_at(consult.asked_at)}"),
        (
            "Nơi hỏi",
            _joined([names.get(consult.from_unit_id, ""), consult.asked_by_name, licence]),
        ),
        ("Nơi được hỏi", names.get(consult.to_unit_id, "")),
        ("Thỏa thuận", consult.agreement_number),
        ("Hình thức", str(mode["label_vi"]) if mode else ""),
        (
            "Chuyên khoa, mức khẩn",
            _joined(
                [
                    str(labels.get(consult.specialty, "")),
                    str(urgency[consult.urgency]["label_vi"]) if consult.urgency in urgency else "",
                ]
            ),
        ),
        ("Chẩn đoán sơ bộ", f"{consult.diagnosis} {consult.diagnosis_code}".strip()),
        ("Bệnh sử, dấu hiệu", consult.signs),
        ("Kết quả", consult.results),
        ("Đã xử trí", consult.treatment),
        ("Câu hỏi", consult.question),
        ("Người bệnh", "Đã được báo và đồng ý" if consult.is_informed else ""),
    ]


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _at(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(clock.VIETNAM):%H:%M ngày %d/%m/%Y}" if moment else ""
