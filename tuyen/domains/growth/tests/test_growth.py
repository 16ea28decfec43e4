"""A child is weighed: the figures are kept, the curve says where the child stands."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.growth import queries
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import queue
from tuyen.record.actions.measurements import add_measurements
from tuyen.record.chart import chart_of
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B7")]


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def doctor(station: ScopeNode) -> Actor:
    return actor_at(station, "station_doctor")


@pytest.fixture
def browser(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "station_nurse"))


@pytest.fixture
def child(doctor: Actor) -> Person:
    """A boy of one year."""
    born = clock.today() - dt.timedelta(days=365)
    boy = person(doctor, "Sùng A Mẫu", birth_date=born, sex="male")
    queue.enqueue(person_id=boy.id, by=doctor)
    return boy


def test_a_weighing_is_kept_and_read_against_the_standard(doctor: Actor, child: Person) -> None:
    values = {"weight": 7.5, "height": 75.7, "head_circumference": 46.1}
    add_measurements(person_id=child.id, day=clock.today(), values=values, by=doctor)

    [checkup] = queries.growth_of(chart_of(child.id, doctor), clock.today()).checkups

    assert checkup.scores["weight_for_age"].word == "nhẹ cân"
    assert checkup.scores["height_for_age"].z == pytest.approx(0.0, abs=0.05)
    assert checkup.scores["head_for_age"].word == "bình thường"
    assert set(checkup.scores) == {
        "weight_for_age", "height_for_age", "weight_for_height", "bmi_for_age", "head_for_age",
    }  # fmt: skip


@pytest.mark.parametrize(
    "days_ago, values, said",
    [
        pytest.param(0, {}, "ít nhất một số đo", id="nothing"),
        pytest.param(-1, {"weight": 9.0}, "sau hôm nay", id="tomorrow"),
        pytest.param(400, {"weight": 9.0}, "trước ngày sinh", id="before birth"),
        pytest.param(0, {"weight": 9000.0}, "không thể có", id="grams"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    doctor: Actor, child: Person, days_ago: int, values: dict[str, float], said: str
) -> None:
    day = clock.today() - dt.timedelta(days=days_ago)

    with pytest.raises(Refused, match=said):
        add_measurements(person_id=child.id, day=day, values=values, by=doctor)


def test_the_nurse_weighs_on_the_page_and_sees_the_curve(browser: Client, child: Person) -> None:
    url = reverse("growth:growth", args=[child.id])
    form = {"day": f"{clock.today():%d/%m/%Y}", "weight": "9,6", "height": "75,7"}

    empty = browser.get(url)
    wrong = browser.post(reverse("growth:add", args=[child.id]), form | {"weight": "-3"})
    done = browser.post(reverse("growth:add", args=[child.id]), form, follow=True)
    with counted() as statements:
        browser.get(url)

    assert "Chưa có lần đo nào" in empty.text
    assert wrong.status_code == 422
    assert 'class="growth"' in done.text
    assert "bình thường" in done.text
    assert len(statements) <= 8, "\n".join(statements)


def test_the_tab_stands_at_children_alone(browser: Client, doctor: Actor, child: Person) -> None:
    adult = person(doctor)
    queue.enqueue(person_id=adult.id, by=doctor)
    tab = "Tăng trưởng"

    assert tab in browser.get(reverse("clinic:patient", args=[child.id])).text
    assert tab not in browser.get(reverse("clinic:patient", args=[adult.id])).text


def test_without_a_full_day_of_birth_the_page_says_what_to_mend(
    browser: Client, doctor: Actor
) -> None:
    vague = person(doctor, "Vàng A Mẫu", birth_date=dt.date(clock.today().year, 1, 1),
                   birth_precision="year")  # fmt: skip
    queue.enqueue(person_id=vague.id, by=doctor)

    assert "Cần ngày sinh đầy đủ" in browser.get(reverse("growth:growth", args=[vague.id])).text
