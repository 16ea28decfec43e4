"""The scenario force-2021: one year of the police health network, to the last visit."""

import datetime as dt
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tuyen.core import rulebook
from tuyen.core.actor import SYSTEM
from tuyen.core.errors import Refused
from tuyen.edge.demo import accounts, people, places, year
from tuyen.platform.changes import bulk
from tuyen.platform.changes.node import mark_demo
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Facility, Unit

_PLAN = Path(__file__).with_name("lists") / "force_2021.toml"
SEED = 2021

# Measured on two cores; only for the estimate that is printed before the start.
_SECONDS_A_VISIT = 0.000_085
_BYTES_A_VISIT = 1_150


@dataclass(frozen=True)
class Cost:
    """What the load will take."""

    visits: int
    people: int
    seconds: int
    megabytes: int


@dataclass(frozen=True)
class Loaded:
    visits: dict[str, int]
    people: int
    units: int


class Scenario:
    """The plan at a scale: 1 is the whole year, 100 a hundredth of every figure."""

    def __init__(self, scale: int = 1, seed: int = SEED) -> None:
        self.plan: dict[str, Any] = tomllib.loads(_PLAN.read_text(encoding="utf-8"))
        self.scale = scale
        self.chance = Random(seed)
        begins = dt.datetime(self.plan["year"] + 1, 1, 4, tzinfo=dt.UTC)
        self.ids = people.Ids(self.chance, int(begins.timestamp() * 1000))
        self.calendar = year.calendar_of(
            self.plan["year"], self.plan["months"], self.plan["weekdays"]
        )

    def cost(self) -> Cost:
        visits = sum(self._scaled(each["visits"]) for each in self.plan["class"])
        heads = sum(self._scaled(each["people"]) for each in self.plan["class"])
        return Cost(
            visits=visits,
            people=heads,
            seconds=round(visits * _SECONDS_A_VISIT) + 3,
            megabytes=round(visits * _BYTES_A_VISIT / 1e6) + 20,
        )

    def load(self, moved: Callable[[int], None] = lambda _rows: None) -> Loaded:
        """Write it all. `moved` hears after each transaction how many rows it wrote."""
        self._require_room()
        mark_demo()
        units = self._units()
        for rows in bulk.load(actor=SYSTEM, reason="demo.load", groups=self._groups(units)):
            moved(rows)
        return Loaded(
            visits={each["code"]: self._scaled(each["visits"]) for each in self.plan["class"]},
            people=self.cost().people,
            units=sum(len(found) for found in units.values()),
        )

    def _scaled(self, figure: int) -> int:
        return figure // self.scale

    def _require_room(self) -> None:
        if Unit.objects.exists():
            raise Refused(
                _("Cơ sở dữ liệu đã có đơn vị. Kịch bản này chỉ nạp vào cơ sở dữ liệu trống.")
            )
        needed = self.cost().megabytes * 1_000_000
        if shutil.disk_usage(settings.TUYEN_HOME).free < needed * 1.5:
            raise Refused(_("Ổ đĩa không đủ chỗ cho kịch bản này."))

    def _units(self) -> dict[str, list[Unit]]:
        """The bureau, and under it every unit of each class."""
        ministry = self._unit(None, "ministry", "Bộ Công an (mẫu)", chain="police")
        bureau = self._unit(ministry, "health_bureau", "Cục Y tế (mẫu)")
        made = {each["code"]: self._units_of(each, bureau) for each in self.plan["class"]}
        treating = [unit for found in made.values() for unit in found]
        ratings = [
            Facility(unit=unit, facility_class=each["facility_class"], tier=each["tier"])
            for each in self.plan["class"]
            for unit in made[each["code"]]
        ]
        actions.create_units(units=[ministry, bureau, *treating], by=SYSTEM, rows=ratings)
        accounts.open_accounts(list(_sign_ins(bureau, made)))
        return made

    def _units_of(self, each: dict[str, Any], bureau: Unit) -> list[Unit]:
        codes = sorted(places.provinces())
        return [
            self._unit(
                bureau,
                each["kind"],
                each["name"].format(
                    number=number + 1, province=places.provinces()[codes[number % len(codes)]]
                ),
                province_code=codes[number % len(codes)] if each.get("provinces") else "",
            )
            for number in range(each["units"])
        ]

    def _unit(self, parent: Unit | None, kind: str, name: str, **details: Any) -> Unit:
        return actions.new_unit(parent=parent, kind=kind, name=name, id=self.ids.next(), **details)

    def _groups(self, units: dict[str, list[Unit]]) -> Iterator[list[Any]]:
        for each in self.plan["class"]:
            diagnoses = year.diagnoses_of(each["diagnoses"])
            for cohort in self._cohorts(each, units[each["code"]]):
                yield from year.groups(cohort, self.calendar, diagnoses, self.ids, self.chance)

    def _cohorts(self, each: dict[str, Any], units: list[Unit]) -> Iterator[year.Cohort]:
        """Units differ in size; visits and people of a class add up to the plan exactly."""
        weights = [self.chance.randint(60, 140) for _unit in units]
        visits = year.split(self._scaled(each["visits"]), weights)
        heads = year.split(self._scaled(each["people"]), weights)
        compartments = {
            row["kind"]: row["compartment"]
            for row in rulebook.versions("unit_compartments")[-1].rows
        }
        for unit, visit_count, head_count in zip(units, visits, heads, strict=True):
            yield year.Cohort(
                unit_id=unit.id,
                compartment=compartments.get(unit.kind, ""),
                places=self._places_of(unit),
                people=min(max(head_count, 1), visit_count),
                visits=visit_count,
                ages=(each["ages"][0], each["ages"][1]),
                male=each["male"],
                doctors=self._doctors(),
            )

    def _places_of(self, unit: Unit) -> tuple[people.Place, ...]:
        if unit.province_code:
            return places.places_in(unit.province_code)
        return places.places_anywhere(self.chance, 60)

    def _doctors(self) -> list[str]:
        born_on, place = dt.date(1980, 1, 1), people.Place("00", "")
        drawn = (people.someone(self.chance, place, male=0.6, born_on=born_on) for _n in range(4))
        return [each.name for each in drawn]


def _sign_ins(bureau: Unit, made: dict[str, list[Unit]]) -> Iterator[accounts.SignIn]:
    hospital, prison = made["class_1_hospital"][0], made["prison"][0]
    yield accounts.SignIn("cuc.yte", "bureau_officer", bureau)
    yield accounts.SignIn(
        "cuc.giamgiu", "bureau_officer", bureau, "Chuyên viên y tế giam giữ (mẫu)", ("custody",)
    )
    yield accounts.SignIn("bacsi.bv1", "hospital_doctor", hospital)
    yield accounts.SignIn("bacsi.trai1", "prison_doctor", prison, grants=("custody",))
