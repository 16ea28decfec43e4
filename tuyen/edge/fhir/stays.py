"""Encounter: visits and, of class IMP, inpatient stays; Location: units and the beds of the asker's ward;
MedicationAdministration: doses given, refused or held in a stay."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404

from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.domains.ward import fhir
from tuyen.domains.ward.models import CareAct
from tuyen.domains.ward.rules import DRUG
from tuyen.edge.fhir import charts, network, params, searching
from tuyen.edge.fhir.charts import ChartType
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.platform.access.models import ScopeNode
from tuyen.record import fhir_stays
from tuyen.record.chart import Chart
from tuyen.record.models import Admission, BedStay, Condition, MedicationRequest
from tuyen.record.queries import beds
from tuyen.record.rules.admissions import CUSTODY

INPATIENT = "IMP"
LOCATION_KNOWN = (*network.LOCATION_KNOWN, "partof", "operational-status")
VISITS = charts.TYPES["Encounter"]


def _admissions(chart: Chart, rows: Sequence[Any], subject: uuid.UUID) -> list[Resource]:
    ids = [row.id for row in rows]
    diagnoses: dict[Any, list[Condition]] = {}
    for each in chart.of(Condition).filter(encounter_id__in=ids).order_by("id"):
        diagnoses.setdefault(each.encounter_id, []).append(each)
    pieces: dict[Any, list[BedStay]] = {}
    for piece in chart.of(BedStay).filter(admission_id__in=ids).order_by("from_at"):
        pieces.setdefault(piece.admission_id, []).append(piece)
    here = _units_here(rows, chart.who)
    return [
        fhir_stays.admission(
            row,
            subject,
            diagnoses.get(row.id, ()),
            pieces.get(row.id, ()),
            is_masked=row.compartment == CUSTODY and row.unit_id not in here,
        )
        for row in rows
    ]


def _units_here(rows: Sequence[Any], who: Actor) -> set[uuid.UUID]:
    """Those units of the stays in which the asker works."""
    found = ScopeNode.objects.filter(unit_id__in={row.unit_id for row in rows})
    return {node.unit_id for node in found if node.unit_id == who.unit_id or who.covers(node.path)}


def _status(rows: Any, text: str) -> Any:
    wanted = set(text.split(","))
    known = {ours for ours, theirs in fhir_stays.STATUSES.items() if theirs in wanted}
    ended = {"discharged", "transferred", "escaped", "died"} if "finished" in wanted else set()
    return rows.filter(status__in=known | ended)


STAYS = ChartType(
    Admission,
    ("date", "arrived_at", False),
    _admissions,
    {"status": _status, "class": lambda rows, _text: rows},
)


def _administrations(chart: Chart, rows: Sequence[Any], subject: uuid.UUID) -> list[Resource]:
    """Each with its order as it stands now: one that was stopped since has a new line."""
    sources = {row.source_id for row in rows}
    lines = chart.of(MedicationRequest).filter(Q(pk__in=sources) | Q(amends_id__in=sources))
    known = {id_: line for line in lines for id_ in (line.id, line.amends_id) if id_}
    return [fhir.medication_administration(row, subject, known.get(row.source_id)) for row in rows]


def _dose_status(rows: Any, text: str) -> Any:
    wanted = {params.token(code)[1] for code in text.split(",")}
    return rows.filter(outcome__in=[o for o, said in fhir.STATUSES.items() if said in wanted])


def _of_stay(rows: Any, text: str) -> Any:
    return rows.filter(admission_id=params.reference_id("context", text, "Encounter"))


DOSES = ChartType(
    CareAct,
    ("effective-time", "done_at", False),
    _administrations,
    {"status": _dose_status, "context": _of_stay},
    only={"kind": DRUG},
)


def read_encounter(id_: uuid.UUID, who: Actor) -> Resource:
    try:
        return VISITS.read(id_, who)
    except Http404:
        return STAYS.read(id_, who)


def search_encounters(ask: Asked, who: Actor) -> Page:
    """`class=IMP` asks for stays, anything else for visits."""
    codes = [params.token(each)[1] for text in ask.all("class") for each in text.split(",")]
    return (STAYS if INPATIENT in codes else VISITS).search(ask, who)


def read_location(id_: uuid.UUID, who: Actor) -> Resource:
    """A unit that the asker sees on the network page, or a bed of the asker's own ward."""
    try:
        return network.read_location(id_, who)
    except Http404:
        return _bed(id_, who)


def _bed(id_: uuid.UUID, who: Actor) -> Resource:
    for place, room_name in _places(who):
        if place.bed.id == id_:
            return fhir_stays.bed(place, room_name)
    raise Http404


def _places(who: Actor) -> list[tuple[beds.Place, str]]:
    """Beds of the asker's own wards; hidden rooms stand nowhere."""
    if not who.may("ward.nurse"):
        return []
    board = beds.board_of(who)
    return [(place, ward.room.name) for ward in board.wards for place in ward.places]


def search_locations(ask: Asked, who: Actor) -> Page:
    """With `partof` or `operational-status` the beds of the asker's wards, else units."""
    if not ask.all("partof") and not ask.all("operational-status"):
        return network.search_locations(ask, who)
    known = {place.bed.id: (place, room_name) for place, room_name in _places(who)}
    units = {params.reference_id("partof", text, "Location") for text in ask.all("partof")}
    units |= {
        params.reference_id("organization", text, "Organization")
        for text in ask.all("organization")
    }
    wanted = _operational(ask)
    ids = [
        id_
        for id_, (place, _room) in known.items()
        if units <= {place.bed.unit_id}
        and (not wanted or fhir_stays.BED_STATES.get(place.state) in wanted)
    ]
    rows = searching.narrowed(beds.beds_of(who).order_by().filter(pk__in=ids), ask)
    shown, total, then = searching.page_of(rows, ask)
    return Page([fhir_stays.bed(*known[row.id]) for row in shown], total, then)


def _operational(ask: Asked) -> set[str | None]:
    """O occupied, U free, K to be cleaned, C closed."""
    texts = [code for text in ask.all("operational-status") for code in text.split(",")]
    return {params.token(code)[1] for code in texts}
