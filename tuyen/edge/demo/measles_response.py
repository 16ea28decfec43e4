"""What the first commune of measles-2025 does: an outbreak with its contacts, and two fridges watched."""

import datetime as dt
from decimal import Decimal
from random import Random

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks.actions import contacts, outbreaks
from tuyen.domains.outbreaks.actions.contacts import Exposure
from tuyen.domains.outbreaks.actions.outbreaks import Opening
from tuyen.domains.outbreaks.models import Contact
from tuyen.domains.vaccine_supply.actions import cold
from tuyen.domains.vaccine_supply.actions.cold import Read
from tuyen.domains.vaccine_supply.models import Fridge
from tuyen.edge.demo import people
from tuyen.record.models import Case

CASES, CONTACTS, FOLLOWED_DAYS, READ_DAYS = 8, 14, 9, 40
MISSED, HOT_ON = 0.06, 5  # share of turns that nobody read; days ago when the power failed


def follow(by: Actor, place: people.Place, chance: Random, today: dt.date) -> None:
    """The newest cases of the commune as one outbreak; contacts seen every day, a few not met."""
    found = Case.objects.filter(unit_id=by.unit_id, outbreak_id=None).exclude(
        classification="discarded"
    )
    cases = list(found.order_by("-onset_on", "id")[:CASES])
    if len(cases) < 2:
        return
    said = Opening(place="Bản Mẫu Một", basis="Điều tra của trạm (mẫu)", people_at_risk=240)
    outbreak = outbreaks.open_outbreak(cases=cases, said=said, by=by)
    for number in range(CONTACTS):
        born_on = today - dt.timedelta(days=chance.randint(300, 12_000))
        exposure = Exposure(
            exposed_on=today - dt.timedelta(days=FOLLOWED_DAYS + number % 3),
            source_case_id=chance.choice(cases).id,
            name=people.someone(chance, place, male=0.5, born_on=born_on).name,
            birth_year=born_on.year,
            place=f"Hộ {number // 3 + 1}, Bản Mẫu Một",
            how="household" if number % 3 else "classroom",
        )
        contact = contacts.add_contact(outbreak=outbreak, said=exposure, by=by)
        _looked_at(contact, by, chance, today)
    outbreaks.report_day(outbreak=outbreak, note="Đã rà soát các hộ (mẫu)", by=by)


def _looked_at(contact: Contact, by: Actor, chance: Random, today: dt.date) -> None:
    for back in range(FOLLOWED_DAYS - 1, -1, -1):
        state = chance.choices(("well", "absent", "ill"), (90, 8, 2))[0]
        contacts.look_at(contact=contact, day=today - dt.timedelta(days=back), state=state, by=by)
        if state == "ill":
            return


def keep_cold(by: Actor, chance: Random, today: dt.date) -> None:
    """A fridge and its spare, read twice a day; a turn missed now and then, one afternoon without power."""
    first = today - dt.timedelta(days=READ_DAYS)
    names = ("Tủ vắc xin phòng tiêm", "Tủ dự phòng")
    fridges = [
        cold.add_fridge(kind="fridge", name=name, used_from=first, litres=60.0, by=by)
        for name in names
    ]
    for back in range(READ_DAYS, 0, -1):
        day = today - dt.timedelta(days=back)
        for turn in ("morning", "afternoon"):
            said = [_read(each, back, turn, chance) for each in fridges if chance.random() > MISSED]
            if said:
                cold.read(day=day, turn=turn, said=said, by=by)
    morning = [Read(each, Decimal("4.5")) for each in fridges]
    if clock.now().astimezone(clock.VIETNAM).hour >= 8:
        cold.read(day=today, turn="morning", said=morning, by=by)


def _read(fridge: Fridge, back: int, turn: str, chance: Random) -> Read:
    if (back, turn) == (HOT_ON, "afternoon") and fridge.name.startswith("Tủ vắc xin"):
        return Read(fridge, Decimal("10.5"))
    return Read(fridge, Decimal(round(chance.gauss(46, 7))) / 10)
