"""A stay as other programs read it: where the person lay, how it ended, which doses were given."""

import datetime as dt

import pytest

from tests.network import account_at, actor_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.ward import actions, bedside, rules
from tuyen.edge.fhir.tests.conftest import Program
from tuyen.edge.fhir.tests.test_fhir import judged, resources
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import admissions, beds, discharges
from tuyen.record.chart import chart_of
from tuyen.record.models import Admission, MedicationRequest
from tuyen.record.queries.beds import beds_of
from tuyen.record.sheet import Line

pytestmark = pytest.mark.django_db

PAIN = Line("Paracetamol", "1x3", 15, "viên", "paracetamol-500-tab", strength="500 mg", days=5)


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện Mẫu", kind="hospital")


@pytest.fixture
def doctor(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "hospital_doctor", grants=("custody",))


@pytest.fixture
def nurse(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "ward_nurse", grants=("custody",))


@pytest.fixture
def program(hospital: ScopeNode) -> Program:
    return Program(account_at(hospital, "hospital_doctor"))


def lying(nurse: Actor, *, in_custody: bool = False) -> Admission:
    kind = "secure" if in_custody else "ward"
    room = beds.add_room(name=f"Buồng {kind}", kind=kind, beds=2, by=nurse)
    coming = admissions.Coming(reason="Sốt cao", diagnosis="Viêm phổi", in_custody=in_custody)
    bed = beds_of(nurse).get(room_id=room.id, name="1")
    return admissions.admit(person_id=person(nurse).id, coming=coming, bed=bed, by=nurse)


def given(stay: Admission, order: MedicationRequest, by: Actor, *outcomes: str) -> list[str]:
    """One tick for each outcome, at the hours of tomorrow; their ids."""
    chart, tomorrow = chart_of(stay.patient_id, by), clock.today() + dt.timedelta(days=1)
    shift = rules.shifts_on(tomorrow)[0]
    work = bedside.work_of_stay(chart, stay)
    dues = [task.due for task in bedside.tasks_of_stay(chart, stay, work, shift)]
    return [
        str(actions.do_care(admission=stay, due=due, outcome=outcome, note="Nôn", by=by).id)
        for due, outcome in zip(dues, outcomes, strict=False)
    ]


@pytest.mark.capability("B5")
def test_doses_are_what_the_standard_asks_for(
    program: Program, doctor: Actor, nurse: Actor
) -> None:
    stay = lying(nurse)
    order = actions.order_drug(admission=stay, line=PAIN, by=doctor)
    actions.order_care(admission=stay, title="Thay băng", by=nurse)
    first, second = given(stay, order, nurse, "done", "refused")
    actions.stop_drug(request=order, admission=stay, by=doctor, why="Nổi mẩn")
    query = {"patient": str(stay.patient_id), "context": f"Encounter/{stay.id}"}

    found = resources(program.get("MedicationAdministration", **query))
    completed = resources(program.get("MedicationAdministration", **query, status="completed"))
    one = program.get(f"MedicationAdministration/{first}").json()
    line = program.get(one["request"]["reference"])

    for each in found:
        judged(each)
    assert {each["id"]: each["status"] for each in found} == {
        first: "completed",
        second: "not-done",
    }
    assert [each["id"] for each in completed] == [first]
    assert one["medicationCodeableConcept"]["text"] == "Paracetamol 500 mg"
    assert (line.status_code, line.json()["status"]) == (200, "stopped")
    assert program.get("MedicationAdministration").status_code == 400


def test_a_dose_struck_is_told_as_an_error(program: Program, doctor: Actor, nurse: Actor) -> None:
    stay = lying(nurse)
    order = actions.order_drug(admission=stay, line=PAIN, by=doctor)
    [wrong] = given(stay, order, nurse, "done")
    act = chart_of(stay.patient_id, nurse).of(actions.CareAct).get(pk=wrong)
    actions.strike_care(act=act, why="Nhầm người bệnh", by=nurse)

    [found] = resources(program.get("MedicationAdministration", patient=str(stay.patient_id)))

    judged(found)
    assert found["status"] == "entered-in-error"
    assert program.get(f"MedicationAdministration/{wrong}").status_code == 404


def test_where_somebody_lay_and_how_it_ended(program: Program, doctor: Actor, nurse: Actor) -> None:
    stay = lying(nurse)
    other = beds_of(nurse).get(room_id=stay.room_id, name="2")
    first = stay.bed_id
    admissions.place(admission=stay, bed=other, by=nurse)
    leaving = discharges.Leaving("discharged", "1", "1", diagnosis="Viêm phổi")
    discharges.end_stay(admission=stay, leaving=leaving, by=doctor)

    found = program.get(f"Encounter/{stay.id}").json()

    judged(found)
    places = [each["location"]["reference"] for each in found["location"]]
    assert places == [f"Location/{first}", f"Location/{other.id}"]
    assert {each["status"] for each in found["location"]} == {"completed"}
    assert all(each["period"]["end"] for each in found["location"])
    assert found["hospitalization"]["dischargeDisposition"]["coding"][0]["code"] == "1"


@pytest.mark.capability("I1")
def test_no_dose_of_somebody_in_custody_without_the_grant(
    program: Program, hospital: ScopeNode, doctor: Actor, nurse: Actor
) -> None:
    stay = lying(nurse, in_custody=True)
    order = actions.order_drug(admission=stay, line=PAIN, by=doctor)
    [dose] = given(stay, order, nurse, "done")
    granted = Program(account_at(hospital, "hospital_doctor", grants=("custody",)))
    guard = Program(account_at(hospital, "guard_officer", grants=("custody",)))
    who = str(stay.patient_id)

    seen = resources(granted.get("MedicationAdministration", patient=who))
    hidden = program.get("MedicationAdministration", patient=who)

    assert [each["id"] for each in seen] == [dose]
    assert hidden.status_code == 403 or resources(hidden) == []
    for key in (program, guard):
        assert key.get(f"MedicationAdministration/{dose}").status_code in (403, 404)
    assert guard.get("MedicationAdministration", patient=who).status_code == 403
