"""The store for other programs: items, lots and transfers of the asker's own unit, and nobody else's."""

from typing import Any

import pytest

from tests.network import account_at, actor_at, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.actions import items, outgoing, recalls, transfers
from tuyen.domains.pharmacy.actions.dispense import dispense
from tuyen.domains.pharmacy.models import StockDocument, StockLot
from tuyen.domains.pharmacy.queries import counter
from tuyen.domains.pharmacy.rules.handing import Share
from tuyen.domains.pharmacy.tests.conftest import (
    PARACETAMOL,
    drug_line,
    in_days,
    line,
    prescribed,
    received,
)
from tuyen.edge.fhir.tests.conftest import Program
from tuyen.edge.fhir.tests.test_fhir import issue_of, judged, resources
from tuyen.platform.access.models import ScopeNode
from tuyen.record.chart import chart_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lot(doctor: Actor) -> StockLot:
    received(doctor, line(doctor, 100, maker="Dược Mẫu"), line(doctor, 5, "OLD", days=30))
    return StockLot.objects.select_related("item").get(lot_number="A1")


@pytest.fixture
def below(station: ScopeNode) -> ScopeNode:
    return node("Điểm trạm Mẫu", under=station)


@pytest.fixture
def paper(doctor: Actor, lot: StockLot, below: ScopeNode) -> StockDocument:
    out = [outgoing.Out(lot, 30)]
    return outgoing.send(lines=out, to_unit_id=below.unit_id, by=doctor)


def found(program: Program, kind: str, **asked: str) -> list[dict[str, Any]]:
    return resources(program.get(kind, **asked))


@pytest.mark.capability("F1", "G2", where="/fhir/R4/metadata")
def test_an_item_and_its_lots_are_medications(
    program: Program, lot: StockLot, doctor: Actor
) -> None:
    items.add_code(item=lot.item, scheme="atc", code="N02BE01", by=doctor)

    [item] = found(program, "Medication", code="N02BE01")
    ours = program.get(f"Medication/{lot.id}").json()
    soon = found(program, "Medication", **{"expiration-date": f"lt{in_days(100)}"})

    for each in (item, ours, *soon):
        judged(each)
    assert (item["id"], item["status"]) == (str(lot.item_id), "active")
    assert {each["code"] for each in item["code"]["coding"]} == {PARACETAMOL, "N02BE01"}
    assert ours["batch"] == {"lotNumber": "A1", "expirationDate": str(lot.expires_on)}
    assert ours["manufacturer"] == {"display": "Dược Mẫu"}
    assert [each["batch"]["lotNumber"] for each in soon] == ["OLD"]


def test_a_recalled_lot_is_inactive(program: Program, lot: StockLot, doctor: Actor) -> None:
    recalls.recall(lots=[lot], reason="CV 1/QLD", by=doctor)
    asked = {"lot-number": "a1,old"}

    gone = found(program, "Medication", status="inactive", **asked)
    kept = found(program, "Medication", status="active", code=PARACETAMOL, **asked)

    assert [each["id"] for each in gone] == [str(lot.id)]
    assert [each["batch"]["lotNumber"] for each in kept] == ["OLD"]
    assert found(program, "Medication", status="entered-in-error") == []


@pytest.mark.capability("F1", "G2", where="/fhir/R4/metadata")
def test_a_transfer_is_a_delivery_for_both_ends(
    program: Program, paper: StockDocument, below: ScopeNode, doctor: Actor
) -> None:
    receiver = Program(account_at(below, "station_nurse"))
    [sent] = found(receiver, "SupplyDelivery", status="in-progress", supplier=str(doctor.unit_id))
    transfers.accept(document=paper, by=actor_at(below, "station_nurse"))

    [there] = found(program, "SupplyDelivery", identifier=f"{paper.unit_id}/{paper.number}")

    for each in (sent, there):
        judged(each)
    assert (sent["id"], sent["status"]) == (there["id"], "in-progress")
    assert (there["status"], there["suppliedItem"]["quantity"]["value"]) == ("completed", 30)
    assert there["destination"]["reference"] == f"Location/{below.unit_id}"
    assert int(there["meta"]["versionId"]) > int(sent["meta"]["versionId"])
    moved = there["meta"]["lastUpdated"].replace("+00:00", "Z")
    assert found(program, "SupplyDelivery", _lastUpdated=f"gt{moved[:4]}") == []
    assert len(found(program, "SupplyDelivery", _lastUpdated=f"ge{moved[:4]}")) == 1


def test_a_neighbours_store_does_not_exist(
    stranger: Program, program: Program, paper: StockDocument, lot: StockLot
) -> None:
    [line] = found(program, "SupplyDelivery")

    for address in (
        f"Medication/{lot.id}",
        f"Medication/{lot.item_id}",
        f"SupplyDelivery/{line['id']}",
    ):
        assert issue_of(stranger.get(address), 404)
    for kind in ("Medication", "SupplyDelivery"):
        assert found(stranger, kind) == []
    asked = {"identifier": f"{paper.unit_id}/{paper.number}", "supplier": str(paper.unit_id)}
    assert found(stranger, "SupplyDelivery", **asked) == []
    assert found(stranger, "Medication", **{"lot-number": "A1"}) == []


def test_who_has_no_business_in_the_store_sees_none(
    station: ScopeNode, paper: StockDocument, lot: StockLot
) -> None:
    reader = Program(account_at(station, "unit_administrator"))

    assert issue_of(reader.get(f"Medication/{lot.id}"), 404)
    assert found(reader, "Medication") == found(reader, "SupplyDelivery") == []


@pytest.mark.capability("F1", "I1")
def test_what_a_person_in_custody_got_is_told_to_nobody_without_the_grant(
    program: Program, station: ScopeNode, lot: StockLot
) -> None:
    account = account_at(station, "station_doctor", grants=("custody",))
    granted = Program(account)
    by = actor_at(station, "station_doctor", grants=("custody",))
    hidden = person(by, name="Người được bảo vệ", compartment="custody")
    sheet = prescribed(by, hidden, drug_line(PARACETAMOL, 10))
    desk = counter.desk_of(chart_of(hidden.id, by), sheet)
    dispense(
        prescription=sheet,
        shares=[Share(desk.lines[0].id, lot.id, 10)],
        by=by,
        desk=desk,
        why="Lô kia để riêng",
    )

    [given] = found(granted, "MedicationDispense", patient=str(hidden.id))

    judged(given)
    answers = [
        program.get(f"MedicationDispense/{given['id']}"),
        program.get(f"MedicationRequest/{desk.lines[0].id}"),
        program.get("MedicationDispense", patient=str(hidden.id)),
    ]
    assert [each.status_code for each in answers] == [404] * 3
    assert not any("bảo vệ" in each.content.decode() for each in answers)
