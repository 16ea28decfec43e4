"""A visit that was kept, back in the boxes: for a correction, and after “Hoàn tác”."""

import datetime as dt

from tuyen.core.text import fold
from tuyen.domains.clinic import rules
from tuyen.domains.clinic.forms.diagnoses import DiagnosisRow
from tuyen.domains.clinic.forms.visit import TEXTS, Typed
from tuyen.domains.clinic.forms.vitals import BOXES
from tuyen.domains.clinic.views.screen import again
from tuyen.platform.ui.figures import figure
from tuyen.record.queries.visits import Visit
from tuyen.registry.terms import clinical


def typed_of(visit: Visit) -> Typed:
    """What would have been typed to say this visit."""
    said, values = visit.encounter, visit.values
    texts = dict.fromkeys(TEXTS, "")
    texts |= {
        "reason": said.reason,
        "note": said.note,
        "plan": said.plan,
        "plan_note": said.plan_note,
        "next_visit_on": f"{said.next_visit_on:%d/%m/%Y}" if said.next_visit_on else "",
    }
    if visit.prescriptions:
        texts["advice"] = visit.prescriptions[0].advice
        texts["carer_name"] = visit.prescriptions[0].carer_name
    vitals = {code: figure(value) for code, value in values.items() if code in BOXES}
    vitals["pressure"] = rules.pressure(values)
    texts["reason"], reasons = _reasons_in(said.reason, said.day)
    return Typed(
        texts=texts,
        vitals=vitals,
        reasons=reasons,
        diagnoses=[
            DiagnosisRow(number, row.code, row.name) for number, row in enumerate(visit.conditions)
        ],
        drugs=[again(line) for line in visit.lines],
    )


def _reasons_in(text: str, on: dt.date) -> tuple[str, list[str]]:
    """The words that no chip says, and the chips."""
    chips = {fold(reason.label.vi): reason.code for reason in clinical.reasons(on)}
    parts = [part.strip() for part in text.split(",") if part.strip()]
    words = [part for part in parts if fold(part) not in chips]
    return ", ".join(words), [chips[fold(part)] for part in parts if fold(part) in chips]
