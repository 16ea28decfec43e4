"""Books of the store: what they say is what the ledger says, and a hidden person stays hidden."""

import datetime as dt
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.actions import dispense, outgoing
from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.domains.pharmacy.models import StockBalance
from tuyen.domains.pharmacy.queries import books, counter, use
from tuyen.domains.pharmacy.receipt_import import RECEIPTS, apply
from tuyen.domains.pharmacy.rules.handing import Share
from tuyen.domains.pharmacy.rules.use import (
    Moved,
    Nearness,
    Policy,
    monthly_use,
    nearness,
    outlook,
)
from tuyen.domains.pharmacy.tests.conftest import (
    PARACETAMOL,
    drug_line,
    in_days,
    line,
    lot_named,
    prescribed,
    received,
)
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.imports.kinds import Outcome, Row
from tuyen.record.chart import chart_of
from tuyen.record.models import Prescription
from tuyen.registry.persons.models import Person

DIAZEPAM = "diazepam-5-tab"
POLICY = Policy(3, 1, 1, 3, (1, 3, 6))


def hand_out(sheet: Prescription, by: Actor, second: Actor | None = None) -> None:
    desk = counter.desk_of(chart_of(sheet.patient_id, by), sheet)
    shares = [
        Share(line_id, take.lot.lot_id, take.quantity)
        for line_id, takes in desk.proposal().items()
        for take in takes
    ]
    signed = Second(second.account_id, second.name) if second else None
    dispense.dispense(prescription=sheet, shares=shares, by=by, desk=desk, second=signed)


@pytest.mark.capability("F1", where="/pharmacy/books/flow/")
def test_in_out_and_left_add_up(nurse: Actor, doctor: Actor, patient: Person) -> None:
    received(nurse, line(nurse, 100))
    hand_out(prescribed(doctor, patient, drug_line(PARACETAMOL, 10)), nurse)
    second = Second(doctor.account_id, doctor.name)
    outgoing.destroy(lines=[outgoing.Out(lot_named("A1"), 3)], note="Vỡ", by=nurse, second=second)

    [flow] = books.flows(nurse, clock.today().replace(day=1), clock.today())
    [before] = books.flows(nurse, clock.today() + dt.timedelta(days=1), in_days(9))

    assert (flow.opening, flow.came, flow.dispensed, flow.lost, flow.closing) == (0, 100, 10, 3, 87)
    assert (before.opening, before.closing) == (87, 87)
    assert StockBalance.objects.get().quantity == 87


@pytest.mark.capability("F1", where="/pharmacy/books/controlled/")
def test_the_controlled_book_names_who_got_it_and_who_signed(
    station: ScopeNode, nurse: Actor, doctor: Actor, patient: Person
) -> None:
    granted = actor_at(station, "station_doctor", grants=("custody",))
    hidden = person(granted, name="Người được bảo vệ", compartment="custody")
    received(nurse, line(nurse, 50, "N1", code=DIAZEPAM), line(nurse, 100))
    hand_out(prescribed(doctor, patient, drug_line(DIAZEPAM, 5, control="H")), nurse, doctor)
    hand_out(prescribed(granted, hidden, drug_line(DIAZEPAM, 4, control="H")), granted, doctor)

    [page] = books.controlled(nurse, clock.today(), clock.today())

    assert [entry.balance for entry in page.entries] == [50, 45, 41]
    assert [entry.person and entry.person.name for entry in page.entries] == [
        None, patient.name, None
    ]  # fmt: skip
    assert [entry.is_hidden for entry in page.entries] == [False, False, True]
    assert page.entries[1].movement.second_name == doctor.name


@pytest.mark.parametrize("code", ["flow", "controlled", "reorder", "expiring", "stock"])
def test_every_book_is_a_page_a_paper_and_a_sheet(
    browser: Client, nurse: Actor, doctor: Actor, patient: Person, code: str
) -> None:
    received(nurse, line(nurse, 50, "N1", code=DIAZEPAM, days=40), line(nurse, 100))
    hand_out(prescribed(doctor, patient, drug_line(PARACETAMOL, 10)), nurse)
    browser.get(reverse("pharmacy:stock"))

    with counted() as seen:
        page = browser.get(reverse("pharmacy:book", args=[code]))
    paper = browser.get(reverse("pharmacy:book_file", args=[code, "pdf"]))
    sheet = browser.get(reverse("pharmacy:book_file", args=[code, "xlsx"]))

    assert len(seen) <= 8, seen
    assert "mẫu chưa xác minh" in page.content.decode()
    assert paper.content.startswith(b"%PDF")
    assert sheet.content.startswith(b"PK")
    assert browser.get(reverse("pharmacy:book_file", args=[code, "exe"])).status_code == 404


def test_the_card_is_a_paper_and_a_ward_nurse_reads_no_books(
    station: ScopeNode, browser: Client, nurse: Actor
) -> None:
    received(nurse, line(nurse, 50))
    url = reverse("pharmacy:card_file", args=[lot_named("A1").item_id, "pdf"])

    assert browser.get(url).content.startswith(b"%PDF")
    ward = browser_of(account_at(station, "ward_nurse"))
    assert ward.get(reverse("pharmacy:book", args=["controlled"])).status_code == 403


def test_the_days_without_stock_do_not_count_as_days_of_little_use() -> None:
    day = dt.date(2026, 11, 20)
    moves = [Moved(day - dt.timedelta(days=d), -1, True) for d in range(30, 60)]

    monthly, without = monthly_use(moves, 0, day, 91)

    assert without == 29 + 1  # empty since the last one went, thirty days ago
    assert round(monthly, 1) == round(30 / 61 * 30.4, 1)


@pytest.mark.parametrize(
    "monthly, usable, is_low, propose",
    [
        pytest.param(100.0, 150, True, 150, id="a month and a half left"),
        pytest.param(100.0, 200, False, 0, id="two months left"),
        pytest.param(0.0, 0, False, 0, id="never used"),
    ],
)
def test_what_is_proposed_fills_up_to_the_target(
    monthly: float, usable: int, is_low: bool, propose: int
) -> None:
    found = outlook(monthly, 0, usable, POLICY)

    assert (found.is_low, found.propose) == (is_low, propose)


@pytest.mark.parametrize(
    "days, said",
    [
        pytest.param(-1, Nearness.EXPIRED, id="yesterday"),
        pytest.param(0, Nearness.SOON, id="today is the last day"),
        pytest.param(30, Nearness.SOON, id="one month"),
        pytest.param(90, Nearness.NEAR, id="three months"),
        pytest.param(180, Nearness.AHEAD, id="six months"),
        pytest.param(200, Nearness.FAR, id="later"),
    ],
)
def test_how_near_an_expiry_is(days: int, said: Nearness) -> None:
    day = dt.date(2026, 11, 20)

    assert nearness(day + dt.timedelta(days=days), day, POLICY) is said


@pytest.mark.capability("F1", where="/pharmacy/books/reorder/")
def test_an_item_of_the_store_has_its_outlook(nurse: Actor, doctor: Actor, patient: Person) -> None:
    received(nurse, line(nurse, 20))
    hand_out(prescribed(doctor, patient, drug_line(PARACETAMOL, 15)), nurse)

    [found] = use.outlooks(nurse, clock.today())

    assert found.outlook.is_low
    assert found.outlook.propose > 0


def sheet_row(number: int, **changed: object) -> Row:
    return Row(
        number,
        {
            "paper": "PX 7", "name": "Paracetamol 500 mg", "code": "", "lot": "a9",
            "expires_on": in_days(300), "quantity": 500, "price": 240, "source": "",
            "maker": "", "registration": "VD-12345-26",
        }
        | changed,
    )  # fmt: skip


@pytest.mark.capability("F1", where="/imports/")
def test_a_slip_comes_in_as_a_spreadsheet_once(nurse: Actor) -> None:
    rows = [
        sheet_row(2),
        sheet_row(3, name="Thuốc không có", lot="c1"),
        sheet_row(4, lot="b1", expires_on=in_days(-2)),
        sheet_row(5, lot="b2", quantity=70),
    ]

    dry = [each.outcome for each in apply(rows, nurse, True)]
    first = [each.outcome for each in apply(rows, nurse, False)]
    again = [each.outcome for each in apply(rows, nurse, False)]

    good, bad = Outcome.CREATED, Outcome.BAD
    assert dry == first == [good, bad, bad, good]
    assert again == [Outcome.UNCHANGED, bad, bad, Outcome.UNCHANGED]
    assert sorted(StockBalance.objects.values_list("lot_number", "quantity")) == [
        ("A9", 500), ("B2", 70)
    ]  # fmt: skip
    assert lot_named("A9").registration_number == "VD-12345-26"


def test_the_pharmacist_may_import_slips_and_nothing_else(station: ScopeNode) -> None:
    from tuyen.platform.imports.kinds import kinds_open_to

    pharmacist = actor_at(station, "station_pharmacist")

    assert {kind.key for kind in kinds_open_to(pharmacist)} == {RECEIPTS.key, "drugs"}


@pytest.mark.capability("F1", where="/pharmacy/books/stock/")
def test_the_stock_list_goes_out_as_a_spreadsheet(browser: Client, nurse: Actor) -> None:
    import python_calamine

    received(nurse, line(nurse, 50))
    answer = browser.get(reverse("pharmacy:book_file", args=["stock", "xlsx"]))

    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][0] == "Paracetamol 500 mg"
    assert rows[1][6] == 50
