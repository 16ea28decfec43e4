"""Every day of everybody inside: one tap when all is well, or what was measured."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.isolation_areas import permissions
from tuyen.domains.isolation_areas.actions.stays import require_inside, step
from tuyen.domains.isolation_areas.models import AreaMove, AreaStay, DailyCheck, Severity
from tuyen.domains.isolation_areas.rules import checks as rules
from tuyen.platform import changes

TEMPERATURE = (Decimal(30), Decimal(45))
SPO2 = (40, 100)
OXYGEN = (Decimal(0), Decimal(80))


@dataclass(frozen=True, slots=True)
class Told:
    """What was measured; severity: as decided, "" leaves it to what stands."""

    found: rules.Found
    severity: str = ""
    note: str = ""


def check(*, stay: AreaStay, day: dt.date, told: Told, by: Actor) -> DailyCheck:
    """What was measured and seen on a day; a decided severity is the person's from then on."""
    _require_day(stay, day, by)
    _require_possible(told, day)
    if told.found.is_empty:
        raise Refused(
            _("Ghi ít nhất một số đo hoặc triệu chứng; không có gì lạ thì bấm “Bình thường”."),
            field="temperature",
        )
    proposed = rules.proposed(told.found, day)
    return _kept(stay, day, told, by, proposed=proposed)


def all_is_well(*, stay: AreaStay, day: dt.date, by: Actor) -> DailyCheck:
    """One tap: seen, nothing odd, nothing measured; the severity stays."""
    _require_day(stay, day, by)
    if rules.needs_measuring(stay.severity):
        raise Refused(_("Người bệnh nặng cần ghi số đo, không ghi “Bình thường”."), code="severe")
    return _kept(stay, day, Told(rules.Found()), by, is_normal=True)


def _kept(
    stay: AreaStay,
    day: dt.date,
    told: Told,
    by: Actor,
    *,
    proposed: str = "",
    is_normal: bool = False,
) -> DailyCheck:
    known = DailyCheck.objects.filter(patient_id=stay.patient_id, stay_id=stay.id, day=day)
    row = known.order_by("-checked_at", "-id").first()
    is_new = row is None
    row = row or DailyCheck(
        patient_id=stay.patient_id,
        compartment=stay.compartment,
        unit_id=stay.unit_id,
        stay_id=stay.id,
        day=day,
    )
    decided = told.severity or stay.severity
    values = {
        "is_normal": is_normal,
        "temperature": told.found.temperature,
        "spo2": told.found.spo2,
        "symptoms": " ".join(sorted(told.found.symptoms)),
        "oxygen_lpm": told.found.oxygen_lpm,
        "severity_proposed": proposed,
        "severity": decided,
        "note": nfc(told.note).strip(),
        "checked_at": clock.now(),
        "by_name": by.name,
    }
    for name, value in values.items():
        setattr(row, name, value)
    with changes.apply(actor=by, reason="isolation.check") as log:
        if is_new:
            log.create(row)
        else:
            log.change(row, list(values))
        if decided != stay.severity and day == clock.today():
            stay.severity = decided
            log.change(stay, ["severity"])
            log.create(step(stay, AreaMove.What.SEVERITY, by, day))
    return row


def _require_day(stay: AreaStay, day: dt.date, by: Actor) -> None:
    permissions.require_care(by)
    require_inside(stay)
    if not stay.arrived_on <= day <= clock.today():
        raise Refused(_("Ngày theo dõi phải từ ngày vào đến hôm nay."), field="day")


def _require_possible(told: Told, day: dt.date) -> None:
    found = told.found
    for name, value, (low, high) in (
        ("temperature", found.temperature, TEMPERATURE),
        ("spo2", found.spo2, SPO2),
        ("oxygen_lpm", found.oxygen_lpm, OXYGEN),
    ):
        if value is not None and not low <= value <= high:
            raise Refused(
                _("Không thể như vậy: ghi từ %(low)s đến %(high)s.") % {"low": low, "high": high},
                field=name,
            )
    if not found.symptoms <= set(rules.symptoms(day)):
        raise Refused(_("Chọn triệu chứng trong danh sách."), field="symptoms")
    if told.severity and told.severity not in Severity.values:
        raise Refused(_("Chọn mức độ trong danh sách."), field="severity")
