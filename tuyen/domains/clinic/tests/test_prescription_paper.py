"""The prescription on paper says what TT 26/2025/TT-BYT asks for."""

import base64
import dataclasses
import datetime as dt
import io
from typing import Any

import pytest
from pypdf import PdfReader

from tuyen.domains.clinic.papers.prescription import (
    DrugLine,
    PrescriptionPaper,
    Sheet,
    months_of_age,
    prescription_pdf,
    prescription_pictures,
    quantity_text,
)
from tuyen.platform.print.tests.paper_reader import archive_part_of, letters_of, pages_of

POINTS_A_MM = 72 / 25.4
CAMERA = """async (picture) => {
  const from = '/static/vendor/qr-scanner-1.4.2/qr-scanner.min.js';
  const { default: Decoder } = await import(from);
  return (await Decoder.scanImage(picture, { returnDetailedScanResult: true })).data;
}"""
PARACETAMOL = DrugLine("Paracetamol", 8, "viên", "Uống 1 viên khi sốt", strength="500 mg")
MORPHINE = DrugLine("Morphin sulfat", 21, "viên", "Uống 1 viên mỗi 8 giờ", strength="30 mg")


@pytest.fixture
def child() -> PrescriptionPaper:
    return PrescriptionPaper(
        facility="Trạm Y tế xã Nậm Cưởm",
        patient="Giàng Thị Mẫu",
        sex="Nữ",
        day=dt.date(2026, 11, 21),
        birth_date=dt.date(2023, 2, 3),
        weight_kg=12.5,
        carer="Giàng A Thử",
        card_number="TE1120000000000",
        diagnoses=(("J06.9", "Nhiễm trùng hô hấp trên cấp"), ("A09", "Tiêu chảy")),
        prescriber="Lò Văn Mẫu",
        sheets=(Sheet("12005a7k2m9q-C", "C", (PARACETAMOL,)),),
        advice="Uống nhiều nước",
    )


def text_of(paper: PrescriptionPaper) -> str:
    return " ".join(pages_of(prescription_pdf(paper)))


def test_a_small_child_is_shown_with_months_weight_and_carer(child: PrescriptionPaper) -> None:
    said = text_of(child)

    assert "Tuổi: 45 tháng" in said
    assert "Cân nặng: 12,5 kg" in said
    assert "Người đưa trẻ đến khám: Giàng A Thử" in said


def test_a_facility_without_a_code_prints_an_internal_number_and_says_so(
    child: PrescriptionPaper,
) -> None:
    uncoded = dataclasses.replace(child, sheets=(Sheet("a7k2m9q-C", "C", (PARACETAMOL,)),))

    said = text_of(uncoded)

    assert "Số nội bộ a7k2m9q-C Cơ sở chưa được cấp mã" in said
    assert "Mã đơn thuốc" not in said


def test_a_child_of_72_months_is_shown_like_an_adult(child: PrescriptionPaper) -> None:
    older = dataclasses.replace(child, birth_date=dt.date(2020, 11, 21), weight_kg=None)

    said = text_of(older)

    assert "tháng Cân" not in said
    assert "Tuổi:" not in said
    assert "Người đưa trẻ" not in said
    assert "21/11/2020" in said


def test_everything_the_circular_asks_for_stands_on_the_paper(child: PrescriptionPaper) -> None:
    said = text_of(child)

    for part in (
        "TRẠM Y TẾ XÃ NẬM CƯỞM",
        "ĐƠN THUỐC",
        "12005a7k2m9q-C",
        "Giàng Thị Mẫu",
        "TE1120000000000",
        "Nhiễm trùng hô hấp trên cấp (J06.9); Tiêu chảy (A09)",
        "Paracetamol 500 mg 08 viên",
        "Uống 1 viên khi sốt",
        "Lời dặn: Uống nhiều nước",
        "Ngày 21 tháng 11 năm 2026",
        "Lò Văn Mẫu",
        "Khám lại xin mang theo đơn này.",
    ):
        assert part in said


def test_controlled_drugs_have_a_sheet_of_their_own_first_with_words(
    child: PrescriptionPaper,
) -> None:
    both = dataclasses.replace(
        child, sheets=(*child.sheets, Sheet("12005b8k2m9q-N", "N", (MORPHINE,)))
    )

    narcotic, common = pages_of(prescription_pdf(both))

    assert "ĐƠN THUỐC “N”" in narcotic
    assert "21 viên (hai mươi mốt viên)" in narcotic
    assert "NGƯỜI NHẬN THUỐC" in narcotic
    assert "Morphin" not in common
    assert "Trang" not in narcotic + common


def test_a_long_prescription_counts_its_pages_and_names_itself_on_each(
    child: PrescriptionPaper,
) -> None:
    long = dataclasses.replace(child, sheets=(Sheet("12005a7k2m9q-C", "C", (PARACETAMOL,) * 30),))

    pages = pages_of(prescription_pdf(long))

    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"Trang {number}/{len(pages)}" in page
        assert "12005a7k2m9q-C" in page
        assert "Giàng Thị Mẫu" in page
    assert "Lò Văn Mẫu" in pages[-1]


def test_hostile_names_are_printed_letter_by_letter(child: PrescriptionPaper) -> None:
    name = '#panic("x") ] $y$ \\ *b* ' + "dài" * 60
    strange = dataclasses.replace(child, patient=name, advice=name)

    assert letters_of(prescription_pdf(strange)).count("".join(name.split())) == 2


def test_the_paper_is_fit_for_the_archive_and_can_be_shown(child: PrescriptionPaper) -> None:
    assert archive_part_of(prescription_pdf(child)) == "2B"
    assert len(prescription_pictures(child)) == 1


@pytest.mark.parametrize(
    "quantity, kind, shown",
    [
        (8, "C", "08 viên"),
        (10, "C", "10 viên"),
        (7.5, "C", "7,5 viên"),
        (5, "N", "05 viên (năm viên)"),
        (5, "H", "05 viên"),
    ],
)
def test_quantities(quantity: float, kind: str, shown: str) -> None:
    assert quantity_text(quantity, kind, "viên") == shown


@pytest.mark.parametrize(
    "day, months",
    [
        (dt.date(2023, 3, 2), 0),
        (dt.date(2023, 3, 3), 1),
        (dt.date(2024, 2, 2), 11),
        (dt.date(2029, 2, 3), 72),
    ],
)
def test_months_of_age_are_whole_months(day: dt.date, months: int) -> None:
    assert months_of_age(dt.date(2023, 2, 3), day) == months


def test_the_paper_is_a_sheet_of_a5(child: PrescriptionPaper) -> None:
    boxes = {
        (float(page.mediabox.width) / POINTS_A_MM, float(page.mediabox.height) / POINTS_A_MM)
        for page in PdfReader(io.BytesIO(prescription_pdf(child))).pages
    }

    assert {(round(width), round(height)) for width, height in boxes} == {(148, 210)}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_code_on_the_paper_says_the_number_of_the_prescription(
    child: PrescriptionPaper, live_server: Any, chromium: Any
) -> None:
    """Read from the picture of the whole sheet by the decoder that reads citizen cards."""
    [sheet] = prescription_pictures(child)
    page = chromium.new_page(bypass_csp=True)  # the picture is handed over, not served
    page.goto(live_server.url + "/accounts/login/")

    read = page.evaluate(CAMERA, "data:image/png;base64," + base64.b64encode(sheet).decode())

    assert read == "12005a7k2m9q-C"
    page.close()
