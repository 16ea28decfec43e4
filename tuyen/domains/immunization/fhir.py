"""What is due as FHIR R4 ImmunizationRecommendation: one resource a person, made when it is asked for."""

import datetime as dt

from tuyen.core import clock, fhir
from tuyen.core.fhir import Resource
from tuyen.domains.immunization.queries.cards import card_of, labels, plan_on, product_for
from tuyen.domains.immunization.rules.due import Next, State
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.chart import Chart
from tuyen.record.fhir_immunizations import vaccine_code

_STATUS = f"{fhir.TERMINOLOGY}/immunization-recommendation-status"
_LOINC = {"earliest": "30981-5", "due": "30980-7", "late": "59778-1", "latest": "59777-3"}
# value set immunization-recommendation-status
_SAID = {
    State.COMPLETE: "complete",
    State.NOT_YET: "notYetDue",
    State.DUE: "due",
    State.LATE: "overdue",
    State.TOO_LATE: "agedOut",
}
_OURS = frozenset({"notYetDue", "agedOut"})


def recommendation(chart: Chart, today: dt.date) -> Resource:
    """Under the id of the person; nothing of it is stored."""
    subject = chart.person.canonical_id or chart.person.id
    card = card_of(chart, today)
    found = [each.next for each in card.series]
    told = max([chart.person.hlc, *(line.row.hlc for line in card.lines)])
    morning = int(clock.start_of(today).timestamp() * 1000)
    return fhir.resource(
        "ImmunizationRecommendation",
        subject,
        # another day may say something else of the same doses
        meta=fhir.meta(told + today.toordinal(), max(ms_of(told), morning)),
        patient=fhir.reference("Patient", subject),
        date=today.isoformat(),
        recommendation=[_of(each, today) for each in found],
    )


def _of(each: Next, today: dt.date) -> Resource:
    code = _SAID[each.state]
    system = f"{fhir.OUR_CODES}:immunization-status" if code in _OURS else _STATUS
    total = next(len(s.doses) for s in plan_on(today).series if s.code == each.series)
    days = {"earliest": each.earliest, "due": each.due, "late": each.late, "latest": each.latest}
    return fhir.clean(
        {
            "vaccineCode": [vaccine_code(product_for(each.series, today), today)],
            "forecastStatus": fhir.concept(system, code),
            "dateCriterion": [
                {"code": fhir.concept(fhir.LOINC, _LOINC[name]), "value": day.isoformat()}
                for name, day in days.items()
                if day
            ],
            "series": labels(today)[each.series][0],
            "doseNumberPositiveInt": each.number or None,
            "seriesDosesPositiveInt": total,
        }
    )
