"""The sheet of Circular 26/2025: which kind, which number, how long."""

import datetime as dt
import re

import pytest

from tuyen.record.rules import prescriptions

DAY = dt.date(2026, 11, 21)
TABLE = prescriptions.table_on(DAY)


@pytest.mark.parametrize(
    "control, letter",
    [("", "C"), ("C", "C"), ("H", "H"), ("N", "N"), ("?", "N")],
)
def test_a_controlled_drug_goes_to_its_own_sheet(control: str, letter: str) -> None:
    assert prescriptions.kind_of(control, TABLE).letter == letter


def test_a_number_has_facility_seven_letters_and_kind() -> None:
    number = prescriptions.number_of("46012", "C", lambda letters: letters[11], TABLE)

    assert number == "46012bbbbbbb-C"
    assert len(number) == 14


def test_a_facility_without_a_code_gets_an_internal_number_and_no_made_up_code() -> None:
    number = prescriptions.number_of("", "C", lambda letters: letters[11], TABLE)

    assert number == "bbbbbbb-C"
    assert not prescriptions.is_national(number, TABLE)
    assert prescriptions.is_national("46012bbbbbbb-C", TABLE)


def test_a_short_facility_code_is_filled_up() -> None:
    number = prescriptions.number_of("912", "N", lambda letters: letters[0], TABLE)

    assert re.fullmatch(r"00912[0-9a-z]{7}-N", number)


@pytest.mark.parametrize(
    "letter, codes, days",
    [
        ("C", ["J06.9"], 30),
        ("C", ["J06.9", "I10"], 90),
        ("C", ["E11.9"], 90),
        ("H", ["G47.0"], 10),
        ("H", ["F20.0"], 30),
        ("N", ["R52"], 7),
    ],
)
def test_a_course_is_as_long_as_its_kind_and_diagnosis_allow(
    letter: str, codes: list[str], days: int
) -> None:
    assert prescriptions.most_days(TABLE.kind(letter), codes, TABLE) == days


@pytest.mark.parametrize(
    "letter, held, may",
    [
        ("C", {"prescribe.common"}, True),
        ("H", {"prescribe.common"}, False),
        ("N", {"prescribe.common", "prescribe.psychotropic"}, False),
        ("N", {"prescribe.narcotic"}, True),
    ],
)
def test_who_may_prescribe_what_kind(letter: str, held: set[str], may: bool) -> None:
    assert prescriptions.may_prescribe(TABLE.kind(letter), held) is may


@pytest.mark.parametrize("day", [dt.date(2011, 1, 1), dt.date(2024, 5, 1), dt.date(2025, 7, 1)])
def test_a_paper_of_any_year_can_be_typed_in(day: dt.date) -> None:
    assert prescriptions.kind_of("H", prescriptions.table_on(day)).letter == "H"
