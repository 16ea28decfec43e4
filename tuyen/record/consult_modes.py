"""May this question be asked in this mode? What is missing is said with the way out."""

import uuid
from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.record import permissions
from tuyen.record.chart import Chart
from tuyen.record.consulting import Question
from tuyen.record.models import Admission, Consent, Consult, Encounter, QueueEntry
from tuyen.record.rules import consents as consent_rules
from tuyen.record.rules import consult_modes as rules
from tuyen.record.rules.admissions import PRESENT
from tuyen.record.rules.queue import OPEN

PURPOSE = "remote_care"
SPOKEN = "spoken"


def require_mode(chart: Chart, question: Question) -> None:
    """Refused with the sentence of the first condition that is not met; only what is needed is asked."""
    today = clock.today()
    met: dict[str, Callable[[], bool]] = {
        rules.INFORMED: lambda: question.is_informed,
        rules.HERE: lambda: _is_here(chart),
        rules.DECLARED: lambda: _declared(question.to_unit_id),
        rules.LISTED: lambda: _listed(question),
        rules.CONSENT: lambda: _consents(chart, question),
    }
    for code in rules.needs_of(question.mode, today):
        if not met[code]():
            raise Refused(_sentence(code), field=_FIELD.get(code, "mode"), code=f"mode_{code}")


_FIELD = {rules.INFORMED: "is_informed", rules.CONSENT: "consent_by"}


def _sentence(code: str) -> str:
    row = rules.need(code, clock.today())
    return str(row.get(f"missing_{(get_language() or 'vi')[:2]}") or row["missing_vi"])


def _is_here(chart: Chart) -> bool:
    """In the queue or seen today, or in a bed, at the asking unit."""
    today, unit_id = clock.today(), chart.who.unit_id
    waits = chart.of(QueueEntry).filter(unit_id=unit_id, day=today, status__in=OPEN)
    seen = chart.of(Encounter).filter(unit_id=unit_id, day=today, status="finished")
    lies = chart.of(Admission).filter(unit_id=unit_id, status__in=PRESENT)
    return waits.exists() or seen.exists() or lies.exists()


def _declared(unit_id: uuid.UUID) -> bool:
    return bool(facts.ask("teleconsult.declared", unit_id=unit_id, on=clock.today()))


def _listed(question: Question) -> bool:
    found: Any = facts.ask(
        "teleconsult.treatable_from_afar",
        unit_id=question.to_unit_id,
        code=question.diagnosis_code,
        on=clock.today(),
    )
    return bool(found)


def _consents(chart: Chart, question: Question) -> bool:
    """A standing yes, or one that is said now before a witness. A no that was said before stands until
    it is changed on the person's own page."""
    newest = newest_decision(chart)
    if newest is not None and (not newest.is_given or newest.withdrawn_at is not None):
        return False
    return newest is not None or bool(nfc(question.consent_by) and nfc(question.consent_witness))


def newest_decision(chart: Chart) -> Consent | None:
    found: Consent | None = (
        chart.of(Consent).filter(purpose=PURPOSE).order_by("-given_at", "-id").first()
    )
    return found


def consent_for(
    chart: Chart, question: Question, by: Actor
) -> tuple[uuid.UUID | None, list[Consent]]:
    """The consent that the question rests on, and the row to write where it is said now."""
    today = clock.today()
    if rules.CONSENT not in rules.needs_of(question.mode, today):
        return None, []
    standing = newest_decision(chart)
    if standing is not None:
        return standing.id, []
    purpose = consent_rules.purposes(today)[PURPOSE]
    row = Consent(
        patient_id=chart.person.id,
        compartment=permissions.compartment_for(by, chart.person.compartment),
        unit_id=by.unit_id,
        purpose=PURPOSE,
        is_given=True,
        wording=f"{purpose['label_vi']}. {purpose['about_vi']}",
        given_by_name=nfc(question.consent_by),
        given_by_relation="self" if _is_self(chart, question) else "authorised",
        method=SPOKEN,
        witness_name=nfc(question.consent_witness),
        given_at=clock.now(),
        taken_by_name=by.name,
    )
    return row.id, [row]


def _is_self(chart: Chart, question: Question) -> bool:
    return nfc(question.consent_by) == nfc(chart.person.name)


def consent_of(chart: Chart, row: Consult) -> Consent | None:
    """What the person said, for the page of the case."""
    found: Consent | None = None
    if row.consent_id is not None:
        found = chart.of(Consent).filter(pk=row.consent_id).first()
    return found
