"""Reminders: only to who said yes, never with a reason, and every try stays on the person's record."""

import csv
import datetime as dt
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.network import account_at, browser_of
from tests.people import agrees, person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.appointments.tests.test_pages import booked
from tuyen.platform import changes
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.platform.print.tests.paper_reader import pages_of
from tuyen.record.actions import appointments as acts
from tuyen.record.models import Appointment, Reminder
from tuyen.record.queries import appointments as queries
from tuyen.record.queries.reminders import messages
from tuyen.record.rules.reminders import columns_of, dialled, telling_words, text_of
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B8", where="/appointments/remind/")]

NEXT_DAY = 1
REASON = "Khám lại sau điều trị"


def expected(by: Actor, name: str, *, yes: bool = True, **said: Any) -> Appointment:
    """Somebody who comes tomorrow, with a telephone, who said yes to being reminded."""
    found = person(by, name, **{"phone": "0912 345 678"} | said)
    if yes:
        agrees(found, "contact", by)
    return booked(found, by, days=NEXT_DAY, reason=REASON)


def file_of(browser: Client, kind: str = "csv") -> Any:
    return browser.post(reverse("appointments:messages_file", args=[kind]))


def test_a_file_for_the_sender_names_only_who_said_yes_and_no_reason(
    browser: Client, nurse: Actor
) -> None:
    expected(nurse, "Lò Văn Đồng")
    expected(nurse, "Lò Văn Lặng", yes=False)
    expected(nurse, "Lò Văn Không Số", phone="")
    withdrawn = person(nurse, "Lò Văn Rút", phone="0987654321")
    consent = agrees(withdrawn, "contact", nurse)
    booked(withdrawn, nurse, days=NEXT_DAY)
    consent.withdrawn_at = clock.now()
    with changes.apply(actor=nurse, reason="test.withdraw") as log:
        log.change(consent, ["withdrawn_at"])

    answer = file_of(browser)
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))

    assert rows[0] == ["phone", "text"]
    assert [row[0] for row in rows[1:]] == ["84912345678"]
    assert "Lò Văn Đồng" in rows[1][1]
    assert REASON not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert ReadLog.objects.filter(what="reminder_file").count() == 1


def test_what_went_out_counts_as_sent_and_goes_out_once(browser: Client, nurse: Actor) -> None:
    row = expected(nurse, "Lò Văn Đồng")

    file_of(browser, "xlsx")
    again = file_of(browser)
    text = browser.get(reverse("appointments:remind")).text

    [tried] = Reminder.objects.all()
    assert (tried.channel, tried.state, tried.appointment_id) == ("message", "sent", row.id)
    assert "hẹn khám ngày" in tried.text
    assert again.status_code == 422
    assert "Đã nhắc" in text
    assert "đã gửi 1 tin" in text


def test_the_file_of_a_spreadsheet_holds_the_columns_that_the_unit_wants(
    browser: Client, nurse: Actor
) -> None:
    expected(nurse, "Lò Văn Đồng")
    said = {"text": "Mời {name} đến ngày {day}", "columns": "name; phone; text", "phone": "0"}

    assert browser.post(reverse("appointments:messages"), said).status_code == 302
    book = CalamineWorkbook.from_filelike(BytesIO(file_of(browser, "xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()

    assert rows[0] == ["name", "phone", "text"]
    assert rows[1][:2] == ["Lò Văn Đồng", "0912345678"]
    assert rows[1][2].startswith("Mời Lò Văn Đồng đến ngày")


@pytest.mark.parametrize(
    "text", ["Mời lấy thuốc ARV ngày {day}", "Đến khám thai {day}", "Mời đến khám"]
)
def test_words_that_tell_of_an_illness_and_words_without_a_day_are_refused(
    browser: Client, text: str
) -> None:
    said = {"text": text, "columns": "phone,text", "phone": "84"}

    assert browser.post(reverse("appointments:messages"), said).status_code == 422


def test_a_message_is_copied_and_noted_with_one_tap(browser: Client, nurse: Actor) -> None:
    row = expected(nurse, "Lò Văn Đồng")
    url = reverse("appointments:message", args=[row.id])

    text = browser.get(url).text
    browser.post(url)

    assert "Lò Văn Đồng: hẹn khám ngày" in text
    assert REASON not in text
    assert Reminder.objects.get().channel == "message"


def test_a_letter_each_with_the_day_and_no_reason(browser: Client, nurse: Actor) -> None:
    expected(nurse, "Lò Văn Xa", phone="", address_line="Bản Mẫu 3")
    expected(nurse, "Lò Văn Lặng", yes=False)

    answer = browser.post(reverse("appointments:letters"))
    [page] = pages_of(answer.content)

    assert "Lò Văn Xa" in page
    assert "Bản Mẫu 3" in page
    assert REASON not in page
    assert Reminder.objects.get().channel == "letter"


def test_whoever_never_said_yes_is_not_called_in_advance(browser: Client, nurse: Actor) -> None:
    row = expected(nurse, "Lò Văn Lặng", yes=False)

    page = browser.get(reverse("appointments:remind")).text
    with pytest.raises(Refused, match="chưa đồng ý"):
        acts.call(appointment=row, result="agreed", by=nurse)
    with pytest.raises(Refused, match="chưa đồng ý"):
        acts.remind(appointment=row, by=nurse)

    assert "Hỏi và ghi" in page
    assert 'value="agreed"' not in page
    assert not Reminder.objects.exists()


def test_who_did_not_come_is_called_all_the_same(browser: Client, nurse: Actor) -> None:
    late = booked(person(nurse, "Lò Văn Trễ"), nurse, days=-3)

    acts.call(appointment=late, result="no_answer", by=nurse)

    [tried] = Reminder.objects.all()
    assert (tried.state, tried.day) == ("not_reached", late.day_before)
    assert tried.retry_on == clock.today() + dt.timedelta(days=1)
    assert "chưa đồng ý được nhắc" in browser.get(reverse("appointments:overdue") + "?all=1").text


def test_who_wants_no_calls_gets_none(nurse: Actor) -> None:
    soon, late = expected(nurse, "Lò Văn Thôi"), booked(person(nurse, "Lò Văn Cũ"), nurse, days=-3)

    acts.call(appointment=soon, result="refused", by=nurse)
    acts.call(appointment=late, result="refused", by=nurse)

    tomorrow = clock.today() + dt.timedelta(days=1)
    assert not queries.to_remind(nurse, [tomorrow]).exists()
    assert not queries.to_call(nurse, clock.today()).exists()
    assert messages([soon], nurse) == []
    assert {each.status for each in Appointment.objects.all()} == {"booked"}


def test_every_try_stands_on_the_persons_record_also_one_taken_back(
    browser: Client, nurse: Actor, patient: Person
) -> None:
    agrees(patient, "contact", nurse)
    row = booked(patient, nurse, days=NEXT_DAY)
    acts.call(appointment=row, result="no_answer", by=nurse)
    acts.call(appointment=row, result="moved", by=nurse)
    acts.undo(appointment=row, by=nurse)
    file_of(browser)

    text = browser.get(reverse("appointments:person", args=[patient.id])).text

    for words in ("Các lần nhắc", "Chưa gặp", "Đã hoàn tác", "Đã gửi", "Tin nhắn"):
        assert words in text


def test_somebody_in_custody_is_in_no_file_and_no_letter(nurse: Actor, station: ScopeNode) -> None:
    held = account_at(station, "station_doctor", grants=("custody",))
    browser = browser_of(held)
    hidden = person(nurse, "Lò Văn Kín", compartment="custody", phone="0911111111")
    agrees(hidden, "contact", nurse)
    booked(hidden, nurse, days=NEXT_DAY)

    assert file_of(browser).status_code == 422
    assert browser.post(reverse("appointments:letters")).status_code == 422
    assert not Reminder.objects.exists()


def test_the_list_costs_few_statements(browser: Client, nurse: Actor) -> None:
    for number in range(12):
        expected(nurse, f"Lò Văn {number}")
    url = reverse("appointments:remind")
    browser.get(url)

    with counted() as statements:
        browser.get(url)

    assert len(statements) <= 8, "\n".join(statements)


@pytest.mark.parametrize(
    "phone, form, dialled_as",
    [
        ("0912 345 678", "84", "84912345678"),
        ("+84 912.345.678", "0", "0912345678"),
        ("84912345678", "84", "84912345678"),
        ("không có", "84", ""),
        ("113", "0", ""),
    ],
)
def test_a_number_as_the_sender_wants_it(phone: str, form: str, dialled_as: str) -> None:
    assert dialled(phone, form) == dialled_as


def test_words_of_a_message() -> None:
    said = text_of(
        "{unit}: {name} {day}{hour} {phone}",
        name="Lò Văn Mẫu",
        day=dt.date(2026, 12, 1),
        hour=dt.time(8, 30),
        unit="Trạm Mẫu",
        phone="",
    )

    assert said == "Trạm Mẫu: Lò Văn Mẫu 01/12/2026 08:30"
    assert telling_words("Mời đến phòng A R V, Lào Cai", ["ARV", "bệnh lao"]) == []
    assert telling_words("Mời lấy thuốc (arv)", ["ARV"]) == ["ARV"]
    assert columns_of("code, nonsense") == ["code", "phone", "text"]
