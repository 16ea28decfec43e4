"""Papers of the store by the API: as on the pages, nothing half-written, nothing of another's store."""

from typing import Any

import pytest

from tests.network import account_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.models import StockDocument, StockMovement
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.tests.conftest import (
    PARACETAMOL,
    drug_line,
    in_days,
    line,
    lot_named,
    prescribed,
    received,
)
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.record.models import Prescription, Task
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

SLIP = {
    "source": "insurance",
    "supplier": "Trung tâm Y tế Mẫu",
    "lines": [
        {
            "drug_code": PARACETAMOL,
            "lot_number": "A1",
            "expires_on": str(in_days(400)),
            "quantity": 100,
        }
    ],
}


@pytest.fixture
def colleague(station: ScopeNode) -> Program:
    return Program(account_at(station, "station_nurse", name="Điều dưỡng Mẫu"))


@pytest.fixture
def below(station: ScopeNode) -> ScopeNode:
    return node("Điểm trạm Mẫu", under=station)


@pytest.fixture
def store(doctor: Actor) -> str:
    """A hundred tablets of lot A1; its id."""
    received(doctor, line(doctor, 100))
    return str(lot_named("A1").id)


def left(by: Actor) -> list[int]:
    return sorted(stock.kept(by.unit_id).values())


def signed(program: Program) -> dict[str, str]:
    return {"second_authorization": f"Bearer {program.key}"}


def taken(lot_id: str, quantity: Any) -> list[dict[str, Any]]:
    return [{"lot_id": lot_id, "quantity": quantity}]


@pytest.mark.capability("F1", where="/api/v1/docs")
def test_a_program_keeps_the_store_from_the_receipt_to_the_recall(
    program: Program, colleague: Program, below: ScopeNode, doctor: Actor
) -> None:
    """By the API: receipt, transfer, return, destruction, count and recall, and the card of it all"""
    came = program.post("stock/receipts", SLIP, idempotency_key=new_key()).json()
    lot_id = came["lines"][0]["lot_id"]
    item_id = program.get(f"stock/lots/{lot_id}").json()["item_id"]

    sent = program.post(
        "stock/transfers", {"to_unit_id": below.unit_id, "lines": taken(lot_id, 30)}
    )
    back = program.post("stock/returns", {"counterpart": "Kho Mẫu", "lines": taken(lot_id, 10)})
    gone = program.post(
        "stock/destructions", {"note": "Ẩm mốc", "lines": taken(lot_id, 5)}, **signed(colleague)
    )
    counted = program.post(
        "stock/counts",
        {"note": "Đếm thiếu", "lines": [{"lot_id": lot_id, "seen": 55, "counted": 54}]},
    )
    tag = program.get(f"stock/lots/{lot_id}")["ETag"]
    recalled = program.post(f"stock/lots/{lot_id}/recall", {"why": "CV 1/QLD"}, if_match=tag)

    papers = [sent, back, gone, counted, recalled]
    assert [paper.status_code for paper in papers] == [201] * 5
    assert gone.json()["second_name"] == "Điều dưỡng Mẫu"
    assert (sent.json()["status"], recalled.json()["kind"]) == ("sent", "recall")
    assert [each["kind"] for each in program.get("stock/documents").json()["items"]] == [
        "recall", "count", "destruction", "return", "transfer", "receipt"
    ]  # fmt: skip
    card = program.get(f"stock/items/{item_id}/card").json()
    assert [each["balance"] for each in card["items"]] == [100, 70, 60, 55, 54]
    assert (card["opening"], card["came"], card["went"], card["closing"]) == (0, 100, 46, 54)
    assert left(doctor) == [54]


@pytest.mark.capability("F1", where="/api/v1/docs")
def test_a_transfer_arrives_short_and_the_sender_hears_of_it(
    program: Program, below: ScopeNode, store: str
) -> None:
    """By the API: a transfer is received with less than was sent, and neither taken twice nor back"""
    sent = program.post("stock/transfers", {"to_unit_id": below.unit_id, "lines": taken(store, 30)})
    paper = sent.json()
    receiver = Program(account_at(below, "station_nurse"))
    url = f"stock/documents/{paper['id']}"
    there = receiver.get(url)
    less = {"received": [{"line_id": there.json()["lines"][0]["id"], "quantity": 28}]}
    tag = there["ETag"]

    unread = receiver.post(f"{url}/arrival", less)
    untold = receiver.post(f"{url}/arrival", less, if_match=tag)
    arrived = receiver.post(f"{url}/arrival", less | {"note": "Vỡ 2 viên"}, if_match=tag)
    twice = receiver.post(f"{url}/arrival", {}, if_match=tag)
    back = program.post(f"{url}/take-back", {"why": "Nhầm"}, if_match=arrived["ETag"])

    assert [each.status_code for each in (unread, untold, arrived, twice, back)] == [
        428, 422, 200, 412, 422
    ]  # fmt: skip
    assert arrived.json()["status"] == "differs"
    assert paper["number"] in Task.objects.get(kind="stock_difference").title
    assert receiver.get("stock").json()["items"][0]["usable"] == 28


def test_what_nobody_received_is_taken_back(
    program: Program, below: ScopeNode, store: str, doctor: Actor
) -> None:
    sent = program.post("stock/transfers", {"to_unit_id": below.unit_id, "lines": taken(store, 30)})
    url = f"stock/documents/{sent.json()['id']}/take-back"

    back = program.post(url, {"why": "Nhầm nơi"}, if_match=sent["ETag"])

    assert (back.status_code, back.json()["status"]) == (200, "back")
    assert left(doctor) == [100]


def test_a_request_sent_twice_writes_one_paper(
    program: Program, store: str, doctor: Actor, below: ScopeNode
) -> None:
    """Even where the first took everything that was there."""
    key, said = new_key(), {"to_unit_id": str(below.unit_id), "lines": taken(store, 100)}
    first = program.post("stock/transfers", said, idempotency_key=key)
    again = program.post("stock/transfers", said, idempotency_key=key)
    other = program.post("stock/transfers", said | {"note": "Khác"}, idempotency_key=key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert again.json()["id"] == first.json()["id"]
    assert again["Idempotent-Replayed"] == "true"
    assert left(doctor) == [0]


@pytest.mark.parametrize(
    "wrong, status, word",
    [
        ({"quantity": -5}, 422, "từ 1 đến 1.000.000"),
        ({"quantity": 0}, 422, "từ 1 đến 1.000.000"),
        ({"quantity": 10**30}, 422, "từ 1 đến 1.000.000"),
        ({"quantity": 2.5}, 422, "chưa đúng dạng"),
        ({"expires_on": "2020-01-01"}, 422, "đã hết hạn"),
        ({"expires_on": None}, 422, "hạn dùng"),
        ({"lot_number": " "}, 422, "Nhập số lô"),
        ({"drug_code": "khong-co"}, 422, "Không có thuốc"),
    ],
)
def test_a_wrong_line_of_a_receipt_is_one_sentence_and_nothing_comes_in(
    program: Program, wrong: dict[str, Any], status: int, word: str
) -> None:
    slip = SLIP | {"lines": [*SLIP["lines"], SLIP["lines"][0] | wrong]}  # type: ignore[misc,operator]

    answer = program.post("stock/receipts", slip)

    assert (answer.status_code, word in answer.json()["detail"]) == (status, True)
    assert not StockMovement.objects.exists()
    assert not StockDocument.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "2015-01-01", "9999-12-31"])
def test_a_receipt_of_an_impossible_day_is_refused(program: Program, day: str) -> None:
    answer = program.post("stock/receipts", SLIP | {"day": day})

    assert (answer.status_code, answer.json()["field"]) == (422, "day")


@pytest.mark.parametrize("quantity", [-1, 0, 10**9, 101])
@pytest.mark.parametrize("kind", ["transfers", "returns", "destructions"])
def test_what_is_not_there_does_not_leave(
    program: Program,
    colleague: Program,
    below: ScopeNode,
    store: str,
    doctor: Actor,
    kind: str,
    quantity: int,
) -> None:
    said = {"to_unit_id": below.unit_id, "counterpart": "Kho Mẫu", "note": "Thử"}

    answer = program.post(
        f"stock/{kind}", said | {"lines": taken(store, quantity)}, **signed(colleague)
    )

    assert answer.status_code == (409 if quantity == 101 else 422)
    assert answer.json()["detail"]
    assert left(doctor) == [100]
    assert StockDocument.objects.count() == 1


def test_one_lot_named_twice_leaves_with_its_sum_or_not_at_all(
    program: Program, below: ScopeNode, store: str, doctor: Actor
) -> None:
    lines = [*taken(store, 60), *taken(store, 60)]

    too_much = program.post("stock/transfers", {"to_unit_id": below.unit_id, "lines": lines})
    twice = program.post(
        "stock/counts",
        {"note": "x", "lines": [{"lot_id": store, "seen": 100, "counted": n} for n in (1, 2)]},
    )

    assert (too_much.status_code, twice.status_code) == (409, 422)
    assert left(doctor) == [100]


@pytest.mark.parametrize(
    "line_said", [{"seen": 100, "counted": -1}, {"seen": -(10**9), "counted": 0}]
)
def test_an_impossible_count_is_refused(
    program: Program, store: str, doctor: Actor, line_said: dict[str, int]
) -> None:
    answer = program.post(
        "stock/counts", {"note": "Lệch", "lines": [{"lot_id": store, **line_said}]}
    )

    assert (answer.status_code, left(doctor)) == (422, [100])


def test_expired_and_recalled_lots_do_not_go_to_another_store(
    program: Program, below: ScopeNode, store: str, doctor: Actor
) -> None:
    with clock.stopped(clock.start_of(in_days(-30))):
        received(doctor, line(doctor, 50, "OLD", days=20))
    tag = program.get(f"stock/lots/{store}")["ETag"]
    program.post(f"stock/lots/{store}/recall", {"why": "CV 1/QLD"}, if_match=tag)

    answers = [
        program.post("stock/transfers", {"to_unit_id": below.unit_id, "lines": taken(lot, 1)})
        for lot in (store, str(lot_named("OLD").id))
    ]

    assert [each.status_code for each in answers] == [422, 422]
    assert ["thu hồi" in answers[0].json()["detail"], "hết hạn" in answers[1].json()["detail"]] == [
        True, True
    ]  # fmt: skip
    assert left(doctor) == [50, 100]


def test_a_recall_holds_for_whoever_read_the_lot_and_is_withdrawn(
    program: Program, store: str
) -> None:
    url = f"stock/lots/{store}"
    tag = program.get(url)["ETag"]

    program.post(f"{url}/recall", {"why": "CV 1/QLD"}, if_match=tag)
    late = program.post(f"{url}/recall", {"why": "CV 2/QLD"}, if_match=tag)
    now = program.get(url)
    again = program.post(f"{url}/recall", {"why": "CV 2/QLD"}, if_match=now["ETag"])
    free = program.post(f"{url}/release", {"why": "CV 3/QLD"}, if_match=now["ETag"])

    assert [each.status_code for each in (late, again, free)] == [412, 422, 200]
    assert (now.json()["status"], free.json()["status"]) == ("recalled", "usable")


def test_destruction_needs_a_colleague_of_the_same_unit(
    program: Program, colleague: Program, stranger: Program, store: str, doctor: Actor
) -> None:
    said = {"note": "Ẩm mốc", "lines": taken(store, 5)}

    refused = [
        program.post("stock/destructions", said, **each).status_code
        for each in ({}, signed(program), signed(stranger))
    ]
    done = program.post("stock/destructions", said, **signed(colleague))

    assert (refused, done.status_code) == ([422, 422, 422], 201)
    assert left(doctor) == [95]


def test_a_controlled_drug_leaves_for_another_store_under_two_keys(
    program: Program, colleague: Program, below: ScopeNode, doctor: Actor
) -> None:
    received(doctor, line(doctor, 50, "N1", code="diazepam-5-tab"))
    said = {"to_unit_id": below.unit_id, "lines": taken(str(lot_named("N1").id), 10)}

    alone = program.post("stock/transfers", said)
    done = program.post("stock/transfers", said, **signed(colleague))

    assert (alone.status_code, alone.json()["type"]) == (422, "urn:tuyen:problem:second")
    assert done.status_code == 201
    assert left(doctor) == [40]


def test_a_neighbours_store_is_not_there(stranger: Program, store: str, doctor: Actor) -> None:
    document = StockDocument.objects.get()
    item_id = lot_named("A1").item_id
    reads = (
        f"documents/{document.id}",
        f"lots/{store}",
        f"items/{item_id}",
        f"items/{item_id}/card",
    )
    outs = {"counterpart": "Kho", "lines": taken(store, 1)}

    assert [stranger.get(f"stock/{each}").status_code for each in reads] == [404] * 4
    assert stranger.get(f"stock/lots/{store}/receivers").status_code == 404
    for path in ("documents", "movements", "expiring", "reorder"):
        assert stranger.get(f"stock/{path}").json()["items"] == []
    assert stranger.post("stock/returns", outs).status_code == 422
    for act in ("recall", "release"):
        answer = stranger.post(f"stock/lots/{store}/{act}", {"why": "x"}, if_match="*")
        assert answer.status_code == 404
    assert left(doctor) == [100]


def test_who_keeps_no_store_writes_none(station: ScopeNode, store: str) -> None:
    reader = Program(account_at(station, "unit_administrator"))
    writes = (
        ("receipts", SLIP),
        ("transfers", {"to_unit_id": new_key(), "lines": taken(store, 1)}),
        ("returns", {"counterpart": "Kho", "lines": taken(store, 1)}),
        ("destructions", {"note": "x", "lines": taken(store, 1)}),
        ("counts", {"lines": [{"lot_id": store, "seen": 100, "counted": 0}], "note": "x"}),
        ("items", {"kind": "supply", "name": "Bông", "pack_unit": "gói"}),
    )

    assert {reader.post(f"stock/{path}", said).status_code for path, said in writes} == {403}
    assert {reader.get(f"stock/{path}").status_code for path in ("documents", "movements")} == {403}


@pytest.fixture
def sheet(doctor: Actor, patient: Person, store: str) -> Prescription:
    return prescribed(doctor, patient, drug_line(PARACETAMOL, 10))


def test_a_slip_at_the_counter_is_undone_and_drugs_come_back(
    program: Program, colleague: Program, sheet: Prescription, doctor: Actor
) -> None:
    url = f"prescriptions/{sheet.id}"
    program.post(f"{url}/dispense", {})
    others = colleague.post(f"{url}/undo", {})
    undone = program.post(f"{url}/undo", {})
    program.post(f"{url}/dispense", {})
    given = program.get(url).json()["lines"][0]["dispenses"][-1]
    back = f"{url}/dispenses/{given['id']}/take-back"

    wrong = [program.post(back, {"quantity": n}).status_code for n in (-1, 0, 11, 10**30)]
    part = program.post(back, {"quantity": 4})
    again = program.post(back, {"quantity": 4})

    assert (others.status_code, undone.json()) == (422, {"count": 1})
    assert wrong == [422] * 4
    assert (part.status_code, part.json()["quantity"], again.status_code) == (200, 6, 404)
    assert left(doctor) == [94]


@pytest.mark.capability("F1", where="/api/v1/docs")
def test_the_store_says_what_ends_soon_and_what_to_ask_for(program: Program, doctor: Actor) -> None:
    """By the API: lots near their end, the reorder proposal, the ledger page by page"""
    received(doctor, line(doctor, 5, "SOON", days=20), line(doctor, 90, "LATE", days=700))

    [soon] = program.get("stock/expiring").json()["items"]
    first = program.get("stock/movements", limit=1).json()
    rest = program.get("stock/movements", limit=1, cursor=first["next"]).json()
    proposal = program.get("stock/reorder").json()

    assert (soon["lot_number"], soon["nearness"], soon["quantity"]) == ("SOON", "soon", 5)
    assert {first["items"][0]["quantity"], rest["items"][0]["quantity"]} == {5, 90}
    assert rest["next"] is None
    assert (proposal["items"][0]["usable"], proposal["is_unverified"]) == (95, True)


def test_a_long_card_goes_on_where_the_page_ended(program: Program, doctor: Actor) -> None:
    for quantity in (1, 2, 3):
        received(doctor, line(doctor, quantity))
    url = f"stock/items/{lot_named('A1').item_id}/card"

    first = program.get(url, limit=2).json()
    rest = program.get(url, limit=2, cursor=first["next"]).json()
    wrong = [
        program.get(url, since="2026-02-01", until="2026-01-01").status_code,
        program.get(url, since="2020-01-01").status_code,
        program.get(url, until="0001-01-01").status_code,
        program.get(url, cursor="!").status_code,
    ]

    assert [each["balance"] for each in (*first["items"], *rest["items"])] == [1, 3, 6]
    assert (first["closing"], rest["next"]) == (6, None)
    assert wrong == [422, 422, 200, 400]


def test_an_item_of_no_list_is_added_named_and_put_aside(program: Program) -> None:
    supply = {"kind": "supply", "name": "Bông gạc", "pack_unit": "gói"}
    made = program.post("stock/items", supply)
    url = f"stock/items/{made.json()['id']}"

    twice = program.post("stock/items", supply)
    coded = program.post(f"{url}/codes", {"scheme": "bhyt", "code": "VT01"})
    aside = program.send("PUT", f"{url}/use", {"is_used": False}, if_match=made["ETag"])
    unread = program.send("PUT", f"{url}/use", {"is_used": True}, if_match=made["ETag"])

    assert (made.status_code, twice.status_code, coded.status_code) == (201, 422, 201)
    assert coded.json()["codes"] == [{"scheme": "bhyt", "code": "VT01"}]
    assert (aside.json()["is_used"], unread.status_code) == (False, 412)


def test_who_got_a_lot_is_told_without_those_in_custody(
    program: Program, station: ScopeNode, sheet: Prescription, patient: Person
) -> None:
    program.post(f"prescriptions/{sheet.id}/dispense", {})
    keeper = account_at(station, "station_doctor", grants=("custody",))
    granted = actor_of(keeper)
    assert granted is not None
    hidden = person(granted, name="Người được bảo vệ", compartment="custody")
    behind = prescribed(granted, hidden, drug_line(PARACETAMOL, 2))
    Program(keeper).post(f"prescriptions/{behind.id}/dispense", {})
    url = f"stock/lots/{lot_named('A1').id}/receivers"

    plain = {each["person_id"] for each in program.get(url).json()["items"]}
    whole = {each["person_id"] for each in Program(keeper).get(url).json()["items"]}

    assert plain == {str(patient.id)}
    assert whole == {str(patient.id), str(hidden.id)}
    assert program.post(f"prescriptions/{behind.id}/undo", {}).status_code == 404


def test_an_item_and_its_code_sent_again_are_one(program: Program) -> None:
    supply = {"kind": "supply", "name": "Kim luồn", "pack_unit": "cái"}
    of_item, of_code = new_key(), new_key()

    made = [program.post("stock/items", supply, idempotency_key=of_item) for _ in range(2)]
    url = f"stock/items/{made[0].json()['id']}/codes"
    coded = [
        program.post(url, {"scheme": "bhyt", "code": "V2"}, idempotency_key=of_code)
        for _ in range(2)
    ]
    other = program.post("stock/items", supply | {"name": "Kim khác"}, idempotency_key=of_item)

    assert [each.status_code for each in (*made, *coded)] == [201] * 4
    assert made[0].json()["id"] == made[1].json()["id"]
    assert made[1]["Idempotent-Replayed"] == coded[1]["Idempotent-Replayed"] == "true"
    assert coded[1].json()["codes"] == [{"scheme": "bhyt", "code": "V2"}]
    assert other.status_code == 409
