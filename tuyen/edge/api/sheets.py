"""From what a program sends to the sheet that the actions take: every code looked up, every value judged."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.record.models import Encounter
from tuyen.record.readings import reading_of, years_at
from tuyen.record.rules.visits import has_rules
from tuyen.record.sheet import Diagnosis, Line, Reading, Sheet
from tuyen.registry.persons.models import Person
from tuyen.registry.terms import queries, sentences
from tuyen.registry.terms.clinical import analytes
from tuyen.registry.terms.vitals import vitals


def sheet_of(said: Any, person: Person, who: Actor, earlier: Encounter | None = None) -> Sheet:
    """said: VisitIn. Without a time it is now, or that of the visit which is amended."""
    at = said.occurred_at or (earlier.occurred_at if earlier else clock.now())
    at = at if at.tzinfo else at.replace(tzinfo=clock.VIETNAM)
    on = _day_of(at)
    years = years_at(person, on)
    return Sheet(
        occurred_at=at,
        kind=said.kind,
        reason=nfc(said.reason),
        note=said.note.strip(),
        plan=said.plan,
        plan_note=nfc(said.plan_note),
        advice=nfc(said.advice),
        next_visit_on=said.next_visit_on,
        is_from_paper=bool(said.paper_reason),
        paper_reason=nfc(said.paper_reason),
        readings=tuple(_reading(each, at_, on, years) for at_, each in enumerate(said.readings)),
        diagnoses=tuple(_diagnosis(each, at_, on) for at_, each in enumerate(said.diagnoses)),
        lines=tuple(_line(each, at_, on, who) for at_, each in enumerate(said.lines)),
    )


def _day_of(at: dt.datetime) -> dt.date:
    """Refused where the calendar ends, and on days for which nobody wrote down a rule."""
    if dt.MINYEAR < at.year < dt.MAXYEAR and has_rules(on := clock.day_of(at)):
        return on
    text = _("Máy chưa có quy định của ngày khám này. Xin kiểm tra lại ngày.")
    raise Refused(text, field="occurred_at")


def _reading(said: Any, place: int, on: dt.date, years: int | None) -> Reading:
    sign = vitals(on).get(said.code)
    if sign is None:
        return _result(said, place, on)
    finding = sign.judge(said.value, years)
    if finding.stops_saving:
        raise Refused(sentences.of_finding(finding), field=f"readings.{place}")
    return reading_of(finding, years)


def _result(said: Any, place: int, on: dt.date) -> Reading:
    analyte = analytes(on).get(said.code)
    if analyte is None or analyte.kind != "number":
        raise Refused(
            _("Không có chỉ số “%(code)s” trong danh mục.") % {"code": said.code},
            field=f"readings.{place}",
            code="unknown_code",
        )
    return Reading(code=analyte.code, value=said.value, unit=analyte.unit)


def _diagnosis(said: Any, place: int, on: dt.date) -> Diagnosis:
    """The list's own name; words of the program's own only where no code is given."""
    if not said.code:
        return Diagnosis(nfc(said.name))
    entry = queries.code_on("icd10", said.code, on)
    if entry is None:
        raise Refused(
            _("Không có mã bệnh “%(code)s” trong ICD-10 Việt Nam.") % {"code": said.code},
            field=f"diagnoses.{place}",
            code="unknown_code",
        )
    return Diagnosis(nfc(said.name) or entry.name_vi, entry.code_printed)


def _line(said: Any, place: int, on: dt.date, who: Actor) -> Line:
    return line_of(said, on, who, field=f"lines.{place}")


def line_of(said: Any, on: dt.date, who: Actor, field: str = "drug_code") -> Line:
    """said: LineIn. Whether a drug is controlled is read from the list, never from the request."""
    drug = queries.drug_with_code(who, said.drug_code, on)
    if drug is None:
        raise Refused(
            _("Không có thuốc “%(code)s” trong danh mục của đơn vị.") % {"code": said.drug_code},
            field=field,
            code="unknown_code",
        )
    return Line(
        drug=drug.name,
        dose=nfc(said.dose),
        quantity=said.quantity,
        unit=drug.unit,
        drug_code=drug.code,
        strength=drug.strength,
        form=drug.form,
        route=drug.route,
        days=said.days,
        control=drug.control,
        substances=tuple(drug.ingredients),
        override_reason=nfc(said.override_reason),
    )
