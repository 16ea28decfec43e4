"""Many contacts at once: a household by one click, those whose days have passed, the chain as a file."""

import csv
import datetime as dt
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.outbreaks.actions import contacts as actions
from tuyen.domains.outbreaks.actions.contacts import Exposure
from tuyen.domains.outbreaks.models import Contact, Outbreak
from tuyen.domains.outbreaks.queries import contacts as queries
from tuyen.platform import changes
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case
from tuyen.registry.persons.models import Household, Person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def home(doctor: Actor, source: Case) -> list[Person]:
    """Two who live with the sick one, all known to the station."""
    household = Household(unit_id=doctor.unit_id, head_id=source.patient_id)
    with changes.apply(actor=doctor, reason="test.household") as log:
        log.create(household)
        sick = Person.objects.get(pk=source.patient_id)
        sick.household_id = household.id
        log.change(sick, ["household_id"])
    beside = [
        person(doctor, name=name, household_id=household.id) for name in ("Lò Thị Mẹ", "Lò Văn Em")
    ]
    for each in beside:
        enqueue(person_id=each.id, by=doctor, reason="Khám")
    return beside


@pytest.mark.capability("D7", where="/outbreaks/")
def test_the_household_of_a_case_is_added_by_one_click(
    browser: Client, outbreak: Outbreak, source: Case, home: list[Person]
) -> None:
    sent = {"home-source_case_id": str(source.id), "home-exposed_on": f"{clock.today():%d/%m/%Y}"}

    browser.post(reverse("outbreaks:contact_household", args=[outbreak.id]), sent)
    again = browser.post(reverse("outbreaks:contact_household", args=[outbreak.id]), sent)
    shown = browser.get(reverse("outbreaks:contacts", args=[outbreak.id])).text

    rows = Contact.objects.all()
    assert {row.person_id for row in rows} == {each.id for each in home}
    assert {(row.source_case_id, row.how) for row in rows} == {(source.id, "household")}
    assert again.status_code == 422
    assert "Trong hộ không còn ai chưa ghi" in again.text
    assert "Lò Thị Mẹ" in shown


def test_a_case_without_a_household_says_what_to_do(
    outbreak: Outbreak, source: Case, doctor: Actor
) -> None:
    with pytest.raises(Refused, match="Lập hộ"):
        actions.add_household(outbreak=outbreak, case=source, exposed_on=clock.today(), by=doctor)


@pytest.mark.parametrize("days", [pytest.param(1, id="to come"), pytest.param(-40, id="long past")])
def test_a_household_exposed_on_a_wrong_day_is_refused(
    days: int, outbreak: Outbreak, source: Case, home: list[Person], doctor: Actor
) -> None:
    on = clock.today() + days * DAY

    with pytest.raises(Refused) as refusal:
        actions.add_household(outbreak=outbreak, case=source, exposed_on=on, by=doctor)

    assert refusal.value.field == "exposed_on"
    assert not Contact.objects.exists()


def followed(outbreak: Outbreak, by: Actor, name: str, days_ago: int) -> Contact:
    """Told in time, `days_ago` days back."""
    row = actions.add_contact(
        outbreak=outbreak, said=Exposure(name=name, exposed_on=clock.today()), by=by
    )
    row.exposed_on = row.known_on = clock.today() - days_ago * DAY
    with changes.apply(actor=by, reason="test.exposed") as log:
        log.change(row, ["exposed_on", "known_on"])
    return row


def test_all_whose_days_have_passed_are_released_at_once_but_the_ill(
    browser: Client, outbreak: Outbreak, doctor: Actor
) -> None:
    over = followed(outbreak, doctor, "Đủ ngày", 22)
    going = followed(outbreak, doctor, "Còn ngày", 20)
    ill = followed(outbreak, doctor, "Có sốt", 22)
    day = clock.today() - 2 * DAY
    actions.look_at(contact=ill, day=day, state="ill", by=doctor)
    grid = browser.get(reverse("outbreaks:contacts", args=[outbreak.id])).text

    browser.post(reverse("outbreaks:contact_release", args=[outbreak.id]))

    states = {row.id: row.status for row in Contact.objects.all()}
    assert "Kết thúc theo dõi 1 người đủ ngày" in grid
    assert states == {over.id: "released", going.id: "followed", ill.id: "followed"}
    with pytest.raises(Refused):
        actions.release_due(outbreak=outbreak, by=doctor)


def test_the_chain_is_a_file_with_a_line_for_each_link(
    browser: Client, outbreak: Outbreak, source: Case, doctor: Actor
) -> None:
    row = actions.add_contact(
        outbreak=outbreak,
        said=Exposure(
            person_id=person(doctor, name="Vàng Thị Mẫu").id,
            exposed_on=clock.today() - 5 * DAY,
            source_case_id=source.id,
        ),
        by=doctor,
    )
    enqueue(person_id=row.person_id, by=doctor, reason="Sốt")
    actions.notify(contact=row, by=doctor)

    answer = browser.get(reverse("outbreaks:chain_file", args=[outbreak.id]))

    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Type"].startswith("text/csv")
    assert [line[1] for line in lines[1:]] == ["Lò Văn Một", "Vàng Thị Mẫu"]
    assert [line[4:7] for line in lines[1:]] == [["1", "", ""], ["2", "1", "10"]]
    assert len(queries.links_of(outbreak)) == 1
