"""The register of a unit: what comes in, what breaks, what is mended, what is looked after."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.equipment import actions, queries
from tuyen.domains.equipment.models import EquipmentFault, EquipmentItem, MaintenanceJob
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit
from tuyen.registry.terms import figures
from tuyen.registry.terms.actions import confirm_value

pytestmark = pytest.mark.django_db


def told(
    item: EquipmentItem, station: Unit, by: Actor, still_works: bool = False
) -> EquipmentFault:
    return actions.report_fault(
        item=item, unit=station, said="Không lên nguồn", still_works=still_works, by=by
    )


def test_what_works_at_a_unit_is_a_fact_for_other_rooms(
    station: Unit, doctor: Actor, ultrasound: EquipmentItem
) -> None:
    actions.add_item(unit=station, by=doctor, kind="patient_bed", quantity=5, name="")

    working = facts.ask("equipment.working", unit_id=station.id, kind_codes=["ultrasound", "ecg"])
    counts = facts.ask("equipment.counts", unit_id=station.id)

    assert working == {"ultrasound": 1, "ecg": 0}
    assert counts["patient_bed"] == queries.Count(5, 5)


def test_a_device_with_a_fault_no_longer_counts_as_working(
    station: Unit, nurse: Actor, ultrasound: EquipmentItem
) -> None:
    told(ultrasound, station, nurse)

    assert queries.counts_of(station.id)["ultrasound"] == queries.Count(0, 1)
    assert Task.objects.filter(kind="equipment_fault", status="requested").count() == 1


def test_a_device_that_still_works_stays_in_use(
    station: Unit, nurse: Actor, ultrasound: EquipmentItem
) -> None:
    told(ultrasound, station, nurse, still_works=True)

    assert queries.counts_of(station.id)["ultrasound"].working == 1


def test_mending_brings_the_device_back_and_closes_the_task(
    station: Unit, doctor: Actor, ultrasound: EquipmentItem
) -> None:
    fault = told(ultrasound, station, doctor)

    actions.mend_fault(
        fault=fault,
        unit=station,
        by=doctor,
        mended_on=clock.today(),
        mended_how="Thay nguồn",
        mended_by="",
        cost_dong=1_200_000,
    )

    assert EquipmentItem.objects.get(pk=ultrasound.pk).state == "in_use"
    assert not Task.objects.filter(kind="equipment_fault", status="requested").exists()


def test_a_fault_cannot_be_mended_before_it_was_told(
    station: Unit, doctor: Actor, ultrasound: EquipmentItem
) -> None:
    fault = told(ultrasound, station, doctor)

    with pytest.raises(Refused):
        actions.mend_fault(
            fault=fault, unit=station, by=doctor, mended_on=clock.yesterday(), mended_how="Thay"
        )


def test_a_device_with_an_open_fault_is_not_put_back_into_use_by_hand(
    station: Unit, doctor: Actor, ultrasound: EquipmentItem
) -> None:
    told(ultrasound, station, doctor)
    ultrasound.refresh_from_db()

    with pytest.raises(Refused):
        actions.set_state(item=ultrasound, unit=station, to="in_use", why="", by=doctor)


def test_disposal_needs_a_reason(station: Unit, doctor: Actor, ultrasound: EquipmentItem) -> None:
    with pytest.raises(Refused):
        actions.set_state(item=ultrasound, unit=station, to="disposed", why=" ", by=doctor)


def test_upkeep_done_plans_the_next_by_the_months_of_the_kind(
    station: Unit, doctor: Actor, ultrasound: EquipmentItem
) -> None:
    job = MaintenanceJob.objects.get(item=ultrasound)

    actions.do_maintenance(
        job=job, unit=station, by=doctor, done_on=clock.today(), done_by="", result="Tốt"
    )

    following = MaintenanceJob.objects.get(item=ultrasound, done_on=None)
    assert following.due_on > clock.today() + dt.timedelta(days=300)
    assert Task.objects.filter(kind="equipment_maintenance", status="requested").count() == 1


def test_the_next_upkeep_follows_the_months_that_the_unit_has_confirmed(
    station: Unit, doctor: Actor, officer: Actor, ultrasound: EquipmentItem
) -> None:
    kind, today = ultrasound.kind, clock.today()
    figure = figures.with_code(f"equipment.kinds:{kind}:maintenance_months", today)
    assert figure is not None
    browser = browser_of(account_at(ScopeNode.objects.get(unit_id=station.id), "station_doctor"))
    page = reverse("equipment:item", args=[ultrasound.id])
    before = browser.get(page).text

    confirm_value(
        open_value=figure, value="6", source="Quy chế bảo trì mẫu", valid_from=today, by=officer
    )
    job = MaintenanceJob.objects.get(item=ultrasound, done_on=None)
    actions.do_maintenance(
        job=job, unit=station, by=doctor, done_on=today, done_by="", result="Tốt"
    )

    following = MaintenanceJob.objects.get(item=ultrasound, done_on=None)
    assert following.due_on <= today + dt.timedelta(days=184)
    assert "chưa xác minh" in before
    after = browser.get(page).text
    assert "chưa xác minh" not in after
    assert "Quy chế bảo trì mẫu" in after


def test_the_same_serial_number_stands_in_the_register_once(
    station: Unit, doctor: Actor, ultrasound: EquipmentItem
) -> None:
    with pytest.raises(Refused):
        actions.add_item(unit=station, by=doctor, kind="ultrasound", name="", serial="SA-001")


def test_a_neighbour_neither_sees_nor_writes_the_register(
    station: Unit, stranger: Actor, ultrasound: EquipmentItem
) -> None:
    assert not queries.items_in_reach(stranger).exists()

    with pytest.raises(NotPermitted):
        actions.add_item(unit=station, by=stranger, kind="ecg", name="")


def test_the_department_sees_the_registers_below_it(
    officer: Actor, ultrasound: EquipmentItem
) -> None:
    assert queries.items_in_reach(officer).get() == ultrasound


def test_what_lacks_against_the_standard_is_announced_as_needs(
    station: Unit, doctor: Actor, ultrasound: EquipmentItem
) -> None:
    lines = queries.against_standard(station.id, station.kind)
    ultrasound_line = next(line for line in lines if line.wanted.code == "ultrasound")

    asked = actions.ask_for_missing(unit=station, short=lines, by=doctor)

    assert ultrasound_line.short == 0
    assert asked == len(lines) - 1
