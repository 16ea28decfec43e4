"""From a stay to what stands on its papers."""

import datetime as dt

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.domains.ward.papers.stay import StayPaper, moment
from tuyen.platform.ui.ages import age_text
from tuyen.record.chart import Chart
from tuyen.record.models import Admission, Death
from tuyen.record.rules import admissions as rules
from tuyen.registry.facilities import facts


def summary_of(stay: Admission, chart: Chart) -> StayPaper:
    """The discharge summary; of somebody in custody without the place."""
    day = clock.day_of(stay.ended_at or clock.now())
    return StayPaper(
        title=_("GIẤY RA VIỆN, TÓM TẮT HỒ SƠ BỆNH ÁN"),
        facility=_facility(stay, chart),
        patient=chart.person.name,
        facts=(*_who(chart), *_stay(stay, day)),
        sections=(
            (_("Quá trình bệnh lý và diễn biến"), stay.course),
            (_("Kết quả xét nghiệm, chẩn đoán hình ảnh"), stay.findings),
            (_("Phương pháp điều trị"), stay.treatment),
            (_("Tình trạng lúc ra viện"), stay.state_at_end),
            (_("Hướng điều trị tiếp, lời dặn"), stay.advice),
        ),
        day=day,
        signer=stay.ended_by_name,
        signer_title=_("Bác sĩ điều trị"),
    )


def _facility(stay: Admission, chart: Chart) -> str:
    if stay.compartment == rules.CUSTODY and chart.who.unit_id != stay.unit_id:
        return _("Khu điều trị riêng")
    unit = facts.unit(unit_id=stay.unit_id)
    return unit.name if unit else chart.who.unit_name


def _who(chart: Chart) -> tuple[tuple[str, str], ...]:
    person = chart.person
    age = age_text(person.birth_date, clock.today(), person.birth_precision)
    return (
        (_("Giới tính"), person.get_sex_display()),
        (_("Tuổi"), age),
        (_("Địa chỉ"), person.address_line),
    )


def _stay(stay: Admission, day: dt.date) -> tuple[tuple[str, str], ...]:
    counted = rulebook.on(rules.ENDINGS, day)["counted_kinds"]
    days = rules.days_of(stay.kind, stay.day, day, counted)
    outcome = rules.codes("treatment_outcome", day).get(stay.outcome, "")
    kind = rules.codes("discharge_type", day).get(stay.discharge_type, "")
    return (
        (_("Vào viện"), moment(stay.arrived_at)),
        (_("Ra viện"), moment(stay.ended_at)),
        (_("Số ngày điều trị"), f"{days}"),
        (_("Chẩn đoán lúc vào"), _named(stay.diagnosis, stay.code)),
        (_("Chẩn đoán lúc ra"), _named(stay.final_diagnosis, stay.final_code)),
        (_("Kết quả điều trị"), outcome),
        (_("Loại ra viện"), kind),
        (_("Hẹn khám lại"), f"{stay.next_visit_on:%d/%m/%Y}" if stay.next_visit_on else ""),
    )


def _named(name: str, code: str) -> str:
    return f"{name} ({code})" if name and code else name


def death_of(death: Death, stay: Admission, chart: Chart) -> StayPaper:
    """Content of the death certificate; the number and the seal are given by the facility's own book."""
    chain = [("a", death.cause_a), ("b", death.cause_b), ("c", death.cause_c), ("d", death.cause_d)]
    return StayPaper(
        title=_("PHIẾU CHẨN ĐOÁN NGUYÊN NHÂN TỬ VONG"),
        facility=_facility(stay, chart),
        patient=chart.person.name,
        facts=(
            *_who(chart),
            (_("Vào viện"), moment(stay.arrived_at)),
            (_("Tử vong"), moment(death.died_at)),
            (_("Hình thức tử vong"), death.get_mode_display()),
        ),
        sections=(
            (
                _("Chuỗi nguyên nhân: a do b, b do c, c do d"),
                "\n".join(f"{letter}) {said}" for letter, said in chain if said),
            ),
            (_("Nguyên nhân chính"), _named(death.underlying, death.underlying_code)),
            (_("Bệnh khác góp phần"), death.other),
        ),
        day=death.day,
        signer=death.certifier_name,
        signer_title=_("Người xác nhận"),
    )
