"""Contacts: seen every day by one key, lost after three days, released after the last, or a case."""

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
from tuyen.domains.outbreaks import permissions
from tuyen.domains.outbreaks.actions import contacts as actions
from tuyen.domains.outbreaks.actions import outbreaks as outbreak_acts
from tuyen.domains.outbreaks.actions.contacts import Exposure
from tuyen.domains.outbreaks.models import Contact, ContactLook, Outbreak
from tuyen.domains.outbreaks.queries import contacts as queries
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import cases as case_acts
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(account: Account) -> Actor:
    who = actor_of(account)
    assert who is not None
    return who


@pytest.fixture
def browser(account: Account) -> Client:
    return browser_of(account)


@pytest.fixture
def source(doctor: Actor) -> Case:
    sick = person(doctor, name="Lò Văn Một")
    enqueue(person_id=sick.id, by=doctor, reason="Sốt, phát ban")
    told = Told(disease="measles", onset_on=clock.today() - 10 * DAY)
    return case_acts.notify_case(person=sick.id, told=told, by=doctor)


@pytest.fixture
def outbreak(doctor: Actor, source: Case) -> Outbreak:
    said = outbreak_acts.Opening(place="Bản Mẫu", basis="Biên bản số 1")
    return outbreak_acts.open_outbreak(cases=[source], said=said, by=doctor)


def exposed(
    outbreak: Outbreak, by: Actor, days_ago: int = 5, known_days_ago: int = 0, **said: object
) -> Contact:
    """A contact; known_days_ago: since when it is followed."""
    values = {"name": "Vàng Thị Mẫu", "exposed_on": clock.today() - days_ago * DAY} | said
    row = actions.add_contact(outbreak=outbreak, said=Exposure(**values), by=by)  # type: ignore[arg-type]
    if known_days_ago:
        row.known_on = clock.today() - known_days_ago * DAY
        with changes.apply(actor=by, reason="test.known") as log:
            log.change(row, ["known_on"])
    return row


@pytest.mark.capability("D7", where="/outbreaks/")
def test_a_contact_is_told_by_name_seen_by_one_key_found_in_the_registry_and_becomes_a_case(
    browser: Client, doctor: Actor, outbreak: Outbreak, source: Case
) -> None:
    child = person(doctor, name="Vàng Thị Mẫu")
    enqueue(person_id=child.id, by=doctor, reason="Sốt")
    today = f"{clock.today():%d/%m/%Y}"
    sent = {"name": "Vàng Thị Mẫu", "exposed_on": today, "source_case_id": str(source.id),
            "how": "household", "risk": "high"}  # fmt: skip
    sent["exposed_on"] = f"{clock.today() - 4 * DAY:%d/%m/%Y}"
    browser.post(reverse("outbreaks:contact_add", args=[outbreak.id]), sent)
    row = Contact.objects.get()
    ids = [outbreak.id, row.id]

    key = {"at": "grid", "day": today, "state": "ill"}
    looked = browser.post(reverse("outbreaks:contact_look", args=ids), key, follow=True)
    hits = browser.post(reverse("outbreaks:contact_link", args=ids), {"q": "Vàng Thị Mẫu"})
    browser.post(reverse("outbreaks:contact_link", args=ids), {"person": str(child.id)})
    told = browser.post(reverse("outbreaks:contact_case", args=ids))

    made = Case.objects.get(patient_id=child.id)
    row.refresh_from_db()
    assert "Có triệu chứng" in looked.text
    assert str(child.id) in hits.text
    assert told.url == reverse("notification:case", args=[made.id])
    assert (row.status, row.case_id, row.person_id, row.name) == ("case", made.id, child.id, "")
    assert (made.disease, made.classification, made.onset_on) == (
        "measles", "suspected", clock.today()
    )  # fmt: skip
    assert made.outbreak_id == outbreak.id
    assert "Tiếp xúc ngày" in made.exposure


def test_the_page_of_contacts_asks_as_much_for_thirty_as_for_three(
    browser: Client, doctor: Actor, outbreak: Outbreak
) -> None:
    page = reverse("outbreaks:contacts", args=[outbreak.id])
    asked = []
    for number in (3, 27):
        for each in range(number):
            known = person(doctor, name=f"Người Mẫu {each}")
            row = exposed(outbreak, doctor, person_id=known.id)
            actions.look_at(contact=row, day=clock.today(), state="well", by=doctor)
        with counted() as seen:
            response = browser.get(page)
        assert response.status_code == 200
        asked.append(len(seen))

    assert asked[0] == asked[1] <= 14, asked


def test_the_page_of_one_contact_opens_in_few_statements(
    browser: Client, doctor: Actor, outbreak: Outbreak
) -> None:
    row = exposed(outbreak, doctor, phone="0912000000")

    with counted() as seen:
        response = browser.get(reverse("outbreaks:contact", args=[outbreak.id, row.id]))

    assert "0912000000" in response.text
    assert len(seen) <= 9, seen


@pytest.mark.parametrize(
    "said, field",
    [
        pytest.param({"name": " "}, "name", id="nobody"),
        pytest.param({"days_ago": -1}, "exposed_on", id="a day to come"),
        pytest.param({"days_ago": 22}, "exposed_on", id="past the days of follow-up"),
        pytest.param({"birth_year": 2200}, "birth_year", id="born in the future"),
        pytest.param({"source_case_id": "other"}, "source_case_id", id="a case of elsewhere"),
        pytest.param({"how": "telepathy"}, "how", id="a way that nobody knows"),
    ],
)
def test_a_wrong_exposure_is_refused(
    outbreak: Outbreak, doctor: Actor, said: dict[str, object], field: str
) -> None:
    if "source_case_id" in said:
        sick = person(doctor, name="Lò Thị Khác")
        enqueue(person_id=sick.id, by=doctor, reason="Sốt")
        told = Told(disease="measles", onset_on=clock.today())
        said = {"source_case_id": case_acts.notify_case(person=sick.id, told=told, by=doctor).id}

    with pytest.raises(Refused) as refusal:
        exposed(outbreak, doctor, **said)  # type: ignore[arg-type]

    assert refusal.value.field == field
    assert not Contact.objects.exists()


def test_a_refused_contact_keeps_what_was_typed(browser: Client, outbreak: Outbreak) -> None:
    sent = {"name": "Vàng Thị Mẫu", "exposed_on": "01/01/2100", "how": "care", "risk": "low"}

    response = browser.post(reverse("outbreaks:contact_add", args=[outbreak.id]), sent)

    assert response.status_code == 422
    assert "Vàng Thị Mẫu" in response.text
    assert not Contact.objects.exists()


def test_the_same_day_told_again_replaces_itself(outbreak: Outbreak, doctor: Actor) -> None:
    row = exposed(outbreak, doctor)
    actions.look_at(contact=row, day=clock.today(), state="absent", by=doctor)
    actions.look_at(contact=row, day=clock.today(), state="well", by=doctor)

    assert ContactLook.objects.get().state == "well"


@pytest.mark.parametrize(
    "days_ago",
    [
        pytest.param(-1, id="tomorrow"),
        pytest.param(5, id="the day of the exposure"),
        pytest.param(6, id="before the exposure"),
    ],
)
def test_a_day_out_of_follow_up_is_not_looked_at(
    outbreak: Outbreak, doctor: Actor, days_ago: int
) -> None:
    row = exposed(outbreak, doctor, days_ago=5)

    with pytest.raises(Refused) as refusal:
        actions.look_at(contact=row, day=clock.today() - days_ago * DAY, state="well", by=doctor)

    assert refusal.value.field == "day"


def test_not_met_is_not_seen_three_days_of_it_propose_lost_and_meeting_finds_again(
    browser: Client, outbreak: Outbreak, doctor: Actor
) -> None:
    row = exposed(outbreak, doctor, days_ago=5, known_days_ago=4)
    for days_ago in (3, 2, 1):
        actions.look_at(contact=row, day=clock.today() - days_ago * DAY, state="absent", by=doctor)
    page = browser.get(reverse("outbreaks:contacts", args=[outbreak.id])).text

    actions.end(contact=row, then="lost", why="", by=doctor)
    actions.look_at(contact=row, day=clock.today(), state="well", by=doctor)

    row.refresh_from_db()
    assert "Đề xuất mất dấu" in page
    assert (row.status, row.ended_on) == ("followed", None)
    assert not queries.line_of(row, doctor).is_lost


def test_who_became_known_today_is_not_lost_yesterday(outbreak: Outbreak, doctor: Actor) -> None:
    late = exposed(outbreak, doctor, days_ago=10)

    assert not queries.line_of(late, doctor).is_lost


def test_released_after_the_last_day_only(outbreak: Outbreak, doctor: Actor) -> None:
    row = exposed(outbreak, doctor, days_ago=20)
    with pytest.raises(Refused) as early:
        actions.end(contact=row, then="released", why="", by=doctor)
    assert early.value.code == "too_early"

    last = exposed(outbreak, doctor, days_ago=21)
    actions.look_at(contact=last, day=clock.today(), state="well", by=doctor)
    actions.end(contact=last, then="released", why="", by=doctor)

    assert (last.status, last.ended_on) == ("released", clock.today())
    with pytest.raises(Refused):
        actions.look_at(contact=last, day=clock.today(), state="well", by=doctor)


def test_the_unregistered_cannot_be_told_as_a_case(outbreak: Outbreak, doctor: Actor) -> None:
    row = exposed(outbreak, doctor)

    with pytest.raises(Refused) as refusal:
        actions.notify(contact=row, by=doctor)

    assert refusal.value.field == "person"
    assert Case.objects.count() == 1


def test_a_contact_told_twice_is_one_case(outbreak: Outbreak, doctor: Actor) -> None:
    child = person(doctor, name="Vàng Thị Mẫu")
    enqueue(person_id=child.id, by=doctor, reason="Sốt")
    first = exposed(outbreak, doctor, person_id=child.id)
    second = exposed(outbreak, doctor, days_ago=3, person_id=child.id)

    made = [actions.notify(contact=each, by=doctor).id for each in (first, second)]

    assert made[0] == made[1]
    assert Case.objects.filter(patient_id=child.id).count() == 1
    with pytest.raises(Refused):
        actions.notify(contact=first, by=doctor)


def test_a_hidden_person_has_no_name_on_the_grid(
    browser: Client, outbreak: Outbreak, doctor: Actor
) -> None:
    guarded = person(doctor, name="Tên Được Giấu")
    exposed(outbreak, doctor, person_id=guarded.id)
    guarded.compartment = "custody"
    with changes.apply(actor=doctor, reason="test.custody") as log:
        log.change(guarded, ["compartment"])

    shown = browser.get(reverse("outbreaks:contacts", args=[outbreak.id])).text

    assert "Tên Được Giấu" not in shown
    assert "Người thuộc nhóm được bảo vệ" in shown


def test_another_station_neither_sees_nor_follows(outbreak: Outbreak, doctor: Actor) -> None:
    row = exposed(outbreak, doctor)
    other = node("Trạm Y tế xã Bên")
    stranger = browser_of(account_at(other, "station_doctor"))

    assert stranger.get(reverse("outbreaks:contacts", args=[outbreak.id])).status_code == 404
    with pytest.raises(NotPermitted):
        actions.look_at(
            contact=row,
            day=clock.today(),
            state="well",
            by=actor_at(other, "station_doctor"),
        )


def test_an_officer_of_another_subtree_does_not_keep_it(outbreak: Outbreak, doctor: Actor) -> None:
    """A scope that covers a subtree covers that one only."""
    far = actor_at(node("CDC tỉnh Khác", kind="cdc"), "cdc_officer")

    assert far.scope == "subtree"
    assert not permissions.may_keep(far, outbreak)
    assert permissions.may_keep(doctor, outbreak)
