"""The demo that `make run` shows: two chains, about 3,000 people, two years of visits, a queue for today."""

import datetime as dt
from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from uuid import UUID

from tuyen.core import clock, rulebook
from tuyen.core.actor import SYSTEM
from tuyen.edge.demo import (
    accounts,
    appointments,
    consents,
    consult_sessions,
    families,
    images,
    people,
    places,
    referrals,
    teleconsult,
)
from tuyen.edge.demo.campaigns import BoosterCampaign
from tuyen.edge.demo.capability import Surveys
from tuyen.edge.demo.directives import Papers
from tuyen.edge.demo.equipment import Registers
from tuyen.edge.demo.everyday import Everyday, Practice
from tuyen.edge.demo.gatherings import Meetings
from tuyen.edge.demo.isolation import TreatmentArea
from tuyen.edge.demo.laboratory import Laboratory
from tuyen.edge.demo.network import Builder, Network
from tuyen.edge.demo.rotation import Rotation
from tuyen.edge.demo.steering import Steering
from tuyen.edge.demo.store import Store
from tuyen.edge.demo.supervision import Rounds
from tuyen.edge.demo.techniques import Techniques
from tuyen.edge.demo.today import Today
from tuyen.edge.demo.training import Training
from tuyen.edge.demo.ward import WardDay
from tuyen.platform import changes
from tuyen.platform.changes import bulk
from tuyen.platform.changes.node import mark_demo
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.actions import new_member
from tuyen.registry.staff.models import Licence, Post

SEED = 2021
# People of a practice, by what it is.
_MAIN, _BUSY, _SMALL, _CITY, _HOSPITAL, _POLICE = 300, 90, 12, 11, 110, 34
_BUSY_STATIONS = 6
ROWS_ABOUT = 175_000  # for the bar of progress


class Demo:
    """Draws and writes the whole demo; the same seed and day give the same."""

    def __init__(self, seed: int = SEED, today: dt.date | None = None) -> None:
        self.chance = Random(seed)
        self.today = today or clock.today()
        start = clock.start_of(self.today - dt.timedelta(days=1))
        self.ids = people.Ids(self.chance, int(start.timestamp() * 1000))
        self.everyday = Everyday(self.chance, self.ids, self.today)

    def load(self, moved: Callable[[int], None] = lambda _rows: None) -> None:
        mark_demo()
        network = Builder(self.ids).build()
        doctors = self._staff(network)
        accounts.open_accounts(list(accounts.everyone(network, doctors)))
        practices = list(self._practices(network, doctors))
        known: list[Any] = []
        groups = self._groups(practices, network.main_station, known)
        for rows in bulk.load(actor=SYSTEM, reason="demo.load", groups=groups):
            moved(rows)
        main = next(each for each in practices if each.unit.id == network.main_station.id)
        Today(self.everyday, self.ids, self.chance, self.today).write(main, known)
        images.write(main.unit, self.ids)
        appointments.write(main, known, self.ids, self.chance)
        Laboratory(self.ids, self.chance, self.today).write(main, known)
        families.write(main, known, self.ids, self.chance)
        consents.write(main, known, self.ids, self.chance)
        others = [network.named["hospital"], network.named["prison_clinic"]]
        Store(self.ids, self.chance, self.today).write(main.unit, others)
        head = doctors[network.named["hospital"].id].name
        WardDay(self.ids, self.chance, self.today).write(network, head)
        TreatmentArea(self.today).write(network, head)
        BoosterCampaign(self.today).write(network)
        hospital = network.named["hospital"]
        referrals.write(network.main_station, hospital, main.doctor, self.ids)
        self._direction(network)
        teleconsult.write(network, main.doctor, self.ids)
        consult_sessions.write(hospital)

    def _direction(self, network: Network) -> None:
        """What the upper tiers do for the lower ones; each builds on what stands before it."""
        Registers(self.ids, self.chance, self.today).write(network)
        Surveys(self.ids, self.chance, self.today).write(network)
        Steering(self.ids, self.chance, self.today).write(network)
        Techniques(self.ids, self.today).write(network)
        Training(self.ids, self.chance, self.today).write(network)
        Rotation(self.ids, self.chance, self.today).write(network)
        Papers(self.ids, self.chance, self.today).write(network)
        Meetings(self.ids, self.chance, self.today).write(network)
        Rounds(self.ids, self.chance, self.today).write(network)

    def _groups(
        self, practices: list[Practice], main: Unit, known: list[Any]
    ) -> Iterator[list[Any]]:
        for practice in practices:
            for group in self.everyday.groups(practice):
                if practice.unit.id == main.id:
                    known.append(group[0])
                yield group

    def _practices(
        self, network: Network, doctors: dict[UUID, accounts.Doctor]
    ) -> Iterator[Practice]:
        """Who comes where: stations by commune, hospitals from their province, the police's units."""
        hidden = {
            row["kind"]: row["compartment"]
            for row in rulebook.versions("unit_compartments")[-1].rows
        }
        sizes = [
            *((unit, "station", n) for unit, n in _station_sizes(network)),
            *((unit, "station", _CITY) for unit in network.city_stations),
            *((unit, "hospital", _HOSPITAL) for unit in network.hospitals),
            *((unit, _profile(unit), _POLICE) for unit in network.police_units),
        ]
        for unit, profile, count in sizes:
            yield Practice(
                unit=unit,
                profile=profile,
                people=count,
                places=self._places_of(unit),
                doctor=doctors[unit.id].name,
                code=network.codes.get(unit.id, "").lower(),
                compartment=hidden.get(unit.kind, ""),
            )

    def _places_of(self, unit: Unit) -> tuple[people.Place, ...]:
        if unit.commune_code:
            return (people.Place(unit.province_code, unit.commune_code),)
        return places.places_in(unit.province_code or "12")

    def _staff(self, network: Network) -> dict[UUID, accounts.Doctor]:
        """A doctor with a licence at every place of care; unit id → who it is."""
        doctors: dict[UUID, accounts.Doctor] = {}
        rows: list[Any] = []
        wheres = [
            *network.stations,
            *network.city_stations,
            *network.hospitals,
            *network.police_units,
        ]
        for number, unit in enumerate(wheres):
            doctors[unit.id] = self._doctor(unit, number, rows)
        with changes.apply(actor=SYSTEM, reason="demo.staff") as log:
            log.create(*rows)
        return doctors

    def _doctor(self, unit: Unit, number: int, rows: list[Any]) -> accounts.Doctor:
        born_on = dt.date(self.chance.randint(1968, 1996), 1, 1)
        place = people.Place(unit.province_code or "12", "")
        who = people.someone(self.chance, place, male=0.5, born_on=born_on)
        member = new_member(
            unit=unit,
            name=who.name,
            birth_year=born_on.year,
            sex=who.sex,
            profession="doctor",
            id=self.ids.next(),
        )
        begun = dt.date(born_on.year + 27, 9, 1)
        rows += [
            member,
            Post(
                id=self.ids.next(),
                unit_id=unit.id,
                staff_id=member.id,
                position="Trưởng trạm" if unit.kind == "health_station" else "Bác sĩ",
                valid_from=begun,
            ),
            Licence(
                id=self.ids.next(),
                unit_id=unit.id,
                staff=member,
                number=f"{number + 1:06d}/MAU-CCHN",
                profession="doctor",
                scope="general",
                issued_by="Sở Y tế (mẫu)",
                issued_on=begun,
            ),
        ]
        return accounts.Doctor(str(member.name), member.id)


def _station_sizes(network: Network) -> Iterator[tuple[Unit, int]]:
    for number, unit in enumerate(network.stations):
        is_main = unit.id == network.main_station.id
        yield unit, _MAIN if is_main else _BUSY if number < _BUSY_STATIONS else _SMALL


def _profile(unit: Unit) -> str:
    return "infirmary" if unit.kind == "infirmary" else "custody"
