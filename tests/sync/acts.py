"""What people do at one node, by the product's own actions. Refusals are answers, not faults.

`Acts` picks its objects by number, so that a generator of tests can say everything with small integers.
`ledger` is kept outside the nodes: every bundle that a node said was written.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from tests.sync.net import Node
from tests.sync.world import World
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy.models import Item, StockLot, StockMovement
from tuyen.platform import changes
from tuyen.platform.access.models import CareLink
from tuyen.platform.changes.models import Bundle
from tuyen.record.actions import allergies, receiving, referrals, visits
from tuyen.record.actions.consents import end_link
from tuyen.record.actions.queue import enqueue
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.models import Allergy, Encounter, Referral
from tuyen.record.rules.referrals import Status
from tuyen.record.sheet import Diagnosis, Reading, Sheet
from tuyen.record.transfer import Reply, ReturnPlan, Transfer
from tuyen.registry.persons.actions import merging, registering, updating
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.models import Person, PersonLink
from tuyen.registry.persons.rules import Birth

NOT_DONE = (Refused, ChartClosed, Http404, LookupError)
NUMBERS = ("012089001234", "012089005678")
PLAN = ReturnPlan("Uống thuốc tiếp 5 ngày, khám lại khi sốt")
SUBSTANCES = ("Penicillin", "Aspirin", "Tôm cua")


@dataclass
class Acts:
    world: World
    ledger: dict[uuid.UUID, Node] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    @property
    def known(self) -> dict[str, Callable[[Actor, int, int, World], None]]:
        return ACTS

    def do(self, name: str, node: Node, a: int = 0, b: int = 0) -> bool:
        """One act at a node; False when the product refused it."""
        self.world.net.later(seconds=7)
        with self.world.net.at(node), self._kept(node):
            try:
                self.known[name](self.world.doctor(node), a, b, self.world)
            except NOT_DONE:
                return False
        self.done.append(f"{name}({node}, {a}, {b})")
        return True

    @contextmanager
    def _kept(self, node: Node) -> Iterator[None]:
        before = set(Bundle.objects.values_list("id", flat=True))
        yield
        now = Bundle.objects.exclude(id__in=before).values_list("id", flat=True)
        self.ledger.update(dict.fromkeys(now, node))


def _one(rows: Any, at: int) -> Any:
    """By number, in an order that is the same on every node."""
    found = list(rows.order_by("id"))
    if not found:
        raise LookupError
    return found[at % len(found)]


def _person(at: int) -> Person:
    person: Person = _one(Person.objects.all(), at)
    return person


def register(by: Actor, a: int, b: int, world: World) -> None:
    details = Details(
        f"Người Mẫu {a}",
        Birth(dt.date(1980 + b % 20, 3, 2), "day"),
        sex=("male", "female")[a % 2],
        compartment="custody" if by.sees("custody") else "",
    )
    numbers = [Number("citizen_id", NUMBERS[b % 2])] if b % 3 == 0 else []
    registering.register_person(details=details, numbers=numbers, by=by)


def come(by: Actor, a: int, b: int, world: World) -> None:
    enqueue(person_id=_person(a).id, by=by)


def visit(by: Actor, a: int, b: int, world: World) -> None:
    person = _person(a)
    enqueue(person_id=person.id, by=by)
    visits.finish_visit(person=person.id, sheet=_sheet(b), by=by)


def amend(by: Actor, a: int, b: int, world: World) -> None:
    encounter = _one(Encounter.objects.filter(superseded_by_id=None, status="finished"), a)
    visits.amend_visit(encounter=encounter, sheet=_sheet(b), by=by, why="Ghi nhầm số đo")


def _sheet(b: int) -> Sheet:
    return Sheet(
        occurred_at=clock.now(),
        reason="Ho, sốt",
        readings=(Reading("pulse", 60 + b % 40, "/min"),),
        diagnoses=(Diagnosis("Nhiễm khuẩn hô hấp trên cấp", "J06.9"),),
    )


def note_allergy(by: Actor, a: int, b: int, world: World) -> None:
    allergies.add_allergy(person_id=_person(a).id, substance=SUBSTANCES[b % 3], by=by)


def correct_allergy(by: Actor, a: int, b: int, world: World) -> None:
    noted = allergies.Noted(SUBSTANCES[b % 3], criticality=("", "low", "high")[b % 3])
    row = _one(Allergy.objects.all(), a)
    allergies.correct_allergy(allergy=row, noted=noted, by=by, why="Hỏi lại người nhà")


def end_allergy(by: Actor, a: int, b: int, world: World) -> None:
    end = (allergies.resolve_allergy, allergies.strike_allergy)[b % 2]
    end(allergy=_one(Allergy.objects.all(), a), by=by, why="Không đúng")


def phone(by: Actor, a: int, b: int, world: World) -> None:
    _update(by, _person(a), phone=f"09120000{b % 4:02d}")


def born(by: Actor, a: int, b: int, world: World) -> None:
    _update(by, _person(a), birth=Birth(dt.date(1970 + b % 4, 5, 6), "day"))


def address(by: Actor, a: int, b: int, world: World) -> None:
    _update(by, _person(a), address_line=f"Bản {b % 4}", sex=("male", "female")[b % 2])


def _update(by: Actor, person: Person, **said: Any) -> None:
    details = Details(
        **{
            "name": person.name,
            "birth": Birth(person.birth_date, person.birth_precision),
            "sex": person.sex,
            "phone": person.phone,
            "address_line": person.address_line,
            "commune_code": person.commune_code,
        }
        | said
    )
    updating.update_person(person=person, details=details, by=by)


def merge(by: Actor, a: int, b: int, world: World) -> None:
    merging.merge_persons(
        loser=_person(a), survivor=_person(a + 1 + b), why="Cùng số căn cước", by=by
    )


def unmerge(by: Actor, a: int, b: int, world: World) -> None:
    link = _one(PersonLink.objects.all(), a)
    merging.unmerge_persons(link=link, why="Hai người khác nhau", by=by)


def refer(by: Actor, a: int, b: int, world: World) -> None:
    to = world.units["hospital" if by.unit_id != world.units["hospital"] else "ban"]
    transfer = Transfer(to, "urgent", "2", "Viêm phổi", "J18.9")
    referrals.refer(person=_person(a).id, transfer=transfer, by=by)


def step_referral(by: Actor, a: int, b: int, world: World) -> None:
    """What may be done with it at this desk, by number."""
    row = _one(Referral.objects.all(), a)
    said = Reply("treated", "Đã khỏi")
    choices: list[Callable[[], object]] = [
        lambda: receiving.accept(referral=row, by=by),
        lambda: receiving.refuse(referral=row, why="Hết giường", by=by),
        lambda: receiving.arrive(referral=row, by=by),
        lambda: referrals.cancel(referral=row, why="Người bệnh không đi", by=by),
        lambda: receiving.reply(referral=row, answer=said, by=by),
        lambda: receiving.send_back(referral=row, answer=said, plan=PLAN, by=by),
        lambda: referrals.take_back(referral=row, by=by),
    ]
    choices[b % len(choices)]()


def lose_referral(by: Actor, a: int, b: int, world: World) -> None:
    row = _one(Referral.objects.filter(from_unit_id=by.unit_id, status=Status.REQUESTED), a)
    referrals.count_as_lost(referral=row)


def move_stock(by: Actor, a: int, b: int, world: World) -> None:
    """A lot that comes, and a part of it that goes: rows of the ledger, as the papers write them."""
    item = Item(unit_id=by.unit_id, name=f"Thuốc {a}", pack_unit="viên", fold=f"thuoc {a}")
    lot = StockLot(unit_id=by.unit_id, item_id=item.id, lot_number=f"L{a}", source="bhyt")
    with changes.apply(actor=by, reason="test.stock") as log:
        log.create(item, lot, _moved(by, lot, 10 + b), _moved(by, lot, -1 - b % 5))


def _moved(by: Actor, lot: StockLot, quantity: int) -> StockMovement:
    return StockMovement(
        unit_id=by.unit_id,
        item_id=lot.item_id,
        lot_id=lot.id,
        kind="receipt" if quantity > 0 else "adjustment",
        quantity=quantity,
        day=clock.today(),
        at=clock.now(),
        document_id=uuid7(),
        by_name=by.name,
    )


def recall_lot(by: Actor, a: int, b: int, world: World) -> None:
    """A group of fields with a rule of its own: half of one version and half of another would break it."""
    lot = _one(StockLot.objects.filter(unit_id=by.unit_id), a)
    is_back = lot.status == "recalled"
    lot.status = "usable" if is_back else "recalled"
    lot.recalled_on = None if is_back else clock.today()
    lot.recall_reason = "" if is_back else f"Công văn {b}"
    with changes.apply(actor=by, reason="test.recall") as log:
        log.change(lot, ["status", "recalled_on", "recall_reason"])


def move_home(by: Actor, a: int, b: int, world: World) -> None:
    """The care of a station ends here and begins there."""
    person = _person(a)
    homes = [name for name in ("ban", "muong", "hospital", "central") if name in world.units]
    person.home_unit_id = world.units[homes[b % len(homes)]]
    with changes.apply(actor=by, reason="test.move_home") as log:
        log.change(person, ["home_unit_id"])


def end_care(by: Actor, a: int, b: int, world: World) -> None:
    """A person takes a unit's leave to open the chart back."""
    person = _person(a)
    link = _one(CareLink.objects.filter(patient_id=person.id, unit_id=by.unit_id), b)
    end_link(chart=chart_of(person.id, by), link=link, why="Người bệnh yêu cầu", by=by)


ACTS: dict[str, Callable[[Actor, int, int, World], None]] = {
    "register": register,
    "come": come,
    "visit": visit,
    "amend": amend,
    "note_allergy": note_allergy,
    "correct_allergy": correct_allergy,
    "end_allergy": end_allergy,
    "phone": phone,
    "born": born,
    "address": address,
    "merge": merge,
    "unmerge": unmerge,
    "refer": refer,
    "step_referral": step_referral,
    "lose_referral": lose_referral,
    "move_stock": move_stock,
    "recall_lot": recall_lot,
    "move_home": move_home,
    "end_care": end_care,
}
