"""Courses and turns of rotation by the API: the same acts and the same scope as the pages."""

import datetime as dt

import pytest

from tests.network import account_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.training.actions import courses
from tuyen.domains.training.models import Course, Stage
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.edge.demo.training import at
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.actions import add_member
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital(db: None) -> Unit:
    top = create_unit(parent=None, kind="health_department", name="Sở mẫu", chain="moh", by=SYSTEM)
    return create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


@pytest.fixture
def station(hospital: Unit) -> Unit:
    return create_unit(parent=hospital, kind="health_station", name="Trạm mẫu", by=SYSTEM)


def program_at(place: Unit, role: str) -> Program:
    return Program(account_at(ScopeNode.objects.get(unit_id=place.id), role))


def someone(unit: Unit, name: str) -> StaffMember:
    day = dt.date(2020, 1, 1)
    told = {"profession": "doctor", "works_from": day, "position": "Bác sĩ"}
    return add_member(unit=unit, name=name, by=SYSTEM, **told)  # type: ignore[arg-type]


@pytest.fixture
def course(hospital: Unit, station: Unit) -> Course:
    """Open, with one place for the station."""
    by = at(hospital)
    said = courses.ProgrammeSaid(title="Điện tâm đồ", topic="ecg", hours=16)
    programme = courses.write_programme(said=said, by=by)
    days = courses.CourseSaid(starts_on=clock.today(), ends_on=clock.today())
    made = courses.plan_course(programme=programme, said=days, by=by)
    courses.set_quotas(course=made, places={station.id: 1}, by=by)
    return courses.move_course(course=made, to=Stage.OPEN, by=by)


def test_a_station_puts_its_doctor_forward_once_and_reads_why_not(
    course: Course, station: Unit, hospital: Unit
) -> None:
    doctor, other = someone(station, "Lò Văn Một"), someone(station, "Lò Văn Hai")
    program = program_at(station, "station_doctor")
    address = f"training/courses/{course.id}/trainees"
    said = {"staff_id": str(doctor.id), "from_unit_id": str(station.id)}
    key = new_key()

    first = program.post(address, said, idempotency_key=key)
    again = program.post(address, said, idempotency_key=key)
    full = program.post(address, said | {"staff_id": str(other.id)})
    shown = program.get(f"training/courses/{course.id}").json()

    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert full.status_code == 422
    assert "hết chỉ tiêu" in full.json()["detail"]
    assert shown["of_units"] == [{"unit_id": str(station.id), "quota": 1, "taken": 1}]
    listed = program.get("training/courses").json()
    assert [each["id"] for each in listed["items"]] == [str(course.id)]
    assert program.get("training/certificates").json()["items"] == []
    hours = program.get("training/hours").json()["items"]
    assert {each["staff_id"] for each in hours} == {str(doctor.id), str(other.id)}
    assert program_at(hospital, "guard_officer").get("training/courses").status_code == 403


def test_a_turn_is_planned_once_and_never_over_another(hospital: Unit, station: Unit) -> None:
    doctor = someone(hospital, "Lò Văn Đi")
    program = program_at(hospital, "direction_office")
    said = {
        "staff_id": str(doctor.id),
        "unit_id": str(hospital.id),
        "to_unit_id": str(station.id),
        "starts_on": clock.today().isoformat(),
        "ends_on": (clock.today() + dt.timedelta(days=30)).isoformat(),
        "position": "Bác sĩ",
    }
    key = new_key()

    first = program.post("rotation/turns", said, idempotency_key=key)
    again = program.post("rotation/turns", said, idempotency_key=key)
    clash = program.post("rotation/turns", said)

    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert clash.status_code == 422
    assert "đã có đợt luân phiên" in clash.json()["detail"]
    turn = f"rotation/turns/{first.json()['id']}"
    assert program.get(f"{turn}/yield").json()["visits"] == 0
    below = program_at(station, "station_doctor")
    assert [each["name"] for each in below.get("rotation/turns").json()["items"]] == ["Lò Văn Đi"]
    early = below.post(f"{turn}/end", {"on": clock.today().isoformat()})
    assert early.status_code == 428
