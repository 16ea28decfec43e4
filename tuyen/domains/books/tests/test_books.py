"""The station's books fill themselves from the record; on screen, on paper, as a spreadsheet."""

import datetime as dt
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.network import account_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.books import files, periods
from tuyen.platform import changes
from tuyen.platform.access.models import ReadLog
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.print.tests.paper_reader import letters_of
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import amend_visit, cancel_visit, finish_visit
from tuyen.record.models import Dispense, Encounter
from tuyen.record.sheet import Diagnosis, Line, Sheet
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)
A1 = "/books/a1/"
DRUG = Line(
    "Paracetamol", "1x3", 15, "viên", drug_code="paracetamol-500-tab", strength="500 mg", days=5
)


def visit(of: Person, by: Actor, **said: object) -> Encounter:
    entry = enqueue(person_id=of.id, by=by)
    sheet = Sheet(
        **{
            "occurred_at": clock.now(),
            "reason": "Ho, sốt",
            "diagnoses": (Diagnosis("Viêm họng cấp", "J02.9"),),
            "lines": (DRUG,),
        }
        | said  # type: ignore[arg-type]
    )
    done = finish_visit(person=of.id, sheet=sheet, by=by, entry=entry)
    return Encounter.objects.get(pk=done.encounter_id)


@pytest.mark.capability("B10", where="/books/a1/")
def test_a_finished_visit_is_a_line_that_leads_back_to_it(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    seen = visit(patient, doctor)

    text = browser.get(A1).text

    assert reverse("clinic:visit", args=[seen.id]) in text
    for word in (patient.name, "Viêm họng cấp J02.9", "Paracetamol 500 mg × 15 viên", "Ho, sốt"):
        assert word in text
    assert "Mẫu chưa xác minh" in text
    assert "Số thứ tự đếm từ 1 trong kỳ" in text


def test_a_correction_takes_the_place_and_a_cancelled_visit_leaves(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    first = visit(patient, doctor)
    sheet = Sheet(occurred_at=first.occurred_at, reason="Đau bụng")
    done = amend_visit(encounter=first, sheet=sheet, by=doctor, why="Ghi nhầm")
    amended = browser.get(A1).text
    cancel_visit(encounter=Encounter.objects.get(pk=done.encounter_id), by=doctor, why="Nhầm người")

    assert "Đau bụng" in amended
    assert "Viêm họng cấp" not in amended
    assert "0 dòng" in browser.get(A1).text


def test_a_month_and_a_day_are_asked_for_in_the_address(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    visit(patient, doctor)

    for period, is_there in (
        (f"{clock.today():%Y-%m}", True),
        (clock.today().isoformat(), True),
        (clock.yesterday().isoformat(), False),
        ("2019-04", False),
    ):
        assert (patient.name in browser.get(A1, {"period": period}).text) is is_there, period


@pytest.mark.parametrize(
    "text, first, last, before, after",
    [
        ("2026-02", (2026, 2, 1), (2026, 2, 28), "2026-01", "2026-03"),
        ("2026-12", (2026, 12, 1), (2026, 12, 31), "2026-11", "2027-01"),
        ("2026-11-01", (2026, 11, 1), (2026, 11, 1), "2026-10-31", "2026-11-02"),
        ("", (2026, 11, 1), (2026, 11, 30), "2026-10", "2026-12"),
        ("2026-13", (2026, 11, 1), (2026, 11, 30), "2026-10", "2026-12"),
        ("0001-01", (2026, 11, 1), (2026, 11, 30), "2026-10", "2026-12"),
        ("9999-12-31", (2026, 11, 1), (2026, 11, 30), "2026-10", "2026-12"),
    ],
)
def test_what_a_period_says(
    text: str, first: tuple[int, ...], last: tuple[int, ...], before: str, after: str
) -> None:
    period = periods.read(text, TODAY)

    assert (period.first, period.last) == (dt.date(*first), dt.date(*last))
    assert (period.before, period.after) == (before, after)


def test_a_long_month_is_paged_numbered_on_and_costs_few_statements(
    browser: Client, doctor: Actor
) -> None:
    for number in range(45):
        visit(person(doctor, f"Lò Văn {number}"), doctor, lines=())

    with counted() as statements:
        first = browser.get(A1).text
    second = browser.get(A1, {"page": "2"}).text

    assert first.count('class="row-link"') == 40
    assert "trong 45 dòng" in first
    assert '<td class="num">41</td>' in second
    assert len(statements) <= 8, "\n".join(statements)


def test_the_paper_and_the_spreadsheet_say_the_same(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    visit(patient, doctor)
    url = {kind: reverse("books:file", args=["a1", kind]) for kind in ("pdf", "xlsx")}

    pdf, xlsx = browser.get(url["pdf"]), browser.get(url["xlsx"])

    paper = letters_of(pdf.content)
    sheet = CalamineWorkbook.from_filelike(BytesIO(xlsx.content)).get_sheet_by_index(0).to_python()
    assert pdf["Content-Type"] == "application/pdf"
    assert "SỔKHÁMBỆNH(A1)" in paper
    assert patient.name.replace(" ", "") in paper
    assert "Mẫuchưaxácminh" in paper
    assert sheet[0][2] == "Họ và tên"
    assert sheet[1][2] == patient.name
    assert len(sheet[1]) == 13


def test_what_looks_like_a_formula_is_text_in_the_spreadsheet(
    browser: Client, doctor: Actor
) -> None:
    visit(person(doctor), doctor, reason="=1+1", lines=())

    answer = browser.get(reverse("books:file", args=["a1", "xlsx"]))

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert "'=1+1" in rows[1] or "=1+1" in rows[1]


def test_whose_line_was_read_can_be_seen_in_the_log_of_readers(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    visit(patient, doctor)

    browser.get(A1)
    browser.get(reverse("books:file", args=["a1", "pdf"]))

    found = ReadLog.objects.filter(patient_id=patient.id, what="book_a1")
    assert found.count() == 2


def test_a_paper_without_end_is_refused_with_a_way_out() -> None:
    files.require_printable(3000)
    with pytest.raises(Refused, match="Chọn từng ngày"):
        files.require_printable(3001)


def test_there_is_no_other_book_and_no_other_file(browser: Client) -> None:
    assert browser.get("/books/a99/").status_code == 404
    assert browser.get(reverse("books:file", args=["a1", "exe"])).status_code == 404


def test_another_unit_has_books_of_its_own(doctor: Actor, patient: Person) -> None:
    visit(patient, doctor)
    other = browser_of(account_at(node("Trạm khác"), "station_doctor"))

    for url in (A1, reverse("books:book", args=["referrals"])):
        assert patient.name not in other.get(url).text


def test_a_hidden_person_leaves_no_line_and_no_gap() -> None:
    prison = node("Bệnh xá trại giam Mẫu", chain="police", kind="prison_clinic")
    granted = account_at(prison, "prison_doctor", grants=("custody",))
    doctor = actor_of(granted)
    assert doctor is not None
    visit(person(doctor, "Lò Văn Kín", compartment="custody"), doctor, lines=())
    without = browser_of(account_at(prison, "prison_nurse"))

    unseen, seen = without.get(A1).text, browser_of(granted).get(A1).text

    assert "Lò Văn Kín" in seen
    assert "Lò Văn Kín" not in unseen
    assert "0 dòng" in unseen
    assert "Số thứ tự đếm từ 1 trong kỳ" in unseen
    pdf = without.get(reverse("books:file", args=["a1", "pdf"]))
    assert "LòVănKín" not in letters_of(pdf.content)


def test_the_books_stand_ready_under_the_lock_of_the_day(browser: Client) -> None:
    text = browser.get("/books/day/").text

    day = clock.today().isoformat()
    assert f"{reverse('books:file', args=['a1', 'pdf'])}?period={day}" in text
    assert browser.get("/books/")["Location"] == A1


def test_somebody_without_the_permission_reads_no_book() -> None:
    guard = browser_of(account_at(node("Trại mẫu", chain="police"), "guard_officer"))

    assert guard.get(A1).status_code == 403


def test_drugs_handed_out_stand_in_their_own_book(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    seen = visit(patient, doctor)
    about = {
        "patient_id": patient.id,
        "unit_id": doctor.unit_id,
        "encounter_id": seen.id,
        "prescription_id": seen.id,
        "prescription_number": "00000abcdefg-C",
        "request_id": seen.id,
        "drug": "Paracetamol",
        "pack_unit": "viên",
        "day": clock.today(),
        "handed_at": clock.now(),
        "by": doctor.account_id,
        "by_name": "Dược sĩ Mẫu",
    }
    given = Dispense(quantity=15, lot_number="LO-7", **about)
    declined = Dispense(status="declined", reason="out_of_stock", **about | {"drug": "Hết hàng"})
    with changes.apply(actor=doctor, reason="test.dispense") as log:
        log.create(given, declined)

    text = browser.get("/books/drugs/").text

    assert "LO-7" in text
    assert "Dược sĩ Mẫu" in text
    assert "Hết hàng" not in text
    assert reverse("clinic:visit", args=[seen.id]) in text
