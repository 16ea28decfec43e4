"""By when a question is answered: the proposal, the unit's own figure, the agreement's promise."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.network import browser_of
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.steering.actions.limits import Soon, promise_limit
from tuyen.domains.steering.models import Agreement
from tuyen.domains.teleconsult.tests.conftest import Network, account_in
from tuyen.platform import changes
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions import consults as acts
from tuyen.record.actions.queue import enqueue
from tuyen.record.consult_limits import basis_of
from tuyen.record.consulting import Question
from tuyen.record.models import Consult
from tuyen.record.rules.consults import Minutes, shorter
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.models import LocalValue

pytestmark = pytest.mark.django_db
USUAL = Minutes(120, 480)


@pytest.mark.parametrize(
    "agreed, expected",
    [
        pytest.param(Minutes(None, None), (USUAL, False), id="nothing agreed"),
        pytest.param(Minutes(30, None), (Minutes(30, 480), True), id="a shorter answer"),
        pytest.param(Minutes(None, 240), (Minutes(120, 240), True), id="a shorter conclusion"),
        pytest.param(Minutes(600, 900), (USUAL, False), id="a longer one does not count"),
    ],
)
def test_an_agreement_only_shortens(agreed: Minutes, expected: tuple[Minutes, bool]) -> None:
    assert shorter(USUAL, agreed) == expected


def seen(by: Actor) -> Person:
    """Somebody new who has come to the unit today."""
    found = person(by)
    enqueue(person_id=found.id, by=by)
    return found


def agreement_of(unit: Unit) -> Agreement:
    return Agreement.objects.get(unit_id=unit.id)


def minutes_to_answer(row: Consult) -> int:
    return int((row.answer_due_at - row.asked_at).total_seconds() // 60)


def confirmed(unit: Unit, field: str, value: str) -> None:
    row = LocalValue(
        unit_id=unit.id,
        rule="teleconsult/clocks",
        row="urgent",
        field=field,
        value=value,
        valid_from=clock.today(),
        confirmed_by="Giám đốc Mẫu",
        confirmed_by_id=uuid7(),
        confirmed_on=clock.today(),
        source="QĐ mẫu",
    )
    with changes.apply(actor=SYSTEM, reason="test.figure") as log:
        log.create(row)


def test_a_promise_of_the_agreement_shortens_the_clock_of_the_next_question(
    network: Network, asker: Actor, question: Question
) -> None:
    promise_limit(agreement=agreement_of(network.station), said=Soon("urgent", 30, None), by=SYSTEM)

    row = acts.ask(person=seen(asker).id, question=question, by=asker)

    assert minutes_to_answer(row) == 30
    assert basis_of(row) == "agreement"


def test_the_case_says_what_its_clock_rests_on_until_the_unit_confirms_the_figure(
    network: Network, consult: Consult, at_centre: Client
) -> None:
    before = at_centre.get(f"/consults/{consult.id}/").content.decode()
    confirmed(network.centre, "answer_minutes", "120")
    confirmed(network.centre, "conclude_minutes", "480")

    after = at_centre.get(f"/consults/{consult.id}/").content.decode()

    assert "mốc đề xuất, chưa xác minh" in before
    assert "chưa xác minh" not in after


def test_the_figure_that_the_asked_facility_confirmed_counts(
    network: Network, asker: Actor, question: Question
) -> None:
    confirmed(network.centre, "answer_minutes", "45")

    row = acts.ask(person=seen(asker).id, question=question, by=asker)

    assert minutes_to_answer(row) == 45


def test_a_promise_taken_back_counts_no_more(
    network: Network, asker: Actor, question: Question
) -> None:
    deal = agreement_of(network.station)
    promise_limit(agreement=deal, said=Soon("urgent", 30, None), by=SYSTEM)
    promise_limit(agreement=deal, said=Soon("urgent", None, None), by=SYSTEM)

    row = acts.ask(person=seen(asker).id, question=question, by=asker)

    assert minutes_to_answer(row) == 120


def test_a_conclusion_does_not_come_before_the_answer(network: Network) -> None:
    with pytest.raises(Refused, match="trước lần trả lời"):
        promise_limit(
            agreement=agreement_of(network.station), said=Soon("urgent", 60, 30), by=SYSTEM
        )


def test_the_next_tier_answers_by_its_own_agreement(
    network: Network, consult: Consult, expert: Actor
) -> None:
    promise_limit(agreement=agreement_of(network.centre), said=Soon("urgent", 20, 60), by=SYSTEM)

    row = answers.redirect(
        consult=consult, to_unit_id=network.province.id, why="Cần tim mạch", by=expert
    )

    assert minutes_to_answer(row) == 20
    assert row.conclude_due_at - row.asked_at == dt.timedelta(hours=1)


def test_the_office_writes_the_promise_on_the_page_of_the_agreement(
    network: Network, asker: Actor
) -> None:
    office: Any = browser_of(account_in(network.centre, "direction_office"))
    deal = agreement_of(network.centre)

    office.post(
        f"/direction/agreements/{deal.id}/limit/",
        {"urgency": "urgent", "answer_minutes": "25", "conclude_minutes": ""},
    )

    page = office.get(f"/direction/agreements/{deal.id}/").content.decode()
    assert "Thời hạn trả lời hội chẩn từ xa" in page
    assert ">25<" in page
