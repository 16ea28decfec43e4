"""What follows from a write to the chart, in the same transaction."""

import datetime as dt
from collections.abc import Iterator

from tuyen.core import clock
from tuyen.platform.access.links import Link, stated_at
from tuyen.platform.changes.projections import arrival, projection
from tuyen.platform.tally.sink import Count
from tuyen.record import consult_links, referral_links
from tuyen.record.consult_links import asked
from tuyen.record.corrections import Superseded, superseding
from tuyen.record.late_rows import came
from tuyen.record.models import (
    Admission,
    BedStay,
    CareEnd,
    Case,
    Condition,
    Consult,
    Death,
    Dispense,
    Document,
    Encounter,
    Immunization,
    MedicationRequest,
    MedicationStop,
    Observation,
    Order,
    Prescription,
    Procedure,
    QuestionnaireResponse,
    QueueEntry,
    Referral,
    Result,
)
from tuyen.record.models.documents import WITHDRAWN
from tuyen.record.referral_links import sent
from tuyen.record.rules.cases import follow_days
from tuyen.registry.terms.orderables import open_days

VISITS = "visits"
ORDERS, RESULTS = "orders", "results"
ADMISSIONS, STAYS_ENDED, BED_MOVES = "admissions", "stays_ended", "bed_moves"
DOSES = "doses"
REFERRALS_OUT, REFERRALS_IN = "referrals_out", "referrals_in"
CONSULTS_OUT, CONSULTS_IN = "consults_out", "consults_in"

for correctable in (
    Encounter,
    Observation,
    Condition,
    Prescription,
    MedicationRequest,
    Dispense,
    MedicationStop,
    Result,
    Death,
    Procedure,
    QuestionnaireResponse,
    Immunization,
):
    projection(correctable)(superseding)
    arrival(correctable)(came)
arrival(Document)(came)


@projection(Document)
def supersede_document(before: Document | None, after: Document | None) -> Iterator[Superseded]:
    """A replaced paper steps back; the row that withdraws one steps back together with it."""
    yield from superseding(before, after)
    if before is None and after is not None and after.kind == WITHDRAWN:
        yield Superseded(Document, after.patient_id, after.id, after.id)


@projection(Encounter)
def count_visits(before: Encounter | None, after: Encounter | None) -> Iterator[Count]:
    """One visit a finished encounter; a correction counts on its own day in place of the first."""
    for row, n in ((before, -1), (after, +1)):
        if row is not None and row.status == "finished" and row.superseded_by_id is None:
            yield Count(VISITS, row.unit_id, row.day, row.kind, row.compartment, n=n)


@projection(Encounter)
def link_to_the_unit(before: Encounter | None, after: Encounter | None) -> Iterator[Link]:
    """Whoever treated a person may open the chart again."""
    if before is None and after is not None:
        yield Link(
            after.patient_id,
            after.unit_id,
            "treating",
            after.compartment,
            after.day,
            said=stated_at(after),
        )


@projection(Immunization)
def count_doses(before: Immunization | None, after: Immunization | None) -> Iterator[Count]:
    """One a dose that was given at a unit; what paper tells counts nowhere."""
    for row, n in ((before, -1), (after, +1)):
        if row is None or row.unit_id is None or row.superseded_by_id is not None:
            continue
        if row.status == "completed" and row.source == "given":
            kind = "zero" if row.is_dose_zero else ""
            yield Count(DOSES, row.unit_id, row.given_on, row.vaccine, kind, row.compartment, n=n)


@projection(Immunization)
def link_to_the_vaccinator(
    before: Immunization | None, after: Immunization | None
) -> Iterator[Link]:
    """Whoever gave a dose follows it: the chart stays open to that unit."""
    if before is None and after is not None and after.unit_id is not None:
        if after.status != "completed" or after.source != "given":
            return
        yield Link(
            after.patient_id,
            after.unit_id,
            "treating",
            after.compartment,
            after.given_on,
            said=stated_at(after),
        )


@projection(QueueEntry)
def link_on_arrival(before: QueueEntry | None, after: QueueEntry | None) -> Iterator[Link]:
    """Whoever has come in person may be treated by this unit that day; a visit makes it last."""
    if before is None and after is not None:
        yield Link(
            after.patient_id,
            after.unit_id,
            "present",
            after.compartment,
            after.day,
            after.day,
            stated_at(after),
        )


@projection(Order)
def link_to_the_performer(before: Order | None, after: Order | None) -> Iterator[Link]:
    """Whoever carries an order out may open the chart for as long as that takes."""
    if before is None and after is not None and after.performer_id != after.unit_id:
        until = after.day + dt.timedelta(days=open_days(after.day))
        yield Link(
            after.patient_id,
            after.performer_id,
            "ordered",
            after.compartment,
            after.day,
            until,
            stated_at(after),
        )


@projection(Order)
def count_orders(before: Order | None, after: Order | None) -> Iterator[Count]:
    """One a test that was asked for and not withdrawn, at the unit that asked."""
    for row, n in ((before, -1), (after, +1)):
        if row is not None and row.status != "cancelled":
            yield Count(ORDERS, row.unit_id, row.day, row.category, row.compartment, n=n)


@projection(Result)
def count_results(before: Result | None, after: Result | None) -> Iterator[Count]:
    """One a verified result at the unit that made it; a correction counts in place of the first."""
    for row, n in ((before, -1), (after, +1)):
        if row is not None and row.status != "preliminary" and row.superseded_by_id is None:
            yield Count(RESULTS, row.unit_id, row.day, row.category, row.compartment, n=n)


projection(Referral)(sent)


@projection(Referral)
def count_referrals(before: Referral | None, after: Referral | None) -> Iterator[Count]:
    """One at each end, on the day of sending, by what has become of it; a redirection counts anew."""
    for row, n in ((before, -1), (after, +1)):
        if row is not None:
            what = (row.status, row.reason_code, row.compartment)
            yield Count(REFERRALS_OUT, row.from_unit_id, row.day, *what, n=n)
            yield Count(REFERRALS_IN, row.to_unit_id, row.day, *what, n=n)


projection(Consult)(asked)


@projection(Consult)
def count_consults(before: Consult | None, after: Consult | None) -> Iterator[Count]:
    """One at each end, on the day of asking, by what has become of it; the next tier counts anew."""
    for row, n in ((before, -1), (after, +1)):
        if row is not None:
            what = (row.status, row.specialty, row.compartment)
            yield Count(CONSULTS_OUT, row.from_unit_id, row.day, *what, n=n)
            yield Count(CONSULTS_IN, row.to_unit_id, row.day, *what, n=n)


@projection(Admission)
def link_to_the_ward(before: Admission | None, after: Admission | None) -> Iterator[Link]:
    """Whoever lies at a unit is treated there; a move opens the chart to the new department."""
    if after is None or after.status in ("planned", "cancelled"):
        return
    known = before if before is not None and before.status != "planned" else None
    if known is None or known.unit_id != after.unit_id:
        yield Link(
            after.patient_id,
            after.unit_id,
            "treating",
            after.compartment,
            after.day,
            said=stated_at(after, "unit_id"),
        )


@projection(Admission)
def count_stays(before: Admission | None, after: Admission | None) -> Iterator[Count]:
    """One on the day of arrival, one on the day on which it ended, both where the person lies last."""
    for row, n in ((before, -1), (after, +1)):
        if row is None or row.status in ("planned", "cancelled"):
            continue
        yield Count(ADMISSIONS, row.unit_id, row.day, row.kind, row.source, row.compartment, n=n)
        if row.ended_at is not None:
            said = (row.status, row.outcome, row.compartment)
            yield Count(STAYS_ENDED, row.unit_id, clock.day_of(row.ended_at), *said, n=n)


@projection(BedStay)
def count_bed_moves(before: BedStay | None, after: BedStay | None) -> Iterator[Count]:
    """Into a bed +1, out of it −1: what has been added up to a day is who lay there that night."""
    for row, n in ((before, -1), (after, +1)):
        if row is None or row.bed_id is None:
            continue
        about = {"dimension_c": row.compartment}
        yield Count(BED_MOVES, row.unit_id, clock.day_of(row.from_at), **about, n=n)
        if row.to_at is not None:
            yield Count(BED_MOVES, row.unit_id, clock.day_of(row.to_at), **about, n=-n)


@projection(Case)
def link_to_who_investigates(before: Case | None, after: Case | None) -> Iterator[Link]:
    """The station of the commune of residence looks into a case that another unit told of."""
    if after is None or after.station_id is None:
        return
    if before is None or before.station_id != after.station_id:
        day = clock.day_of(after.notified_at)
        yield Link(
            after.patient_id,
            after.station_id,
            "notified",
            after.compartment,
            day,
            day + dt.timedelta(days=follow_days(day)),
            stated_at(after, "" if before is None else "station_id"),
        )


@projection(CareEnd)
def end_link(
    before: CareEnd | None, after: CareEnd | None
) -> Iterator[Link | referral_links.Sent | consult_links.Asked]:
    """The link of that kind ends the day before; what happens later may open it anew."""
    if before is not None or after is None:
        return
    patient, unit, part = after.patient_id, after.unit_id, after.compartment
    if after.kind == referral_links.KIND:
        yield referral_links.Sent(patient, unit, part)
    elif after.kind == consult_links.KIND:
        yield consult_links.Asked(patient, unit, part)
    else:
        until = after.ended_on - dt.timedelta(days=1)
        yield Link(patient, unit, after.kind, part, after.link_from, until, stated_at(after))
