"""What the expert proposes is taken over by the local doctor, one line at a click, never by itself."""

from typing import Any

import pytest
from django.test import Client

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions.consult_orders import take_test
from tuyen.record.actions.queue import enqueue, leave
from tuyen.record.consulting import Advice
from tuyen.record.models import Consult, ConsultAdvice, MedicationRequest, Order, QueueEntry
from tuyen.record.queries.consult_proposals import known_name
from tuyen.record.rules.consult_proposals import read, written
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.formulary import drugs
from tuyen.registry.terms.orderables import orderables

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "line, dose, days, quantity",
    [
        pytest.param("Thuốc A; 1 viên sáng; 30 ngày; 30 viên", "1 viên sáng", 30, 30.0, id="all"),
        pytest.param("Thuốc A; ngày 2 lần; 7 ngày", "ngày 2 lần", 7, None, id="no quantity"),
        pytest.param("Thuốc A; uống 1/2 viên", "uống 1/2 viên", None, None, id="the dose alone"),
    ],
)
def test_a_line_is_read_and_written_alike(
    line: str, dose: str, days: int | None, quantity: float | None
) -> None:
    [said] = read(line, lambda _name: None)

    assert (said["dose"], said["days"], said["quantity"]) == (dose, days, quantity)
    assert written([said]) == line


@pytest.fixture
def drug() -> Any:
    return next(iter(drugs(clock.today()).values()))


@pytest.fixture
def test() -> Any:
    return next(each for each in orderables(clock.today()).values() if not each.compartment)


@pytest.fixture
def advice(consult: Consult, expert: Actor, drug: Any, test: Any) -> ConsultAdvice:
    text = f"{drug.full_name}; 1 viên sáng; 5 ngày; 5 viên\n{test.label.vi}"
    said = Advice(kind="treat_here", text="Theo dõi.", proposals=tuple(read(text, known_name)))
    return answers.sign(consult=consult, advice=said, by=expert)


@pytest.fixture
def entry(patient: Person, asker: Actor, advice: ConsultAdvice) -> QueueEntry:
    enqueue(person_id=patient.id, by=asker)
    found: QueueEntry = QueueEntry.objects.filter(status="waiting").latest("arrived_at")
    return found


def fresh(row: Consult) -> Consult:
    found: Consult = Consult.objects.get(pk=row.id)
    return found


def test_nothing_is_ordered_by_itself(advice: ConsultAdvice) -> None:
    assert [each["kind"] for each in advice.proposals] == ["drug", "test"]
    assert not Order.objects.exists()
    assert not MedicationRequest.objects.exists()


def test_a_test_is_ordered_for_the_open_visit_and_marked(
    consult: Consult, advice: ConsultAdvice, entry: QueueEntry, at_station: Client
) -> None:
    at_station.post(f"/consults/{consult.id}/advice/{advice.id}/take/1/")

    order = Order.objects.get()
    assert (order.entry_id, order.code) == (entry.id, advice.proposals[1]["code"])
    assert "đã thực hiện" in at_station.get(f"/consults/{consult.id}/").content.decode()


def test_without_an_open_visit_the_way_out_is_said(
    consult: Consult, advice: ConsultAdvice, asker: Actor
) -> None:
    for waiting in QueueEntry.objects.filter(patient_id=consult.patient_id):
        leave(entry=waiting, by=asker)

    with pytest.raises(Refused, match="mở lượt khám"):
        take_test(consult=fresh(consult), advice=advice, at=1, by=asker)


def test_the_expert_orders_nothing_at_the_station(
    consult: Consult, advice: ConsultAdvice, expert: Actor
) -> None:
    with pytest.raises(NotPermitted):
        take_test(consult=fresh(consult), advice=advice, at=1, by=expert)


def test_a_drug_comes_into_the_prescription_of_the_open_visit_by_a_click(
    consult: Consult, advice: ConsultAdvice, entry: QueueEntry, at_station: Client, drug: Any
) -> None:
    case = at_station.get(f"/consults/{consult.id}/").content.decode()
    form = at_station.get(f"/queue/{entry.id}/visit/?advised={advice.id}").content.decode()

    said = {"advised": str(advice.id), "take_advised": "0"}
    part = at_station.post(f"/queue/{entry.id}/visit/prescription/", said).content.decode()

    assert f"?advised={advice.id}" in case
    assert 'name="take_advised"' in form
    assert f'value="{drug.code}"' in part
    assert not MedicationRequest.objects.exists()


def test_the_form_of_the_answer_keeps_the_lines(
    consult: Consult, at_centre: Client, drug: Any
) -> None:
    said = {
        "verb": "sign",
        "sure": "1",
        "kind": "treat_here",
        "text": "Theo dõi.",
        "proposals": f"{drug.full_name}; 1 viên sáng; 5 ngày",
    }

    at_centre.post(f"/consults/{consult.id}/answer/", said)

    [line] = ConsultAdvice.objects.get().proposals
    assert (line["code"], line["days"]) == (drug.code, 5)
