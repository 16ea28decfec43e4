"""Who can still fall ill: children counted one by one, beside the formula."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.immunization.queries import susceptibles as queries
from tuyen.domains.immunization.rules.susceptible import Immunity, chance
from tuyen.domains.immunization.tests.conftest import DAY, child_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import cases
from tuyen.record.actions.immunizations import record_history
from tuyen.record.actions.queue import enqueue
from tuyen.record.rules.immunizations import Dose

pytestmark = pytest.mark.django_db
MONTH = 30.44
MEASLES = Immunity("measles", 0.84, 12, 0.925, 0.97, 0.9, 9, 0.93)


def vaccinated(by: Actor, name: str, *, months: int, at: tuple[int, ...]) -> None:
    """A child of so many months with doses of MR at these ages in months."""
    child = child_of(by, name, days=round(months * MONTH))
    born = child.birth_date
    assert born is not None
    doses = [Dose("mr", born + round(each * MONTH + 5) * DAY) for each in at]
    record_history(person_id=child.id, doses=doses, by=by)


@pytest.mark.parametrize(
    "said, left",
    [
        pytest.param({"months": 0, "doses": 0, "first_at": None}, 0.1, id="newborn"),
        pytest.param({"months": 9, "doses": 0, "first_at": None}, 1.0, id="mother's share is over"),
        pytest.param({"months": 30, "doses": 1, "first_at": 9}, 0.16, id="one early dose"),
        pytest.param({"months": 30, "doses": 1, "first_at": 12}, 0.075, id="one later dose"),
        pytest.param({"months": 30, "doses": 2, "first_at": 9}, 0.03, id="two doses"),
    ],
)
def test_the_chance_of_one_child(said: dict[str, int | None], left: float) -> None:
    assert chance(MEASLES, was_ill=False, **said) == pytest.approx(left)  # type: ignore[arg-type]
    assert chance(MEASLES, was_ill=True, **said) == 0  # type: ignore[arg-type]


@pytest.mark.capability("D5", where="/immunizations/susceptibles/")
def test_children_are_counted_by_their_doses_and_the_disease_they_had(
    browser: Client, nurse: Actor, station: ScopeNode
) -> None:
    vaccinated(nurse, "Hai Mũi", months=40, at=(9, 18))
    vaccinated(nurse, "Một Mũi", months=40, at=(13,))
    vaccinated(nurse, "Mũi Không", months=40, at=(7,))  # before the age: it does not count
    sick = child_of(nurse, "Đã Mắc", days=round(40 * MONTH))
    enqueue(person_id=sick.id, by=nurse)
    told = cases.Told(
        disease="measles", onset_on=clock.today() - 90 * DAY, classification="clinical"
    )
    cases.notify_case(person=sick.id, told=told, by=nurse)
    child_of(actor_at(node("Trạm khác"), "station_nurse"), "Trạm Khác", days=400)

    found = queries.susceptibles_of(station.unit_id, "measles", nurse, clock.today())
    page = browser.get(reverse("immunization:susceptibles")).text
    sheet = browser.get(reverse("immunization:susceptibles"), {"as": "xlsx"})

    total = found.total
    assert (total.children, total.none, total.once, total.twice, total.ill) == (4, 2, 1, 1, 1)
    assert total.counted == pytest.approx(0.03 + 0.075 + 1)
    assert found.reckoned == pytest.approx(4 * (1 - (0.25 * 0.925 + 0.25 * 0.97)) - 1)
    assert found.is_below
    assert "dưới mức cần" in page
    assert "chưa xác minh" in page
    assert sheet.content[:2] == b"PK"


def test_a_well_vaccinated_village_raises_no_alarm(
    browser: Client, nurse: Actor, station: ScopeNode
) -> None:
    for n in range(3):
        vaccinated(nurse, f"Trẻ {n}", months=30, at=(9, 18))
    child_of(nurse, "Mới Sinh", days=10)

    found = queries.susceptibles_of(station.unit_id, "measles", nurse, clock.today())

    assert not found.is_below
    assert not found.is_due
    assert "nguy cơ thành dịch" not in browser.get(reverse("immunization:susceptibles")).text


def test_more_left_than_are_born_in_a_year_is_said(
    browser: Client, nurse: Actor, station: ScopeNode
) -> None:
    child_of(nurse, "Mới Sinh", days=100)
    for n in range(3):
        child_of(nurse, f"Chưa Tiêm {n}", days=800 + n)

    assert queries.susceptibles_of(station.unit_id, "measles", nurse, clock.today()).is_due
    assert "cân nhắc tiêm bổ sung" in browser.get(reverse("immunization:susceptibles")).text


def test_another_unit_is_not_opened_and_an_empty_one_says_what_to_do(station: ScopeNode) -> None:
    other = browser_of(account_at(node("Trạm khác"), "station_nurse"))

    assert "Chưa có trẻ nào" in other.get(reverse("immunization:susceptibles")).text
    asked = {"unit": str(station.unit_id)}
    assert other.get(reverse("immunization:susceptibles"), asked).status_code == 404


def test_the_page_asks_as_much_for_many_children(browser: Client, nurse: Actor) -> None:
    def asked() -> int:
        with counted() as statements:
            browser.get(reverse("immunization:susceptibles"))
        return len(statements)

    vaccinated(nurse, "Một", months=30, at=(9,))
    asked()
    few = asked()
    for n in range(8):
        vaccinated(nurse, f"Trẻ {n}", months=20 + n, at=(9,))

    assert asked() == few
