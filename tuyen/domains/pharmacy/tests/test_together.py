"""Several terminals at once: the store never loses or invents a unit, on either engine."""

import threading
from collections.abc import Callable
from random import Random

import pytest
from django.db import connection

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.pharmacy.actions import dispense as acts
from tuyen.domains.pharmacy.actions import outgoing
from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.domains.pharmacy.models import StockBalance, StockMovement
from tuyen.domains.pharmacy.queries import counter, stock
from tuyen.domains.pharmacy.rules.handing import Share
from tuyen.domains.pharmacy.tests.conftest import (
    AMOXICILLIN,
    PARACETAMOL,
    drug_line,
    line,
    lot_named,
    prescribed,
    received,
)
from tuyen.platform.changes.history import broken_links
from tuyen.record.chart import chart_of
from tuyen.record.models import Dispense, Prescription
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

TERMINALS = 4


def together(jobs: list[Callable[[], object]]) -> list[object]:
    """Run all jobs at one moment, each with a connection of its own; what each gave back."""
    gate, results = threading.Barrier(len(jobs)), list[object]([None] * len(jobs))

    def run(at: int) -> None:
        gate.wait()
        try:
            results[at] = jobs[at]()
        except Exception as fault:  # what went wrong is the result
            results[at] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def hand_out(sheet: Prescription, by: Actor) -> int:
    """As the page would: read, propose, hand out; a refusal because of a colleague is tried again."""
    for _turn in range(6):
        desk = counter.desk_of(chart_of(sheet.patient_id, by), sheet)
        shares = [
            Share(line_id, take.lot.lot_id, take.quantity)
            for line_id, takes in desk.proposal().items()
            for take in takes
        ]
        if not shares:
            return 0
        try:
            acts.dispense(prescription=sheet, shares=shares, by=by, desk=desk)
        except Refused:
            continue
        return sum(share.quantity for share in shares)
    return 0


@pytest.mark.capability("B3")
def test_what_left_the_store_is_what_people_got_however_many_hand_out(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    """Property: random sheets, more wanted than there is, four terminals, one of them destroying."""
    dice = Random(13)
    received(
        nurse,
        line(nurse, 60, "A1", days=100),
        line(nurse, 40, "A2", days=200),
        line(nurse, 50, "B1", code=AMOXICILLIN),
    )
    sheets = [
        prescribed(
            doctor,
            patient,
            drug_line(PARACETAMOL, dice.randint(1, 15)),
            drug_line(AMOXICILLIN, dice.randint(1, 9)),
        )
        for _n in range(12)
    ]
    doctor_signs = Second(doctor.account_id, doctor.name)

    def terminal(number: int) -> int:
        mine = Random(number).sample(sheets, len(sheets))
        given = 0
        for place, sheet in enumerate(mine):
            given += hand_out(sheet, nurse)
            if number == 0 and place % 4 == 0:
                outgoing.destroy(
                    lines=[outgoing.Out(lot_named("A2"), 1)],
                    note="Vỡ",
                    by=nurse,
                    second=doctor_signs,
                )
        return given

    results = together([lambda n=n: terminal(n) for n in range(TERMINALS)])  # type: ignore[misc]

    assert all(isinstance(each, int) for each in results), results
    handed_out = sum(Dispense.objects.values_list("quantity", flat=True))
    destroyed = StockMovement.objects.filter(kind="destruction").count()
    left = sum(StockBalance.objects.values_list("quantity", flat=True))
    assert handed_out == sum(each for each in results if isinstance(each, int))
    assert handed_out + destroyed + left == 150
    assert min(StockBalance.objects.values_list("quantity", flat=True)) >= 0
    assert stock.kept(nurse.unit_id) == stock.recounted(nurse.unit_id)
    assert _nobody_got_more_than_was_prescribed(sheets, nurse)
    assert not list(broken_links())


def _nobody_got_more_than_was_prescribed(sheets: list[Prescription], by: Actor) -> bool:
    desks = [counter.desk_of(chart_of(each.patient_id, by), each) for each in sheets]
    return all(due.given <= due.wanted for desk in desks for due in desk.dues.values())


def test_one_lot_taken_by_two_at_once_goes_to_one(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 10))
    sheets = [prescribed(doctor, patient, drug_line(PARACETAMOL, 10)) for _n in range(2)]
    lot_id = lot_named("A1").id
    desks = [counter.desk_of(chart_of(patient.id, nurse), sheet) for sheet in sheets]

    def take(at: int) -> str:
        share = Share(desks[at].lines[0].id, lot_id, 10)
        acts.dispense(prescription=sheets[at], shares=[share], by=nurse, desk=desks[at])
        return "handed out"

    results = together([lambda: take(0), lambda: take(1)])

    refusals = [each for each in results if isinstance(each, Refused)]
    assert results.count("handed out") == len(refusals) == 1
    assert "chỉ còn 0" in str(refusals[0])
    assert StockBalance.objects.get().quantity == 0
    assert Dispense.objects.count() == 1


def test_one_sheet_at_two_terminals_is_handed_out_once(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    """With a lot for each of them, so that the lots do not stand in the way."""
    received(nurse, line(nurse, 10, "A1", days=100), line(nurse, 10, "A2", days=100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    lots = [lot_named("A1").id, lot_named("A2").id]
    desks = [counter.desk_of(chart_of(patient.id, nurse), sheet) for _n in lots]

    def take(at: int) -> str:
        share = Share(desks[at].lines[0].id, lots[at], 10)
        acts.dispense(prescription=sheet, shares=[share], by=nurse, desk=desks[at])
        return "handed out"

    results = together([lambda: take(0), lambda: take(1)])

    assert results.count("handed out") == 1
    assert Dispense.objects.count() == 1
    assert sum(StockBalance.objects.values_list("quantity", flat=True)) == 10
