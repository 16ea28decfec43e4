"""Both sides of directing the lower tiers: who looks into whom, and who directs a unit."""

import datetime as dt

import pytest

from tests.network import actor_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities import actions, direction
from tuyen.registry.facilities.models import Unit


def _unit(parent: Unit | None, kind: str, name: str, chain: str = "") -> Unit:
    more = {"chain": chain} if chain else {}
    return actions.create_unit(parent=parent, kind=kind, name=name, by=SYSTEM, **more)


def _tie(upper: Unit, lower: Unit, kind: str, valid_from: dt.date | None = None) -> None:
    actions.affiliate(
        upper=upper, lower=lower, kind=kind, valid_from=valid_from or dt.date(2024, 1, 1), by=SYSTEM
    )


def _at(unit: Unit, role: str) -> Actor:
    return actor_at(ScopeNode.objects.get(pk=unit.pk), role)


def _names(who: Actor) -> set[str]:
    return set(Unit.objects.filter(pk__in=direction.reach(who)).values_list("name", flat=True))


@pytest.fixture
def centre(hospital: Unit) -> Unit:
    return _unit(hospital, "district_health_centre", "Trung tâm Y tế khu vực mẫu")


@pytest.fixture
def far_hospital(department: Unit) -> Unit:
    """Owned by the department; tied to the hospital by direction alone."""
    return _unit(department, "hospital", "Bệnh viện vệ tinh mẫu")


def test_the_direction_office_reaches_what_stands_below_and_what_is_tied(
    hospital: Unit, centre: Unit, far_hospital: Unit, station: Unit
) -> None:
    _tie(hospital, far_hospital, "satellite")

    seen = _names(_at(hospital, "direction_office"))

    assert seen == {hospital.name, centre.name, far_hospital.name}


def test_what_stands_below_a_tied_unit_is_reached_too(hospital: Unit, far_hospital: Unit) -> None:
    below = _unit(far_hospital, "department", "Khoa Mắt")
    _tie(hospital, far_hospital, "steering")

    assert below.name in _names(_at(hospital, "direction_office"))


def test_a_tie_that_ended_or_has_not_begun_opens_nothing(
    hospital: Unit, far_hospital: Unit
) -> None:
    _tie(hospital, far_hospital, "steering", clock.today() + dt.timedelta(days=1))

    assert far_hospital.name not in _names(_at(hospital, "direction_office"))


def test_a_doctor_of_the_hospital_reaches_the_hospital_and_its_departments_alone(
    hospital: Unit, centre: Unit
) -> None:
    ward = _unit(hospital, "department", "Khoa Nội")
    _unit(centre, "department", "Khoa Khám của trung tâm")

    assert _names(_at(hospital, "hospital_doctor")) == {hospital.name, ward.name}


def test_the_lead_of_a_region_reaches_its_members(department: Unit, hospital: Unit) -> None:
    region = _unit(department, "region", "Cụm mẫu")
    member = _unit(department, "hospital", "Đơn vị trong cụm")
    _tie(region, hospital, "region_lead")
    _tie(region, member, "region_member")

    assert member.name in _names(_at(hospital, "direction_office"))
    assert hospital in list(direction.directing(member.pk, clock.today()))


def test_a_unit_knows_who_directs_it_the_top_first(
    department: Unit, hospital: Unit, centre: Unit, far_hospital: Unit
) -> None:
    _tie(far_hospital, centre, "steering")

    found = list(direction.directing(centre.pk, clock.today()))

    assert found[0] == department
    assert set(found) == {department, hospital, far_hospital}


def test_the_directed_are_places_that_treat_never_departments(hospital: Unit, centre: Unit) -> None:
    office = _unit(hospital, "department", "Phòng Chỉ đạo tuyến")

    assert list(direction.directed(hospital.pk, clock.today())) == [centre]
    assert list(direction.directed(office.pk, clock.today())) == [centre]


def test_an_office_inside_the_hospital_directs_for_the_hospital(
    hospital: Unit, centre: Unit, far_hospital: Unit
) -> None:
    office = _unit(hospital, "department", "Phòng Chỉ đạo tuyến")
    _tie(hospital, far_hospital, "satellite")

    assert _names(_at(office, "direction_office")) >= {centre.name, far_hospital.name}


def test_the_other_chain_is_not_reached(department: Unit, hospital: Unit) -> None:
    camp = _unit(None, "health_bureau", "Cục Y tế mẫu", "police")

    assert not direction.reaches(_at(department, "department_officer"), camp.pk)
    assert not direction.reaches(_at(camp, "bureau_officer"), hospital.pk)
