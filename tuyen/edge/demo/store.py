"""The stores of the demo: what came, what the station handed out over three months, what to look at today."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any
from uuid import UUID

from tuyen.core import clock, rulebook
from tuyen.core.actor import SYSTEM
from tuyen.core.text import fold
from tuyen.domains.pharmacy.models import Item, StockDocument, StockLot, StockMovement
from tuyen.domains.pharmacy.rules import documents, ledger
from tuyen.edge.demo import people
from tuyen.platform.changes import bulk
from tuyen.platform.changes.bulk import row_of
from tuyen.record.models import Dispense, MedicationRequest, Prescription
from tuyen.registry.facilities.models import Unit

DAYS_BACK = 100
_NEVER_ASKED = ("diazepam-5-tab", "oresol-sachet", "cetirizine-10-tab")
_SOURCES = ("insurance", "insurance", "insurance", "programme", "purchase")
_KEEPER = "Dược sĩ (mẫu)"
_NOW_WAITING = 3  # of today's prescriptions these many are still to be handed out


class Store:
    """Writes the store of one unit, row by row as its acts would have."""

    def __init__(self, ids: people.Ids, chance: Random, today: dt.date) -> None:
        self._ids, self._chance, self._today = ids, chance, today
        self._lots: dict[tuple[UUID, str], list[StockLot]] = defaultdict(list)
        self._left: dict[UUID, int] = {}
        self._serials: dict[tuple[UUID, str], int] = defaultdict(int)

    def write(self, station: Unit, others: Iterable[Unit]) -> None:
        """The station's store with its months of use; the others have what came last."""
        lines = self._lines_at(station)
        wanted: dict[str, int] = defaultdict(int)
        for line, _sheet in lines:
            wanted[line.drug_code] += int(line.quantity)
        codes = [*wanted, *(code for code in _NEVER_ASKED if code in _drugs())]
        groups = [list(self._received(station, codes, wanted))]
        groups += list(self._handed_out(lines))
        groups += [list(self._received(unit, codes, {})) for unit in others]
        for _rows in bulk.load(actor=SYSTEM, reason="demo.load", groups=groups):
            pass

    def _lines_at(self, unit: Unit) -> list[tuple[MedicationRequest, Prescription]]:
        since = clock.start_of(self._today - dt.timedelta(days=DAYS_BACK - 5))
        sheets = {
            row.id: row
            for row in Prescription.objects.filter(unit_id=unit.id, signed_at__gte=since)
        }
        newest = sorted(sheets.values(), key=lambda row: row.signed_at, reverse=True)
        waiting = {row.id for row in newest[:_NOW_WAITING]}
        lines = MedicationRequest.objects.filter(prescription_id__in=set(sheets) - waiting)
        return [(line, sheets[line.prescription_id]) for line in lines.order_by("day", "id")]

    def _received(self, unit: Unit, codes: Iterable[str], wanted: dict[str, int]) -> Iterator[Any]:
        """Two slips: one long ago, one of last month; some lots are near their end, one is past it."""
        slips = [self._slip(unit, days) for days in (DAYS_BACK, 24)]
        yield from slips
        for place, code in enumerate(codes):
            item = self._item(unit, code)
            yield item
            need = max(wanted.get(code, 0), 60)
            ends = (-20 if place == 3 else 60 + 31 * (place % 4), 380 + 30 * (place % 9))
            shares = (need * 7 // 10 + 5, need * (8 if place % 7 else 4) // 10 + 20)
            for slip, days, quantity in zip(slips, ends, shares, strict=True):
                if days < 0:
                    quantity += 40  # what nobody took in time
                lot = self._lot(item, place, days)
                yield from (lot, self._came(slip, lot, quantity))

    def _slip(self, unit: Unit, days_ago: int) -> StockDocument:
        day = self._today - dt.timedelta(days=days_ago)
        serial = self._serial(unit, "receipt")
        return row_of(
            StockDocument,
            self._ids.next(),
            unit_id=unit.id,
            kind=documents.Kind.RECEIPT,
            serial=serial,
            number=documents.number_of(documents.Kind.RECEIPT, serial, day.year),
            day=day,
            at=clock.start_of(day) + dt.timedelta(hours=9),
            counterpart="Trung tâm Y tế khu vực (mẫu)",
            paper_number=f"PX {serial:03d}/TTYT",
            source="insurance",
            by_name=_KEEPER,
        )

    def _serial(self, unit: Unit, kind: str) -> int:
        self._serials[unit.id, kind] += 1
        return self._serials[unit.id, kind]

    def _item(self, unit: Unit, code: str) -> Item:
        drug = _drugs()[code]
        words = " ".join((drug["name"], drug["strength"], drug["form"], drug["ingredients"]))
        return row_of(
            Item,
            self._ids.next(),
            unit_id=unit.id,
            drug_code=code,
            name=drug["name"],
            ingredients=drug["ingredients"],
            strength=drug["strength"],
            form=drug["form"],
            route=drug["route"],
            pack_unit=drug["unit"],
            control=drug["control"] or "C",
            fold=f" {fold(words.replace(';', ' ')).replace(',', '.')}",
        )

    def _lot(self, item: Item, place: int, days: int) -> StockLot:
        number = f"{self._chance.choice('ABDHKL')}{self._chance.randrange(10**5):05d}"
        lot = row_of(
            StockLot,
            self._ids.next(),
            unit_id=item.unit_id,
            item_id=item.id,
            drug_code=item.drug_code,
            lot_number=number,
            expires_on=self._today + dt.timedelta(days=days),
            source=_SOURCES[place % len(_SOURCES)],
            unit_price=self._chance.randrange(12, 400) * 10,
        )
        self._lots[item.unit_id, item.drug_code].append(lot)
        self._left[lot.id] = 0
        return lot

    def _came(self, slip: StockDocument, lot: StockLot, quantity: int) -> StockMovement:
        self._left[lot.id] += quantity
        return row_of(
            StockMovement,
            self._ids.next(),
            unit_id=slip.unit_id,
            item_id=lot.item_id,
            lot_id=lot.id,
            kind=ledger.Kind.RECEIPT,
            quantity=quantity,
            day=slip.day,
            at=slip.at,
            document_id=slip.id,
            number=slip.number,
            note=slip.counterpart,
            by_name=slip.by_name,
        )

    def _handed_out(
        self, lines: list[tuple[MedicationRequest, Prescription]]
    ) -> Iterator[list[Any]]:
        for line, sheet in lines:
            lots = self._lots.get((sheet.unit_id, line.drug_code), [])
            quantity = int(line.quantity)
            fitting = [
                lot
                for lot in lots
                if self._left[lot.id] >= quantity
                and lot.expires_on is not None
                and lot.expires_on >= line.day
            ]
            if fitting:
                yield self._one(line, sheet, fitting[0], quantity)

    def _one(
        self, line: MedicationRequest, sheet: Prescription, lot: StockLot, quantity: int
    ) -> list[Any]:
        self._left[lot.id] -= quantity
        at = sheet.signed_at + dt.timedelta(minutes=6)
        row = row_of(
            Dispense,
            self._ids.next(),
            patient_id=line.patient_id,
            compartment=line.compartment,
            encounter_id=line.encounter_id,
            prescription_id=sheet.id,
            prescription_number=sheet.number,
            request_id=line.id,
            unit_id=sheet.unit_id,
            drug_code=line.drug_code,
            drug=line.drug,
            strength=line.strength,
            dose=line.dose,
            quantity=quantity,
            pack_unit=line.unit,
            item_id=lot.item_id,
            lot_id=lot.id,
            lot_number=lot.lot_number,
            expires_on=lot.expires_on,
            source=lot.source,
            day=line.day,
            handed_at=at,
            by=SYSTEM.account_id,
            by_name=_KEEPER,
        )
        moved = row_of(
            StockMovement,
            self._ids.next(),
            unit_id=sheet.unit_id,
            item_id=lot.item_id,
            lot_id=lot.id,
            kind=ledger.Kind.DISPENSE,
            quantity=-quantity,
            day=line.day,
            at=at,
            document_id=row.id,
            number=sheet.number,
            by_name=_KEEPER,
        )
        return [row, moved]


def _drugs() -> dict[str, Any]:
    return {row["code"]: row for row in rulebook.versions("clinical/formulary")[-1].rows}
