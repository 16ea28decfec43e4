"""The store and the counter through the API: the same actions, the same scope as the pages."""

import pytest

from tests.network import account_at, node
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.models import StockMovement
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.tests.conftest import (
    PARACETAMOL,
    drug_line,
    line,
    lot_named,
    prescribed,
    received,
)
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Prescription
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(doctor: Actor, patient: Person) -> Prescription:
    received(doctor, line(doctor, 100, "LATE", days=700), line(doctor, 4, "EARLY", days=60))
    return prescribed(doctor, patient, drug_line(PARACETAMOL, 10))


def test_a_program_reads_the_store_and_who_waits(program: Program, sheet: Prescription) -> None:
    [shelf] = program.get("stock", q="para 500").json()["items"]
    waiting = program.get("prescriptions").json()
    one = program.get(f"prescriptions/{sheet.id}").json()

    assert (shelf["drug_code"], shelf["usable"]) == (PARACETAMOL, 104)
    assert (waiting["count"], waiting["items"][0]["number"]) == (1, sheet.number)
    proposed = [(each["lot_number"], each["quantity"]) for each in one["lines"][0]["proposed"]]
    assert proposed == [("EARLY", 4), ("LATE", 6)]


def test_a_program_hands_out_once_whatever_the_line(
    program: Program, doctor: Actor, sheet: Prescription
) -> None:
    key = new_key()
    first = program.post(f"prescriptions/{sheet.id}/dispense", {}, idempotency_key=key)
    again = program.post(f"prescriptions/{sheet.id}/dispense", {}, idempotency_key=key)

    assert first.status_code == 201
    assert again.status_code in (201, 409, 422)
    kept = stock.kept(doctor.unit_id)
    assert (kept[lot_named("EARLY").id], kept[lot_named("LATE").id]) == (0, 94)


@pytest.mark.parametrize("quantity", [-1, 0, 10**9, 2.5, "ba"])
def test_an_impossible_quantity_is_a_problem_and_nothing_leaves(
    program: Program, doctor: Actor, sheet: Prescription, quantity: object
) -> None:
    line_id = program.get(f"prescriptions/{sheet.id}").json()["lines"][0]["id"]
    share = {"line_id": line_id, "lot_id": str(lot_named("EARLY").id), "quantity": quantity}

    answer = program.post(f"prescriptions/{sheet.id}/dispense", {"shares": [share]})

    assert answer.status_code == 422
    assert sum(stock.kept(doctor.unit_id).values()) == 104


def test_a_neighbour_finds_no_prescription_and_no_store(sheet: Prescription) -> None:
    neighbour = Program(account_at(node("Trạm bên"), "station_doctor"))

    assert neighbour.get(f"prescriptions/{sheet.id}").status_code == 404
    assert neighbour.get("stock").json()["items"] == []
    assert neighbour.get("prescriptions").json() == {"items": [], "count": 0}


@pytest.mark.capability("B3", where="/api/v1/docs")
def test_a_controlled_drug_leaves_under_the_key_of_a_colleague(
    program: Program, doctor: Actor, patient: Person, station: ScopeNode
) -> None:
    received(doctor, line(doctor, 50, "N1", code="diazepam-5-tab"))
    sheet = prescribed(doctor, patient, drug_line("diazepam-5-tab", 5, control="H"))
    url = f"prescriptions/{sheet.id}/dispense"
    colleague = Program(account_at(station, "station_nurse", name="Điều dưỡng Mẫu"))
    stranger = Program(account_at(node("Trạm bên"), "station_nurse"))
    own = {"second_authorization": f"Bearer {program.key}"}
    theirs = {"second_authorization": f"Bearer {stranger.key}"}

    refused = [program.post(url, {}, **each).status_code for each in ({}, own, theirs)]
    done = program.post(url, {}, second_authorization=f"Bearer {colleague.key}")

    assert refused == [422, 422, 422]
    assert done.status_code == 201
    assert StockMovement.objects.get(kind="dispense").second_name == "Điều dưỡng Mẫu"
