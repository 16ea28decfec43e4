"""Property: whatever is done to a store, in whatever order, its balance is what the papers and people say."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import pytest

from tests.network import actor_at, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.actions import counts, dispense, outgoing, transfers
from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.domains.pharmacy.models import StockBalance, StockLot, StockMovement
from tuyen.domains.pharmacy.queries import counter, stock
from tuyen.domains.pharmacy.rules.handing import Share
from tuyen.domains.pharmacy.tests.conftest import PARACETAMOL, drug_line, line, prescribed, received
from tuyen.platform.changes.history import broken_links
from tuyen.record.chart import chart_of
from tuyen.record.models import Dispense, Prescription
from tuyen.record.queries.dispenses import dispenses_of
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

STEPS = 24


@dataclass
class Shop:
    """A store, the store below it, and by hand what every act should have moved."""

    dice: Random
    keeper: Actor
    receiver: Actor
    doctor: Actor
    patient: Person
    moved: Counter[str] = field(default_factory=Counter)
    held: dict[UUID, int] = field(default_factory=dict)  # sheet → units that the person has
    sheets: list[Prescription] = field(default_factory=list)

    @property
    def second(self) -> Second:
        return Second(self.doctor.account_id, self.doctor.name)

    def some(self) -> outgoing.Out | None:
        """A few units of a lot that is there."""
        kept = {lot: n for lot, n in stock.kept(self.keeper.unit_id).items() if n}
        if not kept:
            return None
        lot_id = self.dice.choice(sorted(kept))
        quantity = self.dice.randint(1, min(9, kept[lot_id]))
        return outgoing.Out(StockLot.objects.get(pk=lot_id), quantity)

    def receive(self) -> None:
        quantity = self.dice.randint(5, 30)
        lot = self.dice.choice(["A1", "A2", "A3"])
        received(self.keeper, line(self.keeper, quantity, lot, days=200))
        self.moved["received"] += quantity

    def hand_out(self) -> None:
        sheet = prescribed(
            self.doctor, self.patient, drug_line(PARACETAMOL, self.dice.randint(1, 8))
        )
        desk = counter.desk_of(chart_of(self.patient.id, self.keeper), sheet)
        shares = [
            Share(line_id, take.lot.lot_id, take.quantity)
            for line_id, takes in desk.proposal().items()
            for take in takes
        ]
        if shares:
            dispense.dispense(prescription=sheet, shares=shares, by=self.keeper, desk=desk)
            self.held[sheet.id] = sum(share.quantity for share in shares)
            self.sheets.append(sheet)

    def take_back(self) -> None:
        """A person brings some of it again."""
        for sheet in self.dice.sample(self.sheets, len(self.sheets)):
            chart = chart_of(self.patient.id, self.keeper)
            rows = dispenses_of(chart, sheet.number)
            if there := [row for row in rows if row.quantity and row.status == "completed"]:
                quantity = self.dice.randint(1, there[0].quantity)
                dispense.take_back(row=there[0], quantity=quantity, by=self.keeper, why="Còn thừa")
                self.held[sheet.id] -= quantity
                return

    def undo(self) -> None:
        if self.sheets and self.held[self.sheets[-1].id]:
            sheet = self.sheets.pop()
            dispense.undo(prescription=sheet, by=self.keeper)
            self.held[sheet.id] = 0

    def send(self) -> None:
        """Half of the transfers arrive, some of them short; the others come back."""
        if out := self.some():
            paper = outgoing.send(lines=[out], to_unit_id=self.receiver.unit_id, by=self.keeper)
            if self.dice.random() < 0.5:
                transfers.take_back(document=paper, by=self.keeper, why="Gửi nhầm")
                return
            moved = StockMovement.objects.get(document_id=paper.id, kind="transfer_out")
            came = self.dice.randint(max(0, out.quantity - 2), out.quantity)
            told = {moved.id: came}
            transfers.accept(document=paper, by=self.receiver, received=told, note="Đã đếm")
            self.moved["sent"] += out.quantity
            self.moved["arrived"] += came

    def destroy(self) -> None:
        if out := self.some():
            outgoing.destroy(lines=[out], note="Vỡ", by=self.keeper, second=self.second)
            self.moved["destroyed"] += out.quantity

    def give_back(self) -> None:
        if out := self.some():
            outgoing.return_goods(lines=[out], counterpart="Công ty Dược Mẫu", by=self.keeper)
            self.moved["returned"] += out.quantity

    def count(self) -> None:
        kept = stock.kept(self.keeper.unit_id)
        found = {lot: max(0, n + self.dice.randint(-2, 2)) for lot, n in kept.items()}
        lots = StockLot.objects.in_bulk(list(kept))
        lines = [counts.Counted(lots[lot], kept[lot], found[lot]) for lot in kept]
        if lines:
            counts.count(lines=lines, by=self.keeper, note="Đếm lại", second=self.second)
            self.moved["counted"] += sum(found.values()) - sum(kept.values())

    def verbs(self) -> list[Callable[[], None]]:
        back = [self.take_back, self.undo, self.give_back]
        return [
            self.receive,
            self.hand_out,
            self.hand_out,
            *back,
            self.send,
            self.destroy,
            self.count,
        ]


@pytest.fixture
def shop() -> Callable[[int], Shop]:
    def opened(seed: int) -> Shop:
        centre = node("Trung tâm Y tế Mẫu", kind="health_centre")
        keeper = actor_at(centre, "station_pharmacist", name="Dược sĩ Mẫu")
        doctor = actor_at(centre, "station_doctor", name="Bác sĩ Mẫu")
        below = actor_at(node("Trạm Mẫu dưới", under=centre), "station_nurse")
        return Shop(Random(seed), keeper, below, doctor, person(doctor))

    return opened


@pytest.mark.capability("F1", where="/pharmacy/stock/")
@pytest.mark.parametrize("seed", range(10))
def test_after_every_act_the_balance_is_what_came_less_what_left(
    shop: Callable[[int], Shop], seed: int
) -> None:
    """Receipts, hand-overs, take-back, undo, transfers, destruction, returns and counts in any order."""
    here = shop(seed)
    here.receive()

    for _step in range(STEPS):
        here.dice.choice(here.verbs())()

        moved, unit_id = here.moved, here.keeper.unit_id
        out = moved["sent"] + moved["destroyed"] + moved["returned"] + sum(here.held.values())
        assert sum(stock.kept(unit_id).values()) == moved["received"] + moved["counted"] - out
        assert sum(stock.kept(here.receiver.unit_id).values()) == moved["arrived"]
        assert all(n >= 0 for n in StockBalance.objects.values_list("quantity", flat=True))
    for unit_id in (here.keeper.unit_id, here.receiver.unit_id):
        assert stock.kept(unit_id) == stock.recounted(unit_id)
    assert Dispense.objects.filter(status="completed").exists()
    assert not list(broken_links())
