"""The network changes by the hand of whoever manages it, and scope follows at once."""

import datetime as dt
from typing import Any

import pytest

from tests.network import actor_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.areas.models import Area
from tuyen.registry.facilities import actions, queries
from tuyen.registry.facilities.doctor import facility_codes
from tuyen.registry.facilities.models import Facility, FacilityCode, Unit

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 21)


def test_a_new_station_is_in_scope_at_once(department: Unit, officer: Actor, sin_ho: Area) -> None:
    station = actions.create_unit(
        parent=department,
        kind="health_station",
        name="Trạm Y tế xã Sìn Hồ",
        commune_code="03478",
        by=officer,
    )

    node = ScopeNode.objects.get(unit_id=station.id)
    assert node.path.startswith(department.path)
    assert (node.commune_code, node.province_code) == ("03478", "12")
    assert node.chain == "moh"


def test_a_nurse_does_not_make_units(department: Unit, nurse: Actor) -> None:
    with pytest.raises(NotPermitted):
        actions.create_unit(parent=department, kind="hospital", name="Bệnh viện", by=nurse)


def test_a_manager_of_one_chain_leaves_the_other_alone(officer: Actor, bureau: Unit) -> None:
    with pytest.raises(NotPermitted):
        actions.create_unit(parent=bureau, kind="infirmary", name="Bệnh xá", by=officer)


def test_a_unit_keeps_the_chain_of_the_unit_above(department: Unit, officer: Actor) -> None:
    with pytest.raises(Refused, match="cùng hệ thống"):
        actions.create_unit(
            parent=department, kind="hospital", name="Bệnh viện", chain="police", by=officer
        )


def test_an_unknown_commune_is_refused(department: Unit, officer: Actor) -> None:
    with pytest.raises(Refused) as refused:
        actions.create_unit(
            parent=department, kind="hospital", name="BV", commune_code="99999", by=officer
        )

    assert refused.value.field == "commune_code"


def test_a_changed_name_is_searched_and_scoped_by(station: Unit, officer: Actor) -> None:
    actions.change_unit(unit=station, name="Trạm Y tế phường Đống Đa", by=officer)

    assert list(queries.filtered(officer, DAY, words="dong da")) == [station]
    assert ScopeNode.objects.get(unit_id=station.id).name == "Trạm Y tế phường Đống Đa"


def test_moving_a_hospital_takes_its_departments_along(
    department: Unit, hospital: Unit, officer: Actor
) -> None:
    ward = actions.create_unit(parent=hospital, kind="department", name="Khoa Nội", by=officer)
    centre = actions.create_unit(
        parent=department, kind="district_health_centre", name="Trung tâm Y tế", by=officer
    )

    actions.move_unit(unit=hospital, to=centre, by=officer)

    ward.refresh_from_db()
    assert ward.path.startswith(centre.path)
    assert ScopeNode.objects.get(unit_id=ward.id).path == ward.path
    assert list(queries.above(ward)) == [department, centre, hospital]


def test_a_unit_never_moves_below_itself(hospital: Unit, officer: Actor) -> None:
    ward = actions.create_unit(parent=hospital, kind="department", name="Khoa", by=officer)

    with pytest.raises(Refused, match="chính nó"):
        actions.move_unit(unit=hospital, to=ward, by=officer)


def test_both_ends_of_a_move_must_be_mine(department: Unit, hospital: Unit, station: Unit) -> None:
    director = actor_at(ScopeNode.objects.get(unit_id=hospital.id), "unit_administrator")

    with pytest.raises(NotPermitted):
        actions.move_unit(unit=hospital, to=station, by=director)


def test_a_unit_with_working_units_below_is_not_closed(
    department: Unit, hospital: Unit, officer: Actor
) -> None:
    with pytest.raises(Refused, match="trực thuộc đang hoạt động"):
        actions.close_unit(unit=department, on=DAY, legal_basis="QĐ", by=officer)


def test_a_closed_unit_leaves_the_lists_the_day_after(station: Unit, officer: Actor) -> None:
    actions.close_unit(unit=station, on=DAY, legal_basis="QĐ 1/QĐ-UBND", by=officer)

    assert station in queries.filtered(officer, DAY)
    assert station not in queries.filtered(officer, DAY + dt.timedelta(days=1))


def test_a_new_class_ends_the_old_one_and_both_are_kept(hospital: Unit, officer: Actor) -> None:
    actions.rate_facility(
        unit=hospital, facility_class="2", valid_from=dt.date(2015, 1, 1), by=officer
    )
    actions.rate_facility(
        unit=hospital, facility_class="1", valid_from=dt.date(2021, 1, 1), by=officer
    )

    before = queries.rating_of(hospital, dt.date(2020, 12, 31))
    after = queries.rating_of(hospital, dt.date(2021, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.facility_class, after.facility_class) == ("2", "1")


def test_the_report_counts_by_the_class_of_the_day(hospital: Unit, officer: Actor) -> None:
    ward = actions.create_unit(parent=hospital, kind="department", name="Khoa Nội", by=officer)
    actions.rate_facility(
        unit=hospital, facility_class="1", valid_from=dt.date(2021, 1, 1), by=officer
    )

    assert queries.activity_classes(dt.date(2020, 6, 1))[ward.id] == "other_hospital"
    assert queries.activity_classes(dt.date(2021, 6, 1))[ward.id] == "class_1_hospital"


def test_classes_of_the_whole_network_are_three_statements(
    hospital: Unit, prison: Unit, station: Unit, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        found = queries.activity_classes(DAY)

    assert found[prison.id] == "prison"
    assert found[station.id] == "primary_unit"


def test_only_facilities_are_rated(department: Unit, officer: Actor) -> None:
    with pytest.raises(Refused):
        actions.rate_facility(unit=department, facility_class="1", by=officer)


def test_a_code_names_one_unit_at_a_time(hospital: Unit, station: Unit, officer: Actor) -> None:
    actions.add_code(unit=hospital, system="bhyt5", code="12001", by=officer)

    with pytest.raises(Refused, match="đang thuộc Bệnh viện đa khoa mẫu"):
        actions.add_code(unit=station, system="bhyt5", code="12001", by=officer)


def test_a_new_code_keeps_the_old_one_with_its_days(hospital: Unit, officer: Actor) -> None:
    actions.add_code(unit=hospital, system="bhyt5", code="12001", by=officer)
    actions.add_code(
        unit=hospital, system="bhyt5", code="12901", valid_from=dt.date(2025, 7, 1), by=officer
    )

    assert queries.code_on(hospital, "bhyt5", dt.date(2025, 6, 30)) == "12001"
    assert queries.code_on(hospital, "bhyt5", DAY) == "12901"


def test_a_region_has_members_and_a_lead(bureau: Unit, prison: Unit, police_officer: Actor) -> None:
    region = actions.create_unit(parent=bureau, kind="region", name="Cụm 1", by=police_officer)
    lead = actions.create_unit(
        parent=bureau, kind="hospital", name="Bệnh viện đầu mối", by=police_officer
    )
    actions.affiliate(upper=region, lower=lead, kind="region_lead", by=police_officer)
    actions.affiliate(upper=region, lower=prison, kind="region_member", by=police_officer)

    assert set(queries.members_of(region, DAY)) == {lead, prison}


def test_one_tie_is_not_made_twice(hospital: Unit, station: Unit, officer: Actor) -> None:
    actions.affiliate(upper=hospital, lower=station, kind="satellite", by=officer)

    with pytest.raises(Refused, match="đã có quan hệ này"):
        actions.affiliate(upper=hospital, lower=station, kind="satellite", by=officer)


def test_prisons_are_not_shown_to_the_other_chain(
    prison: Unit, bureau: Unit, hospital: Unit, officer: Actor, police_officer: Actor
) -> None:
    seen = set(queries.visible_to(officer))

    assert prison not in seen
    assert bureau in seen
    assert {prison, hospital} <= set(queries.visible_to(police_officer))


def test_the_top_of_the_tree_is_made_by_the_installation(officer: Actor) -> None:
    with pytest.raises(NotPermitted):
        actions.create_unit(parent=None, kind="ministry", name="Bộ", chain="moh", by=officer)


def test_many_units_come_at_once_with_ratings_and_codes(department: Unit) -> None:
    centre = actions.new_unit(parent=department, kind="district_health_centre", name="TTYT")
    point = actions.new_unit(parent=centre, kind="service_point", name="Điểm trạm")

    actions.create_units(
        units=[centre, point],
        rows=[Facility(unit=centre, tier="district"), FacilityCode(unit=centre, code="1")],
        by=SYSTEM,
    )

    assert list(queries.below(centre)) == [centre, point]
    assert ScopeNode.objects.filter(path__startswith=centre.path).count() == 2


def test_a_department_goes_by_the_code_of_its_hospital(hospital: Unit, officer: Actor) -> None:
    ward = actions.create_unit(parent=hospital, kind="department", name="Khoa Nội", by=officer)
    actions.add_code(unit=hospital, system="bhyt5", code="12001", by=officer)

    assert queries.code_of_facility(ward.id, "bhyt5", DAY) == "12001"


def test_a_station_without_a_code_has_none_and_not_that_of_its_department(
    station: Unit, department: Unit, officer: Actor
) -> None:
    assert queries.code_of_facility(station.id, "bhyt5", DAY) == ""


def test_tuyen_doctor_names_the_places_of_work_without_a_code(
    station: Unit, hospital: Unit, officer: Actor
) -> None:
    actor_at(ScopeNode.objects.get(unit_id=station.id), "station_nurse")

    found = facility_codes()

    assert (found.state, found.value) == ("warn", "1")
    assert station.name in str(found.advice)
    actions.add_code(unit=station, system="bhyt5", code="12901", by=officer)
    assert facility_codes().is_ok


def test_a_move_is_taken_back_by_an_act_of_its_own(
    department: Unit, hospital: Unit, station: Unit, officer: Actor
) -> None:
    where = station.path
    ward = actions.create_unit(parent=hospital, kind="department", name="Khoa Nội", by=officer)
    point = actions.create_unit(parent=station, kind="service_point", name="Điểm", by=officer)
    actions.move_unit(unit=point, to=hospital, by=officer)

    actions.undo_last(unit=point, by=officer)

    assert Unit.objects.get(pk=point.id).parent_id == station.id
    assert ScopeNode.objects.get(unit_id=point.id).path.startswith(where)
    with pytest.raises(Refused, match="quá lúc hoàn tác"):
        actions.undo_last(unit=ward, by=officer)


def test_a_closed_unit_is_opened_again_as_it_was(station: Unit, officer: Actor) -> None:
    actions.close_unit(unit=station, on=DAY, legal_basis="QĐ 12/QĐ-UBND", by=officer)

    actions.undo_last(unit=station, by=officer)

    kept = Unit.objects.get(pk=station.id)
    assert (kept.valid_to, kept.legal_basis) == (None, "")


def test_what_was_done_long_ago_is_not_undone(
    station: Unit, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.close_unit(unit=station, on=DAY, legal_basis="QĐ 12/QĐ-UBND", by=officer)
    later = clock.now() + dt.timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)

    with pytest.raises(Refused, match="quá lúc hoàn tác"):
        actions.undo_last(unit=station, by=officer)
