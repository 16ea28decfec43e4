"""Ways around the door of a record: through the list, the child, the household, the log of readers."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.attack.conftest import BORN, NUMBER
from tests.network import account_at, actor_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform import changes
from tuyen.platform.access import actions as access
from tuyen.platform.access.chart_access import break_glass, note_read
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.registry.persons import actions
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.models import Household, Person
from tuyen.registry.persons.rules import Birth
from tuyen.registry.persons.search import search_persons

pytestmark = pytest.mark.django_db


def test_a_hidden_holder_of_a_number_is_not_counted(prisoner: Person, doctor: Actor) -> None:
    """“There are more” under a list of one would tell that the number is known elsewhere."""
    details = Details("Giàng A Thử", BORN, sex="male")
    own = actions.register_person(
        details=details, numbers=[Number("citizen_id", NUMBER)], by=doctor
    )

    found = search_persons(doctor, NUMBER, 1)

    assert [hit.person.id for hit in found.hits] == [own.id]
    assert not found.has_more


def test_a_child_entered_on_a_stranger_does_not_bring_her_address(
    stranger: Person, doctor: Actor
) -> None:
    today = clock.today()
    details = Details("", Birth(today, "day"), sex="male")

    with pytest.raises(Refused):
        actions.register_newborn(mother=stranger, details=details, by=doctor)

    assert not Person.objects.filter(mother_id=stranger.id).exists()


def test_nobody_moves_an_own_patient_into_a_strangers_household(
    stranger: Person, doctor: Actor
) -> None:
    household = Household(unit_id=doctor.unit_id, head_id=stranger.id)
    stranger.household_id = household.id
    with changes.apply(actor=doctor, reason="test.household") as log:
        log.create(household)
        log.change(stranger, ["household_id"])
    own = actions.register_person(details=Details("Lò Thị Gần", BORN, sex="female"), by=doctor)

    with pytest.raises(Refused):
        actions.join_household(person=own, household=household, by=doctor)


def test_the_log_of_readers_names_no_prison_without_the_grant(
    stranger: Person, station: ScopeNode, prison: ScopeNode, prison_doctor: Actor
) -> None:
    note_read(stranger.id, prison_doctor, what="patient_page", ground="care")
    reads = reverse("clinic:readers", args=[stranger.id])
    plain = browser_of(account_at(station, "auditor"))
    granted = browser_of(account_at(prison, "auditor", grants=("custody",)))

    assert prison.name not in plain.get(reads).content.decode()
    assert prison.name in granted.get(reads).content.decode()


def test_a_list_of_visits_read_with_the_grant_is_not_told_without_it(
    stranger: Person, station: ScopeNode
) -> None:
    bureau = node("Cục Mẫu", chain="police", kind="health_bureau")
    officer = actor_at(bureau, "bureau_officer", name="Cán bộ Mẫu", grants=("custody",))
    note_read(stranger.id, officer, what="activity_list", ground="report")
    reads = reverse("clinic:readers", args=[stranger.id])

    said = browser_of(account_at(station, "auditor")).get(reads).content.decode()

    assert officer.name not in said
    assert bureau.name not in said


def test_a_leave_at_a_prison_names_nobody_without_the_grant(
    stranger: Person, prison: ScopeNode, prison_doctor: Actor
) -> None:
    break_glass(patient_id=stranger.id, reason="Cấp cứu, người bệnh hôn mê", by=prison_doctor)
    plain = browser_of(account_at(prison, "privacy_officer"))
    granted = browser_of(account_at(prison, "privacy_officer", grants=("custody",)))

    assert stranger.name not in _leaves(plain)
    assert stranger.name in _leaves(granted)


def _leaves(browser: Client) -> str:
    answer = browser.get(reverse("web:leaves"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_nobody_opens_a_compartment_to_oneself(prison: ScopeNode) -> None:
    officer = actor_at(prison, "privacy_officer")
    own = Account.objects.get(pk=officer.account_id)

    with pytest.raises(NotPermitted):
        access.grant(account=own, compartment="custody", reason="Tự cấp", by=officer)
