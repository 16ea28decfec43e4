"""The network of the demo: a mountain province, a city of 80 stations, and the police's own chain."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from tuyen.core.actor import SYSTEM
from tuyen.edge.demo import people, places
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Affiliation, Facility, FacilityCode, Unit

# Departments of the demo's hospital with beds of their own.
DEPARTMENTS = {"medicine": "Khoa Nội tổng hợp", "surgery": "Khoa Ngoại", "children": "Khoa Nhi"}
_PLAN = Path(__file__).with_name("lists") / "network.toml"


@dataclass
class Network:
    """What was built, by what the demo wants of it."""

    units: list[Unit] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)
    named: dict[str, Unit] = field(default_factory=dict)
    codes: dict[UUID, str] = field(default_factory=dict)
    stations: list[Unit] = field(default_factory=list)
    city_stations: list[Unit] = field(default_factory=list)
    hospitals: list[Unit] = field(default_factory=list)
    police_units: list[Unit] = field(default_factory=list)

    @property
    def main_station(self) -> Unit:
        """The station where the demo's accounts work."""
        return self.stations[1]


class Builder:
    """Units in hand, parents first; written all at once."""

    def __init__(self, ids: people.Ids) -> None:
        self._ids = ids
        self._plan: dict[str, Any] = tomllib.loads(_PLAN.read_text(encoding="utf-8"))
        self._coded = 0
        self.network = Network()

    def build(self) -> Network:
        ministry = self._unit(None, "ministry", "Bộ Y tế (mẫu)", chain="moh")
        self._mountain(ministry)
        self._city(ministry)
        self._central(ministry)
        self._police()
        actions.create_units(units=self.network.units, rows=self.network.rows, by=SYSTEM)
        return self.network

    def _mountain(self, ministry: Unit) -> None:
        said = self._plan["mountain"]
        code = said["province"]
        name = places.provinces()[code]
        department = self._department(ministry, code)
        self.network.named["department"] = department
        hospital = self._hospital(department, said["hospital"].format(province=name), code, "2")
        self.network.named["hospital"] = hospital
        self._unit(hospital, "department", "Khoa Khám bệnh", province_code=code)
        for name_of_ward, label in DEPARTMENTS.items():
            ward = self._unit(hospital, "department", label, province_code=code)
            self.network.named[name_of_ward] = ward
        office = self._unit(hospital, "department", "Phòng Chỉ đạo tuyến", province_code=code)
        self.network.named["direction_office"] = office
        self.network.named["cdc"] = self._unit(
            department, "cdc", f"Trung tâm Kiểm soát bệnh tật tỉnh {name}", province_code=code
        )
        centres = [self._centre(hospital, each, code) for each in said["centres"]]
        for number, commune in enumerate(places.communes_of(code)):
            centre = centres[number * len(centres) // len(places.communes_of(code))]
            self.network.stations.append(self._station(centre, commune))

    def _centre(self, hospital: Unit, name: str, province_code: str) -> Unit:
        centre = self._unit(
            hospital,
            "district_health_centre",
            f"Trung tâm Y tế khu vực {name}",
            province_code=province_code,
            phone=f"0213 000 {len(self.network.units):04d}",
        )
        self._rate(centre, care_level="basic", tier="district", facility_class="3", beds=80)
        self._tie(hospital, centre, "steering")
        return centre

    def _central(self, ministry: Unit) -> None:
        """Two hospitals that agree to help the provincial one; nobody is treated there in the demo."""
        for key, name in self._plan["central"].items():
            hospital = self._unit(ministry, "hospital", name, province_code="01")
            self._rate(hospital, care_level="specialised", tier="central", facility_class="special")
            self.network.named[f"central_{key}"] = hospital

    def _city(self, ministry: Unit) -> None:
        said = self._plan["city"]
        code = said["province"]
        department = self._department(ministry, code)
        name = said["hospital"].format(province=places.provinces()[code])
        hospital = self._hospital(department, name, code, "1")
        self._tie(hospital, self.network.named["hospital"], "satellite")
        for commune in places.communes_of(code)[: said["stations"]]:
            self.network.city_stations.append(self._station(department, commune))

    def _police(self) -> None:
        said = self._plan["police"]
        ministry = self._unit(None, "ministry", "Bộ Công an (mẫu)", chain="police")
        bureau = self._unit(ministry, "health_bureau", "Cục Y tế (mẫu)")
        self.network.named["bureau"] = bureau
        hospital = self._hospital(bureau, said["hospital"], "", "1")
        self.network.named["police_hospital"] = hospital
        region = self._unit(bureau, "region", said["region"])
        self._tie(region, hospital, "region_lead")
        for kind, name in _police_units(said):
            unit = self._unit(bureau, kind, name)
            self._rate(unit, care_level="primary", tier="district")
            self._tie(region, unit, "region_member")
            self.network.police_units.append(unit)
            self.network.named.setdefault(kind, unit)

    def _department(self, ministry: Unit, province_code: str) -> Unit:
        name = f"Sở Y tế {places.provinces()[province_code]}"
        return self._unit(ministry, "health_department", name, province_code=province_code)

    def _hospital(self, parent: Unit, name: str, province_code: str, rank: str) -> Unit:
        hospital = self._unit(parent, "hospital", name, province_code=province_code)
        self._rate(hospital, care_level="basic", tier="province", facility_class=rank, beds=500)
        self._code(hospital)
        self.network.hospitals.append(hospital)
        return hospital

    def _station(self, parent: Unit, commune: Any) -> Unit:
        kind, _, name = commune["full_name"].partition(" ")
        station = self._unit(
            parent,
            "health_station",
            f"Trạm Y tế {kind.lower()} {name}",
            province_code=commune["province_code"],
            commune_code=commune["code"],
            phone=f"0213 000 {len(self.network.units):04d}",
            lat=float(commune["lat"]),
            lon=float(commune["lon"]),
        )
        self._rate(station, care_level="primary", tier="commune")
        self._code(station)
        return station

    def _unit(self, parent: Unit | None, kind: str, name: str, **details: Any) -> Unit:
        unit = actions.new_unit(parent=parent, kind=kind, name=name, id=self._ids.next(), **details)
        self.network.units.append(unit)
        return unit

    def _rate(self, unit: Unit, **rating: Any) -> None:
        self.network.rows.append(Facility(id=self._ids.next(), unit=unit, **rating))

    def _code(self, unit: Unit) -> None:
        """Five characters, invented: no real facility bears a code that ends so."""
        self._coded += 1
        code = f"{unit.province_code or '00'}{self._coded:02X}M"
        self.network.codes[unit.id] = code
        self.network.rows.append(
            FacilityCode(id=self._ids.next(), unit=unit, system="bhyt5", code=code)
        )

    def _tie(self, upper: Unit, lower: Unit, kind: str) -> None:
        self.network.rows.append(
            Affiliation(id=self._ids.next(), upper=upper, lower=lower, kind=kind)
        )


def _police_units(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in said["unit"]:
        for name in each["names"]:
            yield each["kind"], name
