"""The record around the visits: medicines stopped with a reason, papers to take along, the household."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.print.tests.paper_reader import pages_of
from tuyen.record import timeline
from tuyen.record.actions import allergies, problems, tasks, visits
from tuyen.record.actions.medicines import stop_medicine
from tuyen.record.actions.queue import enqueue
from tuyen.record.chart import chart_of
from tuyen.record.models import MedicationRequest, MedicationStop, QueueEntry
from tuyen.record.papers.readers import readers_paper
from tuyen.record.queries.household import home_of
from tuyen.record.queries.medicines import courses_of, current_medicines, lines_of, stops_of
from tuyen.record.queries.medicines import stopped_days as days_of
from tuyen.record.queries.readers import readers
from tuyen.record.sheet import Diagnosis, Line
from tuyen.record.tests.conftest import sheet
from tuyen.registry.persons.actions import create_household, join_household
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B7")]

AMLODIPINE = Line(
    "Amlodipin", "1 viên, sáng", 30, "viên", strength="5 mg", drug_code="amlo", days=30
)


def current(person_id: object, who: Actor) -> list[str]:
    chart = chart_of(person_id, who)  # type: ignore[arg-type]
    found = current_medicines(lines_of(chart), days_of(stops_of(chart)), clock.today())
    return [line.name for line in found]


@pytest.fixture
def treated(doctor: Actor, patient: Person, entry: QueueEntry) -> Person:
    """One drug of a month, given yesterday."""
    at = clock.now() - dt.timedelta(days=1)
    said = sheet(
        occurred_at=at, lines=(AMLODIPINE,), diagnoses=(Diagnosis("Tăng huyết áp", "I10"),)
    )
    visits.finish_visit(person=patient.id, sheet=said, by=doctor)
    return patient


@pytest.fixture
def browser(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "station_doctor", name="Bác sĩ Mẫu"))


def last_line(patient: Person) -> MedicationRequest:
    return MedicationRequest.objects.filter(patient_id=patient.id).latest("day")


def test_a_stopped_drug_is_not_taken_any_longer_and_its_history_says_why(
    doctor: Actor, treated: Person
) -> None:
    stop_medicine(
        person_id=treated.id, request_id=last_line(treated).id, reason="Phù chân", by=doctor
    )

    [course] = courses_of(chart_of(treated.id, doctor), clock.today())

    [stopped] = timeline.events(chart_of(treated.id, doctor), kind="stop")
    assert (stopped.title, stopped.about) == ("Amlodipin", "Phù chân")
    assert current(treated.id, doctor) == []
    assert course.stop is not None
    assert (course.stop.reason, course.stop.stopped_by_name) == ("Phù chân", doctor.name)


def test_a_later_prescription_starts_the_drug_again(doctor: Actor, treated: Person) -> None:
    yesterday = clock.now() - dt.timedelta(days=1)
    with clock.stopped(yesterday):
        stop_medicine(
            person_id=treated.id, request_id=last_line(treated).id, reason="Phù chân", by=doctor
        )

    visits.finish_visit(
        person=treated.id, sheet=sheet(lines=(AMLODIPINE,), occurred_at=clock.now()), by=doctor
    )

    assert current(treated.id, doctor) == ["Amlodipin 5 mg"]
    assert courses_of(chart_of(treated.id, doctor), clock.today())[0].stop is None


def test_stopping_wants_a_reason_and_somebody_who_may_prescribe(
    doctor: Actor, nurse: Actor, treated: Person
) -> None:
    line = last_line(treated)

    with pytest.raises(Refused, match="vì sao ngừng"):
        stop_medicine(person_id=treated.id, request_id=line.id, reason=" ", by=doctor)
    with pytest.raises(NotPermitted):
        stop_medicine(person_id=treated.id, request_id=line.id, reason="Phù chân", by=nurse)

    assert not MedicationStop.objects.exists()


def test_a_line_of_another_person_is_not_stopped_here(
    doctor: Actor, treated: Person, patient: Person
) -> None:
    other = person(doctor, "Vàng A Mẫu")
    enqueue(person_id=other.id, by=doctor)

    with pytest.raises(Refused, match="không còn trong đơn nào"):
        stop_medicine(person_id=other.id, request_id=last_line(treated).id, reason="x", by=doctor)


@pytest.mark.capability("B3", "B7")
def test_the_doctor_stops_a_drug_on_the_page(browser: Client, treated: Person) -> None:
    page = reverse("record:courses", args=[treated.id])
    stop = reverse("record:stop_medicine", args=[treated.id, last_line(treated).id])

    before = browser.get(page).text
    after = browser.post(stop, {"reason": "Phù chân"}, follow=True).text
    person_page = browser.get(reverse("clinic:patient", args=[treated.id])).text

    assert "Đang dùng" in before
    assert stop in before
    assert "Phù chân" in after
    assert stop not in after
    assert "Không có thuốc nào đang dùng theo đơn" in person_page


@pytest.mark.capability("B7", where="/persons/")
def test_what_was_written_wrong_is_corrected_or_struck_on_the_page(
    browser: Client, doctor: Actor, treated: Person
) -> None:
    """A wrong reaction and a wrong code are mended with the reason; what is another's leaves the lists."""
    load_catalogues(schemes=["icd10"])
    page = reverse("record:courses", args=[treated.id])
    allergy = allergies.add_allergy(person_id=treated.id, substance="Penicillin", by=doctor)
    ill = problems.add_problem(person_id=treated.id, name="Tăng huyết áp", code="I10", by=doctor)
    mend_allergy = reverse("record:mend_allergy", args=[treated.id, allergy.id])
    mend_problem = reverse("record:mend_problem", args=[treated.id, ill.id])

    unfounded = browser.post(mend_allergy, {"substance": "Penicillin", "reaction": "Sốc"})
    unknown = browser.post(mend_problem, {"name": "Gút", "code": "Z9Z", "why": "Nhầm"})
    browser.post(mend_allergy, {"substance": "Penicillin", "reaction": "Sốc", "why": "Hỏi lại"})
    browser.post(mend_problem, {"name": "Đái tháo đường", "code": "e11", "why": "Nhầm mã"})
    mended = browser.get(page).text
    browser.post(mend_allergy, {"strike": "1", "why": "Ghi nhầm người"})
    struck = browser.get(page).text

    assert (unfounded.status_code, unknown.status_code) == (422, 422)
    assert "Sốc" in mended
    assert "E11" in mended
    assert "I10" not in mended
    assert "Penicillin" not in struck
    assert "Penicillin" not in browser.get(reverse("clinic:patient", args=[treated.id])).text
    assert browser.post(mend_problem, {"strike": "1", "why": "Lần nữa"}).status_code == 404


def test_the_pages_of_the_record_take_eight_statements(browser: Client, treated: Person) -> None:
    for name in ("record:courses", "record:household"):
        url = reverse(name, args=[treated.id])
        browser.get(url)

        with counted() as statements:
            browser.get(url)

        assert len(statements) <= 8, "\n".join(statements)


def test_the_printed_summary_says_what_the_next_place_must_know(
    browser: Client, doctor: Actor, treated: Person
) -> None:
    allergies.add_allergy(
        person_id=treated.id, substance="Penicillin", reaction="Mề đay", by=doctor
    )
    problems.add_problem(person_id=treated.id, name="Tăng huyết áp", code="I10", by=doctor)

    answer = browser.get(reverse("record:summary", args=[treated.id]))

    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(pages_of(answer.content))
    for said in (treated.name, "Penicillin (Mề đay)", "Tăng huyết áp I10", "Amlodipin 5 mg"):
        assert said in text


def test_the_list_of_readers_is_handed_over_on_paper(
    browser: Client, station: ScopeNode, treated: Person
) -> None:
    browser.get(reverse("record:courses", args=[treated.id]))
    officer = account_at(station, "privacy_officer")
    officer_browser = browser_of(officer)

    answer = officer_browser.get(reverse("record:readers_list", args=[treated.id]))

    text = " ".join(pages_of(answer.content))
    assert "Bác sĩ Mẫu" in text
    assert "Bệnh và thuốc" in text
    assert browser.get(reverse("record:readers_list", args=[treated.id])).status_code == 403


def test_an_empty_list_of_readers_is_a_paper_too(doctor: Actor, patient: Person) -> None:
    paper = readers_paper(patient, readers([patient.id], doctor), unit="Trạm", day=clock.today())

    assert paper.rows == ()


def test_a_household_shows_who_is_due_for_what(
    browser: Client, doctor: Actor, treated: Person
) -> None:
    child = person(doctor, "Giàng A Bé", birth_date=clock.today() - dt.timedelta(days=400))
    enqueue(person_id=child.id, by=doctor)
    household = create_household(head=treated, by=doctor)
    join_household(person=child, household=household, by=doctor)
    tasks.add_task(
        title="Tiêm sởi mũi 2", kind="vaccine", due_on=clock.today() - dt.timedelta(days=1),
        patient_id=child.id, by=doctor,
    )  # fmt: skip

    text = browser.get(reverse("record:household", args=[treated.id])).text

    assert "Giàng A Bé" in text
    assert "Tiêm sởi mũi 2" in text
    assert "Quá hạn" in text
    assert "chủ hộ" in text


def test_a_household_hides_members_and_tasks_that_are_not_mine(
    doctor: Actor, treated: Person
) -> None:
    household = create_household(head=treated, by=doctor)
    hidden = person(doctor, "Lò Văn Mẫu", compartment="custody")
    child = person(doctor, "Giàng A Bé")
    elsewhere = node("Trạm khác")
    for each in (hidden, child):
        each.household_id = household.id
        with changes.apply(actor=doctor, reason="test.household") as log:
            log.change(each, ["household_id"])
    other = actor_at(elsewhere, "station_doctor")
    tasks.add_task(
        title="Việc của trạm khác", kind="bp", due_on=clock.today(), patient_id=child.id, by=other
    )

    home = home_of(treated, doctor, clock.today())

    assert {member.person.name for member in home.members} == {treated.name, "Giàng A Bé"}
    assert home.due == 0
