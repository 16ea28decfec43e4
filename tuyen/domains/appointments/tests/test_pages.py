"""The pages of the appointments: a day, who did not come, whom to remind, a person, the hours."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.days import ordinary
from tests.network import account_at, browser_of, node
from tests.people import agrees, person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform import changes
from tuyen.platform.access.sign_in import actor_of
from tuyen.record import timeline
from tuyen.record.actions import appointments as acts
from tuyen.record.actions.appointments import new_appointment
from tuyen.record.chart import chart_of
from tuyen.record.models import Appointment, OpeningHours, QueueEntry, Task
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def booked(of: Person, by: Actor, days: int = 0, reason: str = "Khám lại") -> Appointment:
    day = clock.today() + dt.timedelta(days=days)
    row = new_appointment(
        patient_id=of.id, compartment=of.compartment, day=day, reason=reason, by=by
    )
    with changes.apply(actor=by, reason="test.book") as log:
        log.create(row)
    return Appointment.objects.get(pk=row.id)


def test_a_day_lists_who_is_to_come_with_few_statements(browser: Client, nurse: Actor) -> None:
    for number in range(12):
        booked(person(nurse, f"Lò Văn {number}"), nurse)

    with counted() as statements:
        text = browser.get(reverse("appointments:day")).text

    assert text.count('class="row-link"') == 12
    assert len(statements) <= 7, "\n".join(statements)


def test_today_says_how_many_are_expected_and_how_many_did_not_come(
    browser: Client, nurse: Actor
) -> None:
    booked(person(nurse, "Lò Văn Nay"), nurse)
    booked(person(nurse, "Lò Văn Trễ"), nurse, days=-8)

    text = browser.get("/").text

    assert "Còn hẹn đến" in text
    assert "Quá hẹn" in text


def test_arrived_in_one_click(browser: Client, nurse: Actor) -> None:
    row = booked(person(nurse), nurse)

    browser.post(reverse("appointments:arrive", args=[row.id]))

    row.refresh_from_db()
    assert row.status == "arrived"
    assert QueueEntry.objects.get().reason == "Khám lại"
    assert "Đã đến" in browser.get(reverse("appointments:day")).text


def test_whoever_did_not_come_is_called_in_one_tap_and_the_tap_taken_back(
    browser: Client, nurse: Actor
) -> None:
    row = booked(person(nurse, "Lò Văn Trễ", phone="0912345678"), nurse, days=-8)
    url = reverse("appointments:overdue")

    before = browser.get(url).text
    answer = browser.post(
        reverse("appointments:call", args=[row.id]), {"result": "no_answer", "back": "overdue"}
    )
    after = browser.get(url).text
    everyone = browser.get(url, {"all": "1"}).text
    browser.post(reverse("appointments:undo", args=[row.id]), {"back": "overdue"})

    assert "0912345678" in before
    assert "8 ngày" in before
    assert answer["Location"] == url
    assert "Lò Văn Trễ" not in after
    assert "Không nghe máy" in everyone
    assert "Lò Văn Trễ" in browser.get(url).text


def test_moved_cancelled_and_back(browser: Client, nurse: Actor) -> None:
    row, ahead = booked(person(nurse), nurse, days=5), ordinary(7)

    browser.post(reverse("appointments:move", args=[row.id]), {"day": f"+{ahead}"})
    browser.post(reverse("appointments:cancel", args=[row.id]))
    row.refresh_from_db()
    cancelled = row.status
    browser.post(reverse("appointments:undo", args=[row.id]))
    row.refresh_from_db()

    assert cancelled == "cancelled"
    assert (row.status, row.day) == ("booked", clock.today() + dt.timedelta(days=ahead))


def test_those_of_the_next_open_day_are_called_in_advance(browser: Client, nurse: Actor) -> None:
    mai = person(nurse, "Lò Văn Mai")
    agrees(mai, "contact", nurse)
    row = booked(mai, nurse, days=1)
    booked(person(nurse, "Lò Văn Xa"), nurse, days=20)
    url = reverse("appointments:remind")

    text = browser.get(url).text
    browser.post(reverse("appointments:reminded", args=[row.id]), {"back": "remind"})

    assert "Lò Văn Mai" in text
    assert "Lò Văn Xa" not in text
    assert browser.get(url).text.count("Đã nhắc") == 1


@pytest.mark.capability("B8")
@pytest.mark.parametrize(
    "result, status, reminded, tasks",
    [
        ("agreed", "booked", True, 0),
        ("later", "booked", False, 0),
        ("no_answer", "booked", False, 0),
        ("moved", "lost", False, 0),
        ("died", "lost", False, 1),
        ("refused", "booked", False, 0),
    ],
)
def test_what_came_of_a_reminder_is_one_tap_and_can_be_taken_back(
    browser: Client, nurse: Actor, result: str, status: str, reminded: bool, tasks: int
) -> None:
    mai = person(nurse, "Lò Văn Mai")
    agrees(mai, "contact", nurse)
    row = booked(mai, nurse, days=1)
    url = reverse("appointments:call", args=[row.id])

    browser.post(url, {"back": "remind", "result": result})
    told = Appointment.objects.get(pk=row.id)
    browser.post(reverse("appointments:undo", args=[row.id]), {"back": "remind"})
    back = Appointment.objects.get(pk=row.id)

    assert (told.status, told.day, bool(told.reminded_at)) == (status, row.day, reminded)
    assert (told.calls, told.last_result) == (1, result)
    assert Task.objects.filter(kind="reported_death").count() == tasks
    assert (back.status, back.day, back.calls, back.reminded_at) == ("booked", row.day, 0, None)


@pytest.mark.capability("B8")
def test_somebody_is_booked_from_the_list_of_a_day(browser: Client, patient: Person) -> None:
    day = clock.today() + dt.timedelta(days=2)
    said = {"day": f"{day:%d/%m/%Y}", "q": patient.name}

    listed = browser.get(reverse("appointments:day"), {"day": said["day"]})
    found = browser.post(reverse("appointments:find"), said)
    done = browser.post(
        reverse("appointments:book", args=[patient.id]), {"day": said["day"], "back": "day"}
    )
    nobody = browser.post(reverse("appointments:find"), said | {"q": "Không Có Ai"})

    assert reverse("appointments:find") in listed.text
    assert reverse("appointments:book", args=[patient.id]) in found.text
    assert done.status_code == 302
    assert Appointment.objects.get().day == day
    assert "Không thấy ai" in nobody.text


def test_an_appointment_stands_in_the_timeline_until_it_is_kept(
    nurse: Actor, patient: Person
) -> None:
    row = booked(patient, nurse, days=5)
    chart = chart_of(patient.id, nurse)

    shown = timeline.events(chart, kind="appointment")
    acts.cancel(appointment=row, by=nurse)

    assert [event.id for event in shown] == [row.id]
    assert timeline.events(chart, kind="appointment") == []


def test_a_person_is_booked_from_their_own_page(browser: Client, patient: Person) -> None:
    url = reverse("appointments:book", args=[patient.id])

    ahead = ordinary(10)
    browser.post(url, {"day": f"+{ahead}", "hour": "8h30", "reason": "Đo huyết áp"})

    row = Appointment.objects.get()
    assert (row.day, row.hour) == (clock.today() + dt.timedelta(days=ahead), dt.time(8, 30))
    text = browser.get(reverse("appointments:person", args=[patient.id])).text
    assert "Đo huyết áp" in text


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"day": ""}, "error-summary"),
        ({"day": "32/13/2026"}, "Nhập ngày như"),
        ({"day": "+5", "hour": "25:99"}, "Nhập giờ như 08:30"),
        ({"day": "01/01/2020"}, "Ngày hẹn đã qua"),
    ],
)
def test_what_cannot_be_booked_is_said_and_kept(
    browser: Client, patient: Person, typed: dict[str, str], said: str
) -> None:
    answer = browser.post(
        reverse("appointments:book", args=[patient.id]), typed | {"reason": "Đo huyết áp"}
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Đo huyết áp"' in answer.text
    assert not Appointment.objects.exists()


def test_a_full_day_offers_to_book_all_the_same(
    browser: Client, nurse: Actor, patient: Person
) -> None:
    for number in range(3):
        booked(person(nurse, f"Lò Văn {number}"), nurse, days=5)

    answer = browser.post(reverse("appointments:book", args=[patient.id]), {"day": "+5"})

    assert "đã đủ người hẹn" in answer.text
    assert 'name="over_capacity"' in answer.text


@pytest.mark.capability("B8", where="/appointments/hours/")
def test_the_hours_of_the_unit_are_set_on_a_page(browser: Client, nurse: Actor) -> None:
    url = reverse("appointments:hours")
    typed = {"capacity": "25", "closed_weekdays": ["6"], "closed_days": "17/02/2027\n\n18/02/2027"}

    bad = browser.post(url, {"capacity": "0", "closed_days": "mai"})
    browser.post(url, typed)

    own = OpeningHours.objects.get()
    assert bad.status_code == 422
    assert (own.unit_id, own.capacity, own.closed_weekdays) == (nurse.unit_id, 25, "6")
    assert own.closed_days == "2027-02-17\n2027-02-18"
    assert "17/02/2027" in browser.get(url).text


@pytest.mark.parametrize("which", ["day", "overdue", "remind"])
def test_each_list_is_printed(browser: Client, nurse: Actor, which: str) -> None:
    booked(person(nurse), nurse, days={"day": 0, "overdue": -3, "remind": 1}[which])

    answer = browser.get(reverse("appointments:print", args=[which]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_there_is_no_other_list(browser: Client) -> None:
    assert browser.get(reverse("appointments:print", args=["all"])).status_code == 404


def test_another_unit_sees_and_touches_nothing(nurse: Actor) -> None:
    row = booked(person(nurse, "Lò Văn Trễ"), nurse, days=-8)
    other = browser_of(account_at(node("Trạm khác"), "station_nurse"))

    assert "Lò Văn Trễ" not in other.get(reverse("appointments:overdue")).text
    for name in ("arrive", "move", "cancel", "call", "reminded", "undo"):
        assert other.post(reverse(f"appointments:{name}", args=[row.id])).status_code == 404


def test_people_in_custody_are_not_listed_nor_counted_without_the_grant() -> None:
    prison = node("Bệnh xá trại giam Mẫu", chain="police", kind="prison_clinic")
    granted = account_at(prison, "prison_doctor", grants=("custody",))
    doctor = actor_of(granted)
    assert doctor is not None
    hidden = person(doctor, "Lò Văn Kín", compartment="custody")
    for days in (0, -8, 1):
        booked(hidden, doctor, days)
    without = browser_of(account_at(prison, "prison_nurse"))
    with_grant = browser_of(granted)

    for name in ("day", "overdue"):
        url = reverse(f"appointments:{name}")
        assert "Lò Văn Kín" in with_grant.get(url).text
        assert "Lò Văn Kín" not in without.get(url).text
    assert "<b>0</b>" in without.get(reverse("appointments:day")).text
    assert "Quá hẹn</a>" not in without.get("/").text


@pytest.mark.parametrize("said", ["", "ngày mai", "31/02/2027"])
def test_a_new_day_that_cannot_be_read_is_not_taken_for_today(
    browser: Client, nurse: Actor, said: str
) -> None:
    row = booked(person(nurse), nurse, days=5)
    day = row.day

    answer = browser.post(reverse("appointments:move", args=[row.id]), {"day": said})
    row.refresh_from_db()

    assert answer.status_code == 422
    assert "Nhập ngày hẹn mới" in answer.text
    assert row.day == day
