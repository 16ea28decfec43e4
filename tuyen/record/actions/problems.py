"""The problem list: illnesses that stay with a person beyond one visit."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.chart import chart_of
from tuyen.record.models import Condition

PROBLEM = "problem-list-item"


def add_problem(
    *,
    person_id: uuid.UUID,
    name: str,
    by: Actor,
    code: str = "",
    onset_on: dt.date | None = None,
) -> Condition:
    """Put an illness on the list; one that already stands there is not written twice."""
    permissions.require_record(by)
    if not nfc(name):
        raise Refused(_("Ghi tên bệnh hoặc vấn đề."), field="name")
    chart = chart_of(person_id, by)
    same = chart.of(Condition).filter(category=PROBLEM, clinical_status="active")
    known = (same.filter(code=code) if code else same.filter(name=nfc(name))).first()
    if known:
        return known
    problem = Condition(
        patient_id=chart.person.id,
        compartment=permissions.compartment_for(by, chart.person.compartment, clock.today()),
        category=PROBLEM,
        code=code,
        name=nfc(name),
        clinical_status="active",
        onset_on=onset_on,
        day=clock.today(),
    )
    with changes.apply(actor=by, reason="problem.add") as log:
        log.create(problem)
    return problem


def resolve_problem(*, problem: Condition, by: Actor, why: str = "") -> Condition:
    """It is over: a later row says so, the earlier one steps back."""
    permissions.require_record(by)
    over = Condition(
        patient_id=problem.patient_id,
        compartment=problem.compartment,
        amends_id=problem.id,
        category=PROBLEM,
        code=problem.code,
        scheme=problem.scheme,
        name=problem.name,
        clinical_status="resolved",
        onset_on=problem.onset_on,
        ended_on=clock.today(),
        day=clock.today(),
    )
    with changes.apply(actor=by, reason="problem.resolve", why=nfc(why)) as log:
        log.create(over)
    return over
