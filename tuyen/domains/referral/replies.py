"""A reply from what the receiving unit wrote down itself: stay or visit since the person arrived."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.domains.referral.forms import LINES
from tuyen.record.chart import Chart
from tuyen.record.models import Admission, Encounter, Referral
from tuyen.record.queries.beds import units_here
from tuyen.record.queries.visits import FINISHED, Visit, with_rows
from tuyen.record.rules.referrals import may_ride

OUTCOMES = {"discharged": "discharged", "transferred": "transferred", "died": "died"}


def reply_from(chart: Chart, row: Referral) -> dict[str, Any]:
    """What the form starts with; an earlier reply of ours first, then the newest visit here."""
    said: dict[str, Any] = {
        "outcome": row.outcome or "treated",
        "reply": row.reply,
        "reply_diagnosis": row.reply_diagnosis or row.diagnosis,
        "reply_diagnosis_code": row.reply_diagnosis_code or row.diagnosis_code,
        "feedback": row.feedback or "fitting",
        "feedback_note": row.feedback_note,
    }
    if stay := _newest_stay(chart, row):
        return said | _of_stay(stay, row)
    visit = _newest_visit(chart, row)
    if visit is None:
        return said
    encounter, main = visit.encounter, visit.conditions[0] if visit.conditions else None
    if main and not row.reply_diagnosis:
        said |= {"reply_diagnosis": main.name, "reply_diagnosis_code": main.code}
    said["reply"] = row.reply or "\n".join(filter(None, (encounter.note, encounter.plan_note)))
    if encounter.next_visit_on and encounter.next_visit_on >= clock.today():
        said |= {"task_0": _("Khám lại theo hẹn"), "task_0_on": encounter.next_visit_on}
    for number, line in enumerate(visit.lines[:LINES]):
        said |= {
            f"line_{number}_code": line.drug_code,
            f"line_{number}_drug": f"{line.drug} {line.strength}".strip(),
            f"line_{number}_dose": line.dose,
            f"line_{number}_quantity": line.quantity,
            f"line_{number}_days": line.days,
            f"line_{number}_unit": line.unit,
        }
    return said


def _newest_stay(chart: Chart, row: Referral) -> Admission | None:
    """The last stay at the receiving unit or a department of it that may be told in this referral."""
    since: dt.datetime = row.arrived_at or row.requested_at
    here = units_here(chart.who).values("unit_id")
    found = chart.of(Admission).filter(unit_id__in=here, day__gte=clock.day_of(since))
    stay: Admission | None = found.exclude(status="cancelled").order_by("-arrived_at").first()
    return stay if stay and may_ride(stay.compartment, row.compartment) else None


def _of_stay(stay: Admission, row: Referral) -> dict[str, Any]:
    """Its summary once it has ended; before that only that the person lies here."""
    told = (stay.course, stay.treatment, stay.state_at_end)
    said: dict[str, Any] = {
        "outcome": row.outcome or OUTCOMES.get(stay.status, "admitted"),
        "reply": row.reply or "\n".join(filter(None, told)),
        "plan": stay.advice,
    }
    if stay.final_diagnosis and not row.reply_diagnosis:
        said |= {"reply_diagnosis": stay.final_diagnosis, "reply_diagnosis_code": stay.final_code}
    if stay.next_visit_on and stay.next_visit_on >= clock.today():
        said |= {"task_0": _("Khám lại theo hẹn"), "task_0_on": stay.next_visit_on}
    return said


def _newest_visit(chart: Chart, row: Referral) -> Visit | None:
    """The last visit at the receiving unit since the arrival that may be told in this referral."""
    since: dt.datetime = row.arrived_at or row.requested_at
    found = chart.of(Encounter).filter(
        unit_id=row.to_unit_id, status=FINISHED, occurred_at__gte=since
    )
    encounter = found.order_by("-occurred_at").first()
    if encounter is None or not may_ride(encounter.compartment, row.compartment):
        return None
    [visit] = with_rows(chart, [encounter])
    visit.conditions = [each for each in visit.conditions if _told(each, row)]
    visit.lines = [each for each in visit.lines if _told(each, row)]
    return visit


def _told(each: Any, row: Referral) -> bool:
    return may_ride(each.compartment, row.compartment)
