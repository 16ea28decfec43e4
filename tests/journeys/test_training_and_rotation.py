"""A course from its programme to a verified certificate, and a cardiologist exchanged one for one, by the
pages; what the exchange yielded is counted from the chart."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.people import person
from tuyen.core import clock, facts
from tuyen.core.actor import SYSTEM
from tuyen.domains.rotation.models import RotationTurn
from tuyen.domains.training.models import Certificate, Course, CourseSession, Enrolment, Programme
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.record.actions.procedures import record_procedure
from tuyen.record.models import Encounter, Task
from tuyen.record.rules.procedures import Done, Hand
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.actions import add_member
from tuyen.registry.staff.models import StaffMember
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = pytest.mark.django_db

STENT, STENT_NAME = "2.101", "Nong và đặt stent động mạch vành"


@pytest.fixture
def department(db: None) -> Unit:
    return create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )


@pytest.fixture
def hospital(department: Unit) -> Unit:
    return create_unit(parent=department, kind="hospital", name="Bệnh viện tỉnh mẫu", by=SYSTEM)


@pytest.fixture
def central(department: Unit) -> Unit:
    return create_unit(parent=department, kind="hospital", name="Bệnh viện tuyến cuối", by=SYSTEM)


@pytest.fixture
def station(hospital: Unit) -> Unit:
    return create_unit(parent=hospital, kind="health_station", name="Trạm Y tế xã Mẫu", by=SYSTEM)


def someone(unit: Unit, name: str) -> StaffMember:
    told = {"profession": "doctor", "works_from": dt.date(2020, 1, 1), "position": "Bác sĩ"}
    return add_member(unit=unit, name=name, by=SYSTEM, **told)  # type: ignore[arg-type]


def browser_at(place: Unit, role: str) -> Client:
    return browser_of(account_at(ScopeNode.objects.get(unit_id=place.id), role))


def day(ahead: int) -> str:
    return f"{clock.today() + dt.timedelta(days=ahead):%d/%m/%Y}"


@pytest.mark.capability("E3", where="/training/")
@pytest.mark.capability("E2", where="/training/hours/")
def test_from_a_programme_to_a_certificate_that_verifies_and_counts(
    hospital: Unit, station: Unit, client: Client
) -> None:
    doctor, absent = someone(station, "Lò Văn Học"), someone(station, "Sùng A Vắng")
    office, head = browser_at(hospital, "direction_office"), browser_at(station, "station_doctor")
    office.post(
        reverse("training:new_programme"),
        {"title": "Siêu âm ổ bụng", "topic": "ultrasound", "hours": "48", "method": "on_site",
         "attendance_percent": "80", "pass_mark": "5"},
    )  # fmt: skip
    programme = Programme.objects.get()
    office.post(
        reverse("training:new_course"),
        {"programme": str(programme.id), "starts_on": day(-2), "ends_on": day(0), "places": "2"},
    )
    course = Course.objects.get()
    office.post(
        reverse("training:add_session", args=[course.id]),
        {"day": day(-2), "starts": "07:30", "minutes": "200", "title": "Thực hành"},
    )
    office.post(
        reverse("training:quota", args=[course.id]), {"unit": str(station.id), "places": "2"}
    )
    office.post(reverse("training:move", args=[course.id]), {"to": "open"})
    for member in (doctor, absent):
        told = {"unit": str(station.id), "staff": str(member.id)}
        head.post(reverse("training:trainees", args=[course.id]), told)
    row = Enrolment.objects.get(staff_id=doctor.id)
    other = Enrolment.objects.get(staff_id=absent.id)
    lesson = CourseSession.objects.get()

    office.post(reverse("training:session", args=[lesson.id]), {"present": [str(row.id)]})
    marks = {f"mark-{row.id}": "8,5", f"mark-{other.id}": "9"}
    office.post(reverse("training:results", args=[course.id]), marks)
    certify = reverse("training:certify", args=[course.id])
    refused = office.post(certify, {"trainee": [str(row.id), str(other.id)]})
    office.post(certify, {"trainee": [str(row.id)], "signed_by": "Giám đốc mẫu"})
    office.post(reverse("training:move", args=[course.id]), {"to": "ended"})

    assert refused.status_code == 422
    assert "Sùng A Vắng: không có mặt buổi nào" in refused.text
    certificate = Certificate.objects.get()
    public = client.get(reverse("training:verify", args=[certificate.id])).text
    assert "L.V.H." in public
    assert "Còn giá trị" in public
    assert head.get(reverse("training:paper", args=[certificate.id])).content.startswith(b"%PDF")
    today = clock.today()
    held = facts.ask("training.certificates", unit_id=station.id, topic="ultrasound", on=today)
    assert held == {doctor.id}
    assert "Lò Văn Học" in head.get(reverse("training:hours")).text


@pytest.mark.capability("A9", where="/rotation/")
def test_a_cardiologist_exchanged_one_for_one_and_what_it_yielded(
    central: Unit, hospital: Unit
) -> None:
    load_catalogues(schemes=["technique"])
    heart, internist = someone(central, "Trần Văn Tim"), someone(hospital, "Lò Văn Nội")
    upper, lower = browser_at(central, "direction_office"), browser_at(hospital, "direction_office")
    upper.post(
        f"{reverse('rotation:exchange')}?unit={hospital.id}",
        {"ours": str(heart.id), "theirs": str(internist.id), "starts_on": day(-20),
         "ends_on": day(10), "position": "Bác sĩ tim mạch", "technique": STENT},
    )  # fmt: skip
    turn = RotationTurn.objects.get(staff_id=heart.id)
    partner = RotationTurn.objects.get(staff_id=internist.id)
    signed = {"number": "12/QĐ", "on": day(-25), "signed_by": "Giám đốc mẫu"}
    upper.post(reverse("rotation:decide", args=[turn.id]), signed)
    lower.post(reverse("rotation:decide", args=[partner.id]), signed)

    _cases(heart, hospital, 3)
    shown = lower.get(reverse("rotation:turn", args=[turn.id])).text
    board = upper.get(reverse("rotation:home")).text
    days = lower.get(reverse("rotation:techniques")).text
    clash = lower.post(
        reverse("rotation:new"),
        {"staff": str(internist.id), "to_unit": str(central.id), "kind": "learning",
         "starts_on": day(5), "ends_on": day(40), "position": "Bác sĩ"},
    )  # fmt: skip
    lower.post(
        reverse("rotation:grade", args=[turn.id]), {"grade": "excellent", "remark": "Tận tình"}
    )
    early = upper.post(reverse("rotation:end", args=[turn.id]), {"on": day(0)})
    upper.post(reverse("rotation:end", args=[turn.id]), {"on": day(0), "why": "Việc gấp ở nhà"})

    assert STENT_NAME in shown
    assert "3 ca" in shown
    assert "Lò Văn Nội" in shown
    assert "Trần Văn Tim" in board
    assert STENT_NAME in days
    assert (clash.status_code, early.status_code) == (422, 422)
    turn.refresh_from_db()
    assert (turn.stage, turn.grade, turn.ended_on) == ("ended", "excellent", clock.today())
    assert not Task.objects.filter(subject_id=turn.id, status="requested").exists()


def _cases(heart: StaffMember, hospital: Unit, count: int) -> None:
    """Visits of the guest, each with a stent, in the charts of the receiving hospital."""
    place = ScopeNode.objects.get(unit_id=hospital.id)
    account = account_at(place, "hospital_doctor")
    account.staff_id = heart.id
    account.save(update_fields=["staff_id"])
    doctor = actor_of(account)
    assert doctor is not None
    for number in range(count):
        on = clock.today() - dt.timedelta(days=number + 1)
        at = clock.start_of(on) + dt.timedelta(hours=9)
        visit = Encounter(
            patient_id=person(doctor, f"Người bệnh {number}").id,
            unit_id=hospital.id,
            practitioner_id=heart.id,
            practitioner_name=heart.name,
            day=on,
            occurred_at=at,
            recorded_at=at,
        )
        with changes.apply(actor=SYSTEM, reason="test.visit") as log:
            log.create(visit)
        done = Done(STENT, STENT_NAME, on, Hand(heart.name, heart.id))
        record_procedure(of=visit, done=done, by=doctor)
