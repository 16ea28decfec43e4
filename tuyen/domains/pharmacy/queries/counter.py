"""The counter: whose prescriptions wait, and one of them with its lots."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.models import Item
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.rules import handing
from tuyen.domains.pharmacy.rules.handing import Due, Share
from tuyen.domains.pharmacy.rules.lots import OnHand, Take
from tuyen.platform.changes import driver, lean, writer
from tuyen.record.chart import Chart
from tuyen.record.models import Dispense, MedicationRequest, Prescription
from tuyen.record.models.dispenses import DispenseStatus
from tuyen.record.queries import dispenses as records
from tuyen.record.rules.prescriptions import table_on
from tuyen.registry.persons.models import Person

COMMON = "C"
SHOWN = 60  # of those who wait, and of those who were served


@dataclass
class Waiting:
    """One line of the queue at the counter."""

    prescription: Any  # with `missing` and `given` where it was served
    person: Person

    @property
    def is_of_today(self) -> bool:
        return clock.day_of(self.prescription.signed_at) == clock.today()

    @property
    def is_short(self) -> bool:
        return bool(getattr(self.prescription, "missing", False))

    @property
    def is_given(self) -> bool:
        return bool(getattr(self.prescription, "given", False))

    @property
    def is_controlled(self) -> bool:
        return bool(self.prescription.kind != COMMON)


@dataclass
class Queue:
    """Who waits, oldest first, a page of them; who was served today, the newest first."""

    waiting: list[Waiting]
    waiting_count: int
    done: list[Waiting]
    done_count: int
    version: str


def queue_at(who: Actor, day: dt.date) -> Queue:
    """Sheets that are still valid; five statements, however many there are."""
    valid = dt.timedelta(days=table_on(day).days_valid_to_buy)
    sheets = records.prescriptions_since(clock.start_of(day - valid), who)
    waits = records.without_dispense(sheets)
    served = records.handled(sheets.filter(signed_at__gte=clock.start_of(day)))
    waiting, done = list(waits[:SHOWN]), list(served.order_by("-signed_at", "-id")[:SHOWN])
    people = people_of((sheet.patient_id for sheet in (*waiting, *done)), who)
    counts = [
        len(rows) if len(rows) < SHOWN else found.count()
        for rows, found in ((waiting, waits), (done, served))
    ]
    last = max((sheet.hlc for sheet in (*waiting, *done)), default=0)
    return Queue(
        _rows(waiting, people), counts[0], _rows(done, people), counts[1],
        f"{counts[0]}-{counts[1]}-{last:x}",
    )  # fmt: skip


def _rows(sheets: Iterable[Any], people: dict[uuid.UUID, Person]) -> list[Waiting]:
    found = ((sheet, people.get(sheet.patient_id)) for sheet in sheets)
    return [Waiting(sheet, person) for sheet, person in found if person is not None]


def people_of(ids: Iterable[uuid.UUID], who: Actor) -> dict[uuid.UUID, Person]:
    """Names for a list; people of a hidden compartment are left out."""
    found = Person.objects.filter(pk__in=set(ids), compartment__in=["", *who.compartments])
    return {person.id: person for person in found}


@dataclass
class Desk:
    """One sheet as it stands before a hand-over: its lines, what was given, the lots that could serve."""

    chart: Chart
    prescription: Prescription
    lines: list[MedicationRequest]
    dispenses: list[Dispense]
    lots: dict[uuid.UUID, OnHand]
    day: dt.date = field(default_factory=clock.today)

    @property
    def unit_id(self) -> uuid.UUID:
        return self.chart.who.unit_id

    @property
    def seen(self) -> int:
        """How many facts there were, to be compared when the act is written."""
        return len(self.dispenses)

    @property
    def is_controlled(self) -> bool:
        return self.prescription.kind != COMMON

    @cached_property
    def declined(self) -> dict[uuid.UUID, Dispense]:
        """Lines that were not handed out, and may be now."""
        return {
            row.request_id: row for row in self.dispenses if row.status == DispenseStatus.DECLINED
        }

    @cached_property
    def dues(self) -> dict[uuid.UUID, Due]:
        given: dict[uuid.UUID, int] = {}
        for row in self.dispenses:
            given[row.request_id] = given.get(row.request_id, 0) + row.quantity
        return {
            line.id: Due(
                line.id, line.drug_code, handing.whole(line.quantity), given.get(line.id, 0)
            )
            for line in self.lines
        }

    def line(self, request_id: uuid.UUID) -> MedicationRequest:
        return next(line for line in self.lines if line.id == request_id)

    def proposal(self) -> dict[uuid.UUID, list[Take]]:
        return handing.proposal(self.dues.values(), self.lots.values(), self.day)


def desk_of(chart: Chart, prescription: Prescription) -> Desk:
    """Lines, earlier hand-overs and lots: one ready statement each."""
    lines = records.lines_of(chart, prescription)
    given = records.dispenses_of(chart, prescription.number)
    codes = list({line.drug_code for line in lines if line.drug_code})
    on_hand = stock.on_hand_of(chart.who.unit_id, codes)
    return Desk(
        chart, prescription, lines, _renamed(given, lines), {lot.lot_id: lot for lot in on_hand}
    )


def _renamed(given: list[Dispense], lines: list[MedicationRequest]) -> list[Dispense]:
    """A visit that was corrected keeps its sheet's number while its lines have new ids."""
    ids = {line.id for line in lines}
    by_drug = {(line.drug_code, line.drug, line.strength): line.id for line in lines}
    for row in given:
        if row.request_id not in ids:
            row.request_id = by_drug.get((row.drug_code, row.drug, row.strength), row.request_id)
    return given


def equals_of(desk: Desk, shares: Sequence[Share]) -> dict[str, frozenset[str]]:
    """For a drug of the sheet the codes of items with the same ingredients and strength.

    Asked only when a lot of another code was chosen; adds that lot to the desk.
    """
    missing = [share.lot_id for share in shares if share.lot_id not in desk.lots]
    if not missing:
        return {}
    desk.lots |= {lot.lot_id: lot for lot in stock.on_hand_in(desk.unit_id, missing)}
    wanted = {line.drug_code for line in desk.lines}
    codes = wanted | {lot.drug_code for lot in desk.lots.values()}
    items = Item.objects.filter(unit_id=desk.unit_id, drug_code__in=codes).exclude(drug_code="")
    alike: dict[tuple[str, str], set[str]] = {}
    for item in items:
        if item.ingredients:
            alike.setdefault((item.ingredients, item.strength), set()).add(item.drug_code)
    return {code: frozenset(group) for group in alike.values() for code in group & wanted}


def substitutes_of(desk: Desk) -> dict[uuid.UUID, list[tuple[Item, OnHand]]]:
    """For lines that nothing serves: lots of items with the same ingredients and strength."""
    proposed = desk.proposal()
    short = [line for line in desk.lines if desk.dues[line.id].missing and not proposed[line.id]]
    if not short:
        return {}
    codes = {line.drug_code for line in short if line.drug_code}
    named = {i.drug_code: i for i in Item.objects.filter(unit_id=desk.unit_id, drug_code__in=codes)}
    keys = {(item.ingredients, item.strength) for item in named.values() if item.ingredients}
    others = [
        item
        for item in Item.objects.filter(
            unit_id=desk.unit_id, ingredients__in={key[0] for key in keys}, is_used=True
        )
        if (item.ingredients, item.strength) in keys and item.drug_code not in codes
    ]
    by_code = {item.drug_code: item for item in others}
    found: dict[uuid.UUID, list[tuple[Item, OnHand]]] = {}
    for lot in stock.on_hand_of(desk.unit_id, list(by_code)):
        item = by_code[lot.drug_code]
        for line in short:
            of = named.get(line.drug_code)
            if of and (of.ingredients, of.strength) == (item.ingredients, item.strength):
                found.setdefault(line.id, []).append((item, lot))
    return found


_NOW = (
    "SELECT superseded_by_id, (SELECT COUNT(*) FROM record_dispense "
    "WHERE record_dispense.patient_id = record_prescription.patient_id "
    "AND prescription_number = number AND record_dispense.superseded_by_id IS NULL "
    "AND status <> 'entered-in-error') FROM record_prescription WHERE id = %s AND patient_id = %s"
)
_LOCK = "SELECT id FROM record_prescription WHERE id = %s AND patient_id = %s FOR UPDATE"


def served_now(prescription: Prescription) -> int | None:
    """Inside the transaction: how many facts there are under this number; None for a sheet that ended.

    Hand-overs of one sheet come one after the other: the lock is its own statement, for only the next
    one sees what was written while we waited.
    """
    ids = [lean.ready(prescription.id), lean.ready(prescription.patient_id)]
    if writer.vendor() == "postgresql":
        driver.fetch(_LOCK, ids)
    [[superseded_by_id, count]] = driver.fetch(_NOW, ids)
    return int(count) if superseded_by_id is None else None
