"""Orders, specimens and results: of a unit that asks, of one that carries out, of a chart."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    Min,
    OuterRef,
    Q,
    QuerySet,
)

from tuyen.core.actor import Actor
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.chart import Chart
from tuyen.record.models import (
    Document,
    Encounter,
    ImagingStudy,
    Observation,
    Order,
    QueueEntry,
    Result,
    Specimen,
)
from tuyen.record.rules.orders import OPEN, UNANSWERED, Status
from tuyen.registry.persons.models import Person


def my_units(who: Actor) -> QuerySet[ScopeNode, Any]:
    """Ids of the units whose patients are mine."""
    return ScopeNode.objects.filter(units_of(who)).values("unit_id")


def visible_to(who: Actor) -> QuerySet[Order]:
    """Orders that my unit asked for or carries out; hidden tests and hidden persons left out."""
    mine = my_units(who)
    return _seen(who).filter(Q(unit_id__in=mine) | Q(performer_id__in=mine))


def carried_out_by(who: Actor) -> QuerySet[Order]:
    return _seen(who).filter(performer_id__in=my_units(who))


def asked_by(who: Actor) -> QuerySet[Order]:
    return _seen(who).filter(unit_id__in=my_units(who))


def _seen(who: Actor) -> QuerySet[Order]:
    seen = ["", *who.compartments]
    hidden = Person.objects.filter(pk=OuterRef("patient_id")).exclude(compartment__in=seen)
    return Order.objects.filter(~Exists(hidden), compartment__in=seen)


def order_with(order_id: uuid.UUID, who: Actor) -> Order | None:
    found: Order | None = visible_to(who).filter(pk=order_id).first()
    return found


def of_visit(chart: Chart, visit: Encounter) -> list[Order]:
    """What a visit asked for, whichever of its versions or its place in the queue the order names."""
    versions = dict(chart.all_versions_of(Encounter).values_list("id", "amends_id"))
    ids: list[uuid.UUID] = []
    earlier: uuid.UUID | None = visit.id
    while earlier is not None and earlier not in ids:
        ids.append(earlier)
        earlier = versions.get(earlier)
    entries = chart.of(QueueEntry).filter(encounter_id__in=ids).values_list("id", flat=True)
    found = chart.of(Order).filter(Q(encounter_id__in=ids) | Q(entry_id__in=list(entries)))
    return list(found.order_by("requested_at", "id"))


def specimen_with(specimen_id: uuid.UUID, who: Actor) -> Specimen | None:
    """A specimen of an order that I may see."""
    found: Specimen | None = Specimen.objects.filter(
        Exists(visible_to(who).filter(requisition_id=OuterRef("requisition_id"))),
        pk=specimen_id,
        compartment__in=["", *who.compartments],
    ).first()
    return found


# The stages of the room that carries orders out, as filters of its list.
STAGES: dict[str, Q] = {
    "collect": Q(status=Status.REQUESTED) & ~Q(specimen_kind=""),
    "do": Q(status__in=[Status.COLLECTED, Status.IN_PROGRESS])
    | Q(status=Status.REQUESTED, specimen_kind=""),
    "verify": Q(status=Status.RESULTED),
}


def at_stage(who: Actor, stage: str, category: str = "") -> QuerySet[Order]:
    """Orders that wait at one stage of my room; an unknown stage is all that is open."""
    found = carried_out_by(who).filter(STAGES.get(stage, Q(status__in=list(OPEN))))
    return found.filter(category=category) if category else found


def done_on(day: dt.date, who: Actor, category: str = "") -> QuerySet[Order]:
    """Orders answered by my room on a day."""
    results = Result.objects.filter(
        day=day, unit_id__in=my_units(who), superseded_by_id=None
    ).exclude(status="preliminary")
    found = carried_out_by(who).filter(status=Status.COMPLETED, pk__in=results.values("order_id"))
    return found.filter(category=category) if category else found


def unread_by(who: Actor) -> QuerySet[Order]:
    """Answered orders of my unit whose result nobody of it has acknowledged; critical ones first."""
    answered = Q(status=Status.COMPLETED) | Q(status=Status.RESULTED, is_critical=True)
    return asked_by(who).filter(answered, acknowledged_at=None)


def counts_of(who: Actor, category: str = "") -> dict[str, int]:
    """How many orders wait at each stage of my room, in one statement."""
    found = carried_out_by(who).filter(status__in=list(OPEN))
    if category:
        found = found.filter(category=category)
    return found.aggregate(**{stage: Count("id", filter=said) for stage, said in STAGES.items()})


def to_look_again(who: Actor, category: str = "") -> QuerySet[Order]:
    """Readings of my room that one person made and verified alone, and nobody else has seen."""
    found = carried_out_by(who).filter(second_look="wanted")
    return found.filter(category=category) if category else found


def requisitions(orders: QuerySet[Order]) -> QuerySet[Any]:
    """Orders by what was asked for together: urgent ones first, then who waits longest."""
    return (
        orders.order_by()
        .values("requisition_id")
        .annotate(
            at=Min("requested_at"),
            grave=Count("id", filter=Q(is_critical=True)),
            urgent=Count("id", filter=Q(is_urgent=True)),
        )
        .order_by("-grave", "-urgent", "at", "requisition_id")
    )


def orders_of(requisition_id: uuid.UUID, who: Actor) -> list[Any]:
    """Everything asked for together that I may see; `.asks`, `.does`: is my unit on that side?"""
    mine = my_units(who)
    found = visible_to(who).annotate(
        asks=ExpressionWrapper(Q(unit_id__in=mine), BooleanField()),
        does=ExpressionWrapper(Q(performer_id__in=mine), BooleanField()),
    )
    return list(found.filter(requisition_id=requisition_id).order_by("id"))


@dataclass
class Answered:
    """An order with its result in force, the figures of it, and what is attached."""

    order: Order
    result: Result | None = None
    figures: list[Observation] = field(default_factory=list)
    specimen: Specimen | None = None
    documents: list[Document] = field(default_factory=list)
    studies: list[ImagingStudy] = field(default_factory=list)


def with_answers(chart: Chart, orders: Sequence[Order], *, figures: bool = True) -> list[Answered]:
    """Orders of one chart with their newest result: one statement a noun, however many orders."""
    found = {order.id: Answered(order) for order in orders}
    specimens = chart.of(Specimen).in_bulk([o.specimen_id for o in orders if o.specimen_id])
    for each in found.values():
        each.specimen = specimens.get(each.order.specimen_id)
    results = {row.id: row for row in chart.of(Result).filter(order_id__in=list(found))}
    for row in results.values():
        found[row.order_id].result = row
    measured = chart.of(Observation) if figures and results else Observation.objects.none()
    for figure in measured.filter(result_id__in=list(results)).order_by("id"):
        found[figure.order_id].figures.append(figure)
    for document in chart.of(Document).filter(order_id__in=list(found)).order_by("added_at"):
        found[document.order_id].documents.append(document)
    _put_studies(chart, found)
    return list(found.values())


def _put_studies(chart: Chart, found: dict[uuid.UUID, Answered]) -> None:
    """Pictures and curves that answer these orders; nobody looks for those of blood."""
    pictured = [id_ for id_, each in found.items() if each.order.category != "laboratory"]
    if not pictured:
        return
    studies = chart.of(ImagingStudy).filter(order_id__in=pictured, status="available")
    for study in studies.order_by("performed_at"):
        if study.order_id:
            found[study.order_id].studies.append(study)


def result_of(chart: Chart, order: Order) -> Result | None:
    """The version in force."""
    return chart.of(Result).filter(order_id=order.id).first()


def versions_of(chart: Chart, order_ids: Iterable[uuid.UUID]) -> list[Result]:
    """Every version of the results of these orders, newest first."""
    rows = chart.all_versions_of(Result).filter(order_id__in=list(order_ids))
    return list(rows.order_by("-entered_at", "-id"))


def last_performers(who: Actor) -> dict[str, uuid.UUID]:
    """Where my unit's last order of each category went: the next one is offered the same place."""
    found: dict[str, uuid.UUID] = {}
    latest = Order.objects.filter(unit_id=who.unit_id).order_by("-day", "-requested_at")
    for category, performer_id in latest.values_list("category", "performer_id")[:60]:
        found.setdefault(category, performer_id)
    return found


def with_specimen_number(number: str, who: Actor) -> Order | None:
    """The newest order whose specimen bears this label."""
    specimens = Specimen.objects.filter(number=number, compartment__in=["", *who.compartments])
    found: Order | None = (
        visible_to(who)
        .filter(requisition_id__in=specimens.values("requisition_id"))
        .order_by("-requested_at")
        .first()
    )
    return found


def open_codes(chart: Chart) -> set[str]:
    """What has been asked for and not been answered yet."""
    rows = chart.of(Order).filter(status__in=list(UNANSWERED))
    return set(rows.values_list("code", flat=True))
