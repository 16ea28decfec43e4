"""From a referral to what stands on its papers."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from tuyen.core import clock, rulebook
from tuyen.domains.referral import codes
from tuyen.domains.referral.papers.slip import Paper
from tuyen.domains.referral.queries import Case, case_of, return_rows
from tuyen.platform.ui.figures import figure
from tuyen.record.chart import Chart
from tuyen.record.models import Referral
from tuyen.record.rules.referrals import SLIP
from tuyen.registry.areas.queries import place_name
from tuyen.registry.facilities import facts as facilities
from tuyen.registry.persons.models import BirthPrecision, PersonIdentifier

Fact = tuple[str, str, bool]


def paper_of(chart: Chart, row: Referral) -> Paper:
    """The referral, in Vietnamese whatever the reader's language is."""
    with override("vi"):
        case = case_of(row, [])
        rule = rulebook.on(SLIP, row.day)
        foot = _("Giấy có giá trị %(n)d ngày làm việc kể từ ngày ký.") % {
            "n": rule["valid_working_days"]
        }
        if not rule["layout_verified"]:
            foot += " " + _("Mẫu chưa xác minh.")
        return Paper(
            title=_("Giấy chuyển cơ sở khám bệnh, chữa bệnh"),
            addressee=case.to_unit,
            patient=tuple(_patient(chart, row)),
            parts=tuple(_parts(case)),
            day=row.day,
            signed_by=row.requested_by_name,
            signed_as=_("Người chuyển"),
            greeting=_("Kính gửi:"),
            foot=foot,
            marks=(case.urgency.upper(),) if row.urgency != "routine" else (),
            **_head(row, row.from_unit_id),
        )


def _head(row: Referral, unit_id: UUID) -> dict[str, Any]:
    unit = facilities.unit(unit_id=unit_id)
    contact = ""
    if unit:
        phone = _("Điện thoại: %(phone)s") % {"phone": unit.phone} if unit.phone else ""
        contact = " · ".join(filter(None, (unit.address, phone)))
    return {
        "facility": unit.name if unit else "",
        "facility_contact": contact,
        "number": row.number,
        "code": codes.code_of(row.id),
    }


def _patient(chart: Chart, row: Referral) -> Iterator[Fact]:
    person = chart.person
    numbers = {each.system: each for each in chart.of(PersonIdentifier) if each.status == "active"}
    is_exact = person.birth_precision == BirthPrecision.DAY
    form = "%d/%m/%Y" if is_exact else "%Y"
    born = person.birth_date.strftime(form) if person.birth_date else _("không rõ")
    place = place_name(person.commune_code, row.day) if person.commune_code else ""
    card = numbers.get("insurance_card")
    yield _("Họ và tên"), person.name, True
    yield _("Ngày sinh"), born, False
    yield _("Giới tính"), person.get_sex_display(), False
    yield _("Số định danh"), getattr(numbers.get("citizen_id"), "value", ""), False
    yield _("Số thẻ BHYT"), card.value if card else "", False
    until = f"{card.valid_to:%d/%m/%Y}" if card and card.valid_to else ""
    yield _("Thẻ có giá trị đến"), until, False
    yield _("Nơi cư trú"), ", ".join(filter(None, (person.address_line, place))), True


def _parts(case: Case) -> Iterator[tuple[str, str]]:
    row = case.referral
    code = f" ({row.diagnosis_code})" if row.diagnosis_code else ""
    yield _("Dấu hiệu lâm sàng"), row.signs
    yield _("Kết quả xét nghiệm, cận lâm sàng"), row.results
    yield _("Chẩn đoán"), row.diagnosis + code
    yield _("Bệnh kèm theo"), row.other_diagnoses
    yield _("Thuốc, phương pháp, thủ thuật đã dùng"), row.treatment
    yield _("Tình trạng người bệnh lúc chuyển"), case.condition
    yield _("Lý do chuyển"), ". ".join(filter(None, (case.reason, row.reason)))
    yield _("Chuyên khoa đề nghị"), case.specialty
    yield _("Hướng điều trị"), row.direction
    at = row.requested_at.astimezone(clock.VIETNAM)
    yield _("Chuyển hồi"), f"{at:%H:%M %d/%m/%Y}"
    yield _("Phương tiện vận chuyển"), case.transport
    yield _("Họ tên, chức danh người hộ tống"), row.escort


def return_paper_of(chart: Chart, row: Referral) -> Paper:
    """The reply, and the plan where there is one (giấy phản hồi, chuyển về)."""
    with override("vi"):
        case = case_of(row, [])
        said = row.returned_at or row.replied_at or row.requested_at
        title = _("Giấy chuyển về, phản hồi chuyển tuyến")
        return Paper(
            title=title if row.returned_at else _("Giấy phản hồi chuyển tuyến"),
            addressee=case.from_unit,
            patient=tuple(_patient(chart, row)),
            parts=tuple(_reply_parts(case)),
            day=clock.day_of(said),
            signed_by=row.replied_by_name,
            signed_as=_("Người điều trị"),
            greeting=_("Kính gửi:"),
            foot=_("Mẫu chưa xác minh."),
            **_head(row, row.to_unit_id),
        )


def _reply_parts(case: Case) -> Iterator[tuple[str, str]]:
    row = case.referral
    tasks, lines = return_rows(row)
    code = f" ({row.reply_diagnosis_code})" if row.reply_diagnosis_code else ""
    yield _("Chẩn đoán"), row.reply_diagnosis + code if row.reply_diagnosis else ""
    yield _("Kết quả"), case.outcome
    yield _("Tóm tắt điều trị"), row.reply
    yield _("Kế hoạch theo dõi"), row.return_plan
    yield _("Việc cần làm"), "\n".join(f"{t['due_on']:%d/%m/%Y}: {t['title']}" for t in tasks)
    yield _("Thuốc đề nghị dùng tiếp"), "\n".join(_drug(line) for line in lines)
    feedback = case.feedback if row.feedback else ""
    yield _("Nhận xét về lần chuyển"), ". ".join(filter(None, (feedback, row.feedback_note)))


def _drug(line: dict[str, object]) -> str:
    quantity = (
        f"{figure(float(str(line['quantity'])))} {line['unit']}" if line.get("quantity") else ""
    )
    days = _("%(n)d ngày") % {"n": line["days"]} if line.get("days") else ""
    return " – ".join(filter(None, (str(line["drug"]), str(line["dose"]), quantity, days)))
