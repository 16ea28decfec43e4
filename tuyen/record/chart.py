"""The only way to a person's rows: follows merges, hides compartments, leaves out what was corrected."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.platform.access.chart_access import (
    Ground,
    Opening,
    linked_sql,
    note_read,
    opening_of,
    oversees_reading,
)
from tuyen.platform.changes import lean
from tuyen.platform.changes.models import SyncedModel
from tuyen.record.models.chart import CorrectableRow
from tuyen.registry.persons.identity import same_person_ids
from tuyen.registry.persons.models import Person

Row = TypeVar("Row", bound=SyncedModel)
Shape = TypeVar("Shape", bound=tuple[Any, ...])


class ChartClosed(Exception):
    """The person may be known, the chart is not open to this actor: offer break-glass."""

    def __init__(self, person: Person) -> None:
        super().__init__(_("Hồ sơ này chưa mở cho đơn vị của bạn."))
        self.person = person


@dataclass(frozen=True)
class Chart:
    """One person's record as one actor may see it."""

    person: Person
    patient_ids: tuple[uuid.UUID, ...]
    who: Actor
    opening: Opening | None

    def of(self, model: type[Row]) -> QuerySet[Row]:
        """Rows in force of one noun, newest version of each fact only."""
        rows: QuerySet[Any] = model.objects.filter(
            patient_id__in=self.patient_ids, compartment__in=["", *self.who.compartments]
        )
        if issubclass(model, CorrectableRow):
            rows = rows.filter(superseded_by_id=None)
        return rows

    def read(self, model: type[Row], also: str = "1 = 1", values: Sequence[Any] = ()) -> list[Row]:
        """The rows of `of`, read by one ready statement: for what stands before every visit.

        also: a further condition (order and limit may follow), with values as the driver takes them.
        """
        condition, mine = self.condition_of(model)
        found = lean.rows(model, f"{condition} AND {also}", [*mine, *values])
        return [row for row, _more in found]

    def read_few(
        self, model: type[Row], shape: type[Shape], also: str = "1 = 1", values: Sequence[Any] = ()
    ) -> list[Shape]:
        """As `read`, only the columns that `shape` (a NamedTuple) names."""
        condition, mine = self.condition_of(model)
        return lean.few(model, shape, f"{condition} AND {also}", [*mine, *values])

    def condition_of(self, model: type[Any]) -> tuple[str, list[Any]]:
        """What `of` asks for, as SQL."""
        ids, seen = [lean.ready(id_) for id_ in self.patient_ids], ["", *self.who.compartments]
        condition = f"patient_id IN ({lean.marks(ids)}) AND compartment IN ({lean.marks(seen)})"
        if issubclass(model, CorrectableRow):
            condition += " AND superseded_by_id IS NULL"
        return condition, [*ids, *seen]

    def behind_every_door(self) -> "Chart":
        """With the rows of every compartment: for an act that must reach all of a visit, never for a page."""
        rows = rulebook.on("compartments", clock.today()).rows
        everything = frozenset(row["code"] for row in rows)
        return replace(self, who=replace(self.who, compartments=everything))

    def all_versions_of(self, model: type[Row]) -> QuerySet[Row]:
        """Rows of one noun with those that were corrected later."""
        rows: QuerySet[Any] = model.objects.filter(
            patient_id__in=self.patient_ids, compartment__in=["", *self.who.compartments]
        )
        return rows


def visible_person(person_id: uuid.UUID, who: Actor) -> Person:
    """The person's row, or 404 when its compartment hides it."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not who.sees(person.compartment):
        raise Http404
    return person


def overseen_person(person_id: uuid.UUID, who: Actor) -> Person:
    """Whose readers `who` may list: somebody whom the units they oversee treated or looked up."""
    person = visible_person(person_id, who)
    if not oversees_reading(same_person_ids(person), who):
        raise Http404
    return person


def chart_of(of: "Chart | Person | uuid.UUID", who: Actor) -> Chart:
    """The chart for work behind an action or a list: scope is checked, nothing is logged as read.

    Person and care link come in one statement; a chart in hand of the same actor is passed through.
    Raises ChartClosed when there is neither a care link nor a leave in force.
    """
    if isinstance(of, Chart) and of.who == who:
        return of
    if isinstance(of, uuid.UUID):
        row, is_linked = _person_with_link(of, who)
    else:
        row, is_linked = of.person if isinstance(of, Chart) else of, False
    ids = same_person_ids(row)
    care = Opening(Ground.CARE) if is_linked and who.may("chart.open") else None
    opening = care or opening_of(ids, who)
    if opening is None:
        raise ChartClosed(row)
    return Chart(row, ids, who, opening)


def _person_with_link(person_id: uuid.UUID, who: Actor) -> tuple[Person, bool]:
    linked, values = linked_sql("persons_person.id", who)
    found = lean.rows(Person, "id = %s", [*values, lean.ready(person_id)], more=linked)
    if not found or not who.sees(found[0][0].compartment):
        raise Http404
    row, is_linked = found[0]
    return row, bool(is_linked)


def opened_chart(of: Person | uuid.UUID, who: Actor, *, what: str) -> Chart:
    """The chart for a page: as chart_of, and the reading is logged."""
    chart = chart_of(of, who)
    assert chart.opening is not None
    note_read(chart.person.id, who, what=what, ground=chart.opening.ground)
    return chart
