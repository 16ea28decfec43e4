"""The card of a child: what counts, what comes next; a dose added, told, corrected, struck."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.immunization import codes
from tuyen.domains.immunization.queries import cards
from tuyen.domains.immunization.rules.due import State
from tuyen.domains.immunization.tests.conftest import DAY, child_of
from tuyen.record.actions.immunizations import give_dose, record_history
from tuyen.record.chart import chart_of
from tuyen.record.models import Immunization
from tuyen.record.rules.immunizations import Dose
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def typed(**said: Any) -> dict[str, Any]:
    today = clock.today()
    usual = {
        "vaccine": "mr",
        "day": f"{today:%d/%m/%Y}",
        "lot": "mr01",
        "expiry_on": f"{today + 90 * DAY:%d/%m/%Y}",
    }
    return usual | said


def series(child: Person, who: Actor, code: str) -> cards.Series:
    card = cards.card_of(chart_of(child.id, who), clock.today())
    return next(each for each in card.series if each.next.series == code)


@pytest.mark.capability("D1", where="/persons/")
def test_a_child_from_birth_to_eighteen_months_with_a_delayed_dose(nurse: Actor) -> None:
    """Doses of a card from birth, the third late, the series goes on and is never begun again."""
    child = child_of(nurse, "Lò Thị Bé", days=560)
    born = child.birth_date
    assert born is not None
    told = [
        Dose("hepb", born),
        Dose("bcg", born + 3 * DAY),
        Dose("penta", born + 62 * DAY),
        Dose("opv", born + 62 * DAY),
        Dose("penta", born + 92 * DAY),
        Dose("opv", born + 92 * DAY),
        Dose("penta", born + 250 * DAY),
        Dose("opv", born + 250 * DAY),
        Dose("ipv", born + 250 * DAY),
        Dose("mr", born + 200 * DAY),
        Dose("mr", born + 280 * DAY),
    ]
    record_history(person_id=child.id, doses=told, by=nurse)

    measles, penta = series(child, nurse, "measles"), series(child, nurse, "penta")
    assert (penta.had, penta.next.number) == (3, 4)
    assert (measles.had, measles.next.number, measles.next.state) == (1, 2, State.DUE)
    row = give_dose(person_id=child.id, dose=Dose("mr", clock.today(), number=2), by=nurse)
    assert series(child, nurse, "measles").next.state == State.COMPLETE
    lines = cards.card_of(chart_of(child.id, nurse), clock.today()).lines
    early = next(line for line in lines if line.row.given_on == born + 200 * DAY)
    assert (early.is_valid, early.why) == (False, "chưa đủ tuổi tối thiểu")
    assert next(line for line in lines if line.row.id == row.id).counts[0][1] == 2


def test_a_dose_is_typed_on_the_card_and_takes_its_place_in_the_series(
    browser: Client, child: Person
) -> None:
    answer = browser.post(reverse("immunization:give", args=[child.id]), typed())

    row = Immunization.objects.get()
    assert answer.status_code == 302
    assert (row.dose_number, row.site, row.route, row.lot) == (1, "left_arm", "sc", "MR01")


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param({"expiry_on": "01/01/2026"}, "quá hạn dùng", id="a lot past expiry"),
        pytest.param({"day": "01/01/2040"}, "tương lai", id="a future date"),
        pytest.param({"day": "01/01/2020"}, "trước ngày sinh", id="before birth"),
        pytest.param({"vaccine": "smallpox"}, "", id="no such vaccine"),
        pytest.param({"lot": ""}, "", id="no lot"),
    ],
)
def test_what_may_not_be_given_is_refused_and_what_was_typed_stays(
    browser: Client, child: Person, said: dict[str, str], sentence: str
) -> None:
    answer = browser.post(reverse("immunization:give", args=[child.id]), typed(note="x1", **said))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert 'value="x1"' in text
    assert not Immunization.objects.exists()


def test_the_card_asks_few_statements(browser: Client, nurse: Actor, child: Person) -> None:
    born = child.birth_date
    assert born is not None
    doses = [Dose("penta", born + n * 30 * DAY) for n in range(2, 8)]
    record_history(person_id=child.id, doses=doses, by=nurse)

    with counted() as seen:
        answer = browser.get(reverse("immunization:card", args=[child.id]))
    assert len(seen) <= 8, seen

    assert "Phiếu tiêm chủng" in answer.content.decode()


def test_a_paper_card_is_typed_in_as_a_whole_or_not_at_all(browser: Client, child: Person) -> None:
    born = child.birth_date
    assert born is not None
    form = {"dose-TOTAL_FORMS": "2", "dose-INITIAL_FORMS": "0", "source": "paper"}
    lines = {
        "dose-0-vaccine": "bcg",
        "dose-0-day": f"{born:%d/%m/%Y}",
        "dose-1-vaccine": "penta",
    }
    url = reverse("immunization:history", args=[child.id])

    wrong = browser.post(url, form | lines | {"dose-1-day": f"{born - DAY:%d/%m/%Y}"})
    assert wrong.status_code == 422
    assert "trước ngày sinh" in wrong.content.decode()
    assert not Immunization.objects.exists()
    right = browser.post(url, form | lines | {"dose-1-day": f"{born + 70 * DAY:%d/%m/%Y}"})

    assert right.status_code == 302
    assert Immunization.objects.filter(source="paper").count() == 2


def test_a_dose_is_corrected_and_struck_on_its_page(
    browser: Client, nurse: Actor, child: Person
) -> None:
    first = give_dose(person_id=child.id, dose=Dose("mr", clock.today(), lot="A"), by=nurse)
    url = reverse("immunization:dose", args=[first.id])

    corrected = browser.post(url, typed(lot="b2", why="Ghi nhầm lô"))
    assert corrected.status_code == 302
    new = Immunization.objects.get(superseded_by_id=None)
    assert "Bản cũ" in browser.get(url).content.decode()
    assert new.lot == "B2"
    browser.post(reverse("immunization:strike", args=[new.id]), {"why": "Nhầm người"})

    assert not cards.card_of(chart_of(child.id, nurse), clock.today()).lines


def test_the_paper_bears_a_code_that_opens_the_card(browser: Client, child: Person) -> None:
    answer = browser.get(reverse("immunization:paper", args=[child.id]))

    assert answer.content.startswith(b"%PDF")
    code = codes.code_of(child.id)
    assert codes.card_behind(code) == reverse("immunization:card", args=[child.id])
    assert codes.card_behind("TC-nonsense") == codes.card_behind("012089000001") == ""


def test_a_death_closes_the_form(browser: Client, nurse: Actor) -> None:
    gone = person(
        nurse,
        "Vàng Thị Mất",
        birth_date=clock.today() - 200 * DAY,
        home_unit_id=nurse.unit_id,
        is_deceased=True,
        deceased_on=clock.today() - 2 * DAY,
    )

    answer = browser.post(reverse("immunization:give", args=[gone.id]), typed())

    assert answer.status_code == 422
    assert "đã mất" in answer.content.decode()


def test_a_combined_vaccine_too_soon_says_so_though_another_series_is_complete(
    nurse: Actor, child: Person
) -> None:
    born = child.birth_date
    assert born is not None
    told = [Dose("hepb", born), Dose("penta", born + 62 * DAY), Dose("penta", born + 70 * DAY)]
    record_history(person_id=child.id, doses=told, by=nurse)

    newest = cards.card_of(chart_of(child.id, nurse), clock.today()).lines[0]

    assert newest.why == "chưa đủ khoảng cách với mũi trước"
