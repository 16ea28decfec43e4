"""A person whom everybody may know is treated in a prison: nothing outside may tell so."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests.attack.conftest import BORN, NUMBER
from tests.network import account_at, actor_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import posts_of
from tuyen.platform.telemetry.log import formatter
from tuyen.platform.tokens import actions as tokens
from tuyen.record.actions.allergies import add_allergy
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.models import Encounter
from tuyen.record.sheet import Diagnosis, Reading, Sheet
from tuyen.registry.persons import actions
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
SECRET = "Lao kháng thuốc"


@pytest.fixture
def known(doctor: Actor) -> Person:
    """At home in the commune of the station, known to it."""
    details = Details("Giàng A Sử", BORN, sex="male", commune_code="03040")
    numbers = [Number("citizen_id", NUMBER)]
    return actions.register_person(details=details, numbers=numbers, by=doctor)


@pytest.fixture
def in_prison(known: Person, prison_doctor: Actor) -> Encounter:
    """Received, seen, and found allergic in the prison clinic."""
    entry = enqueue(person_id=known.id, by=prison_doctor, reason="Ho ra máu")
    sheet = Sheet(
        occurred_at=clock.now(),
        reason="Ho ra máu",
        note=SECRET,
        diagnoses=(Diagnosis(SECRET, "A15.0"),),
        readings=(Reading("pulse", 111, "/min"),),
    )
    done = finish_visit(person=known.id, sheet=sheet, by=prison_doctor, entry=entry)
    add_allergy(person_id=known.id, substance="Rifampicin", by=prison_doctor)
    browser = browser_of(account_at_of(prison_doctor))
    assert browser.get(reverse("clinic:patient", args=[known.id])).status_code == 200
    return Encounter.objects.get(pk=done.encounter_id)


def account_at_of(who: Actor) -> "object":
    from tuyen.platform.accounts.models import Account

    return Account.objects.get(pk=who.account_id)


def tells(text: str, visit: Encounter, prison: ScopeNode) -> list[str]:
    words = (SECRET, "Rifampicin", "A15.0", "Ho ra máu", prison.name, str(visit.id), "custody")
    return [word for word in (*words, str(prison.unit_id), "giam") if word in text]


def pages_of(person: Person) -> list[str]:
    names = (
        "clinic:patient", "clinic:timeline", "clinic:from_paper", "persons:identity",
        "persons:edit", "persons:merge_choose", "persons:newborn",
    )  # fmt: skip
    return [reverse(name, args=[person.id]) for name in names]


def test_no_page_of_the_person_tells(
    known: Person, in_prison: Encounter, doctor: Actor, prison: ScopeNode
) -> None:
    browser = browser_of(account_at_of(doctor))

    for url in [*pages_of(known), "/", "/?status=done", reverse("persons:shared_numbers")]:
        answer = browser.get(url)
        assert answer.status_code in (200, 302), url
        assert tells(answer.content.decode(), in_prison, prison) == [], url


def test_no_search_tells(
    known: Person, in_prison: Encounter, doctor: Actor, prison: ScopeNode
) -> None:
    browser = browser_of(account_at_of(doctor))

    for question in (NUMBER, "giang su 1989", NUMBER[-4:]):
        for name in ("persons:find", "persons:suggest"):
            answer = browser.post(reverse(name), {"q": question}, follow=True)
            assert tells(answer.content.decode(), in_prison, prison) == []


def test_no_door_for_programs_tells(
    known: Person, in_prison: Encounter, doctor: Actor, prison: ScopeNode
) -> None:
    post = posts_of(account_at_of(doctor))[0]
    _row, key = tokens.issue(post=post, name="Thử", days=1, by=SYSTEM)
    headers = {"Authorization": f"Bearer {key}"}
    asked = [f"/api/v1/persons/{known.id}", f"/api/v1/persons/{known.id}/timeline", "/api/v1/queue"]
    asked += [f"/fhir/R4/Patient/{known.id}", "/fhir/R4/Patient", "/api/v1/units"]
    kinds = ("Encounter", "Condition", "Observation", "MedicationRequest", "AllergyIntolerance")
    asked += [f"/fhir/R4/{kind}?patient={known.id}" for kind in kinds]
    asked += [f"/fhir/R4/Condition?patient={known.id}&encounter={in_prison.id}"]
    nouns = ("allergies", "problems", "medicines", "care-links", "household", "imaging-studies")
    asked += [f"/api/v1/persons/{known.id}/{noun}" for noun in (*nouns, "events", "consents")]
    asked += [f"/api/v1/books/{book}?period={clock.today():%Y-%m}" for book in ("a1", "drugs")]
    asked += [f"/api/v1/days/{clock.today()}", "/api/v1/data-requests"]

    for url in asked:
        answer = Client().get(url, headers=headers)
        assert answer.status_code == 200, url
        told = tells(answer.content.decode().replace(f"{in_prison.id}&", ""), in_prison, prison)
        assert [word for word in told if word != str(in_prison.id) or "encounter=" not in url] == []
    for url in (f"/api/v1/visits/{in_prison.id}", f"/fhir/R4/Encounter/{in_prison.id}"):
        hidden = Client().get(url, headers=headers)
        nowhere = Client().get(url.replace(str(in_prison.id), str(known.id)), headers=headers)
        assert (hidden.status_code, hidden.content) == (nowhere.status_code, nowhere.content)


def test_the_log_of_readers_tells_an_officer_outside_nothing_of_the_prison(
    known: Person, in_prison: Encounter, station: ScopeNode, prison: ScopeNode
) -> None:
    officer = account_at(station, "privacy_officer")
    _row, key = tokens.issue(post=posts_of(officer)[0], name="Thử", days=1, by=SYSTEM)
    headers = {"Authorization": f"Bearer {key}"}

    for url in (f"/api/v1/persons/{known.id}/readers", f"/fhir/R4/AuditEvent?patient={known.id}"):
        answer = Client().get(url, headers=headers)

        assert answer.status_code == 200, url
        assert tells(answer.content.decode(), in_prison, prison) == []
        assert "Mẫu prison_doctor" not in answer.content.decode()


def test_the_visit_itself_does_not_exist_outside(
    in_prison: Encounter, doctor: Actor, known: Person
) -> None:
    browser = browser_of(account_at_of(doctor))
    for name in ("visit", "amend", "prescription"):
        there = browser.get(reverse(f"clinic:{name}", args=[in_prison.id]))
        nowhere = browser.get(reverse(f"clinic:{name}", args=[known.id]))
        assert (there.status_code, nowhere.status_code) == (404, 404)


def test_the_unit_above_counts_and_does_not_name(
    known: Person, in_prison: Encounter, prison: ScopeNode
) -> None:
    officer = browser_of(account_at(prison, "department_officer"))
    url = reverse("reports:facility", args=[prison.unit_id])

    answer = officer.get(url, {"year": f"{clock.today().year}"})

    assert known.name not in answer.content.decode()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(before)


def test_the_log_names_nobody(
    log: io.StringIO, known: Person, in_prison: Encounter, doctor: Actor
) -> None:
    browser = browser_of(account_at_of(doctor))
    browser.raise_request_exception = False
    browser.post(reverse("persons:find"), {"q": NUMBER})
    browser.post(reverse("persons:find"), {"q": known.name})
    browser.get(f"/khong-co/{NUMBER}/", {"ten": known.name})
    browser.post("/fhir/R4/Patient/_search", {"name": known.name, "identifier": NUMBER})
    browser.get("/fhir/R4/Patient", {"name": known.name})

    said = log.getvalue()

    for word in (known.name, "Giàng", NUMBER, SECRET, "Rifampicin"):
        assert word not in said


def test_a_grant_alone_opens_no_chart_of_another_prison(prisoner: Person) -> None:
    elsewhere = node("Bệnh xá trại khác", chain="police", kind="prison_clinic")
    colleague = actor_at(elsewhere, "prison_doctor", grants=("custody",))

    with pytest.raises(ChartClosed):
        chart_of(prisoner.id, colleague)
