"""What numbers, cards and birth dates say, and what is refused: the spec tables."""

import datetime as dt
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tuyen.core import rulebook
from tuyen.registry.persons import rules, sentences
from tuyen.registry.persons.rules import Fault, Odd, Unreadable

TODAY = dt.date(2026, 11, 21)
LINE = "001179012345|012345678|Nguyễn Thị Mẫu|03021979|Nữ|Thôn 2, Xã Mẫu, Hà Nội|25122021"


@pytest.mark.parametrize(
    "line, expected",
    [
        pytest.param(LINE, ("012345678", dt.date(2021, 12, 25)), id="seven fields"),
        pytest.param(
            LINE.replace("012345678", ""), ("", dt.date(2021, 12, 25)), id="no old number"
        ),
        pytest.param(
            "001179012345|Nguyễn Thị Mẫu|03021979|Nữ|Thôn 2, Xã Mẫu, Hà Nội|25122021",
            ("", dt.date(2021, 12, 25)),
            id="six fields, old number left out",
        ),
        pytest.param(
            LINE.rpartition("|")[0], ("012345678", None), id="six fields, no day of issue"
        ),
        pytest.param(LINE + "|Mẹ Mẫu|Cha Mẫu|x", ("012345678", dt.date(2021, 12, 25)), id="more"),
        pytest.param(f"  {LINE}\r\n", ("012345678", dt.date(2021, 12, 25)), id="line end"),
        pytest.param(
            LINE[:-8] + "99999999", ("012345678", None), id="odd day of issue is no fault"
        ),
    ],
)
def test_the_code_of_a_citizen_card_fills_the_form(line: str, expected: tuple[object, ...]) -> None:
    card = rules.read_card(line, TODAY)

    assert (card.number, card.name, card.sex) == ("001179012345", "Nguyễn Thị Mẫu", "female")
    assert card.birth == rules.Birth(dt.date(1979, 2, 3), "day")
    assert (card.old_number, card.issued_on) == expected


@pytest.mark.parametrize(
    "line, fault",
    [
        pytest.param("xin chào", Fault.NOT_A_CARD, id="words"),
        pytest.param("00117901234|x|y", Fault.GARBLED, id="a digit swallowed"),
        pytest.param(LINE.replace("Nữ", "Nu74"), Fault.GARBLED, id="vni input method"),
        pytest.param(LINE.replace("Nữ", "Nuwx"), Fault.GARBLED, id="telex input method"),
        pytest.param(LINE.replace("Thị", "Thi5"), Fault.GARBLED, id="digit in the name"),
        pytest.param(LINE.replace("Thị", "Th?"), Fault.GARBLED, id="letters lost"),
        pytest.param(LINE.replace("03021979", "0302197"), Fault.GARBLED, id="birth date cut"),
        pytest.param(LINE.replace("03021979", "31021979"), Fault.NO_SUCH_DAY, id="31 February"),
        pytest.param(LINE.replace("03021979", "03022079"), Fault.IN_THE_FUTURE, id="future"),
        pytest.param("001179012345", Fault.NOT_A_CARD, id="the number alone"),
    ],
)
def test_a_garbled_code_is_refused_with_its_reason(line: str, fault: Fault) -> None:
    with pytest.raises(Unreadable) as refused:
        rules.read_card(line, TODAY)

    assert refused.value.fault == fault
    assert sentences.sentence(fault)


def test_a_reader_that_speaks_the_wrong_code_page_is_understood() -> None:
    mangled = LINE.encode().decode("latin-1")

    assert rules.read_card(mangled, TODAY).name == "Nguyễn Thị Mẫu"


def test_the_number_is_read_even_when_the_words_are_garbled() -> None:
    assert rules.number_in(LINE.replace("Nữ", "Nuwx")) == "001179012345"
    assert rules.number_in("0011790123456") == ""


@given(st.text(max_size=80))
def test_no_scanned_line_breaks_the_reader(line: str) -> None:
    fault = None
    try:
        rules.read_card(line, TODAY)
    except Unreadable as refused:
        fault = refused.fault

    assert fault is None or sentences.sentence(fault)


@pytest.mark.parametrize(
    "said, on, precision",
    [
        ("03/02/1979", dt.date(1979, 2, 3), "day"),
        ("3-2-1979", dt.date(1979, 2, 3), "day"),
        ("3.2.1979", dt.date(1979, 2, 3), "day"),
        ("03021979", dt.date(1979, 2, 3), "day"),
        ("1979-02-03", dt.date(1979, 2, 3), "day"),
        ("2/1979", dt.date(1979, 2, 1), "month"),
        ("1979", dt.date(1979, 1, 1), "year"),
        ("00/00/1979", dt.date(1979, 1, 1), "year"),
        ("~1950", dt.date(1950, 1, 1), "estimated"),
        ("khoảng 1950", dt.date(1950, 1, 1), "estimated"),
        ("45 tuổi", dt.date(1981, 1, 1), "estimated"),
        ("45t", dt.date(1981, 1, 1), "estimated"),
    ],
)
def test_a_birth_date_keeps_what_is_known_of_it(said: str, on: dt.date, precision: str) -> None:
    assert rules.read_birth(said, TODAY) == rules.Birth(on, precision)


@pytest.mark.parametrize(
    "said, fault",
    [
        ("22/11/2026", Fault.IN_THE_FUTURE),
        ("2027", Fault.IN_THE_FUTURE),
        ("1/1/1700", Fault.TOO_OLD),
        ("31/02/1979", Fault.NO_SUCH_DAY),
        ("02/13/1979", Fault.NO_SUCH_DAY),
        ("hôm qua", Fault.NOT_A_BIRTH_DATE),
        ("79", Fault.NOT_A_BIRTH_DATE),
        ("1/2/3/1979", Fault.NOT_A_BIRTH_DATE),
    ],
)
def test_an_impossible_birth_date_is_refused(said: str, fault: Fault) -> None:
    with pytest.raises(Unreadable) as refused:
        rules.read_birth(said, TODAY)

    assert refused.value.fault == fault


def provinces() -> frozenset[str]:
    return frozenset(
        row["code"] for row in rulebook.on("areas/provinces", dt.date(2020, 1, 1)).rows
    )


@pytest.mark.parametrize(
    "number, sex, year, expected",
    [
        pytest.param("001179012345", "female", 1979, [], id="agrees"),
        pytest.param("001079012345", "female", 1979, [Odd.SEX_DISAGREES], id="sex digit"),
        pytest.param("001379012345", "female", 1979, [Odd.YEAR_DISAGREES], id="century digit"),
        pytest.param("001180012345", "female", 1979, [Odd.YEAR_DISAGREES], id="year digits"),
        pytest.param("003179012345", "female", 1979, [Odd.PROVINCE_UNKNOWN], id="no such province"),
        pytest.param("138179012345", "female", 1979, [], id="born abroad"),
        pytest.param("001179012345", "unknown", None, [], id="nothing entered to disagree with"),
        pytest.param("001205012345", "male", 2005, [], id="born after 2000"),
    ],
)
def test_a_number_that_disagrees_is_pointed_at_and_kept(
    number: str, sex: str, year: int | None, expected: list[Odd]
) -> None:
    table = rulebook.on("identity/personal_number", TODAY)

    says = rules.number_says(number, table.values, table.rows)

    assert rules.odd_about(says, sex=sex, year=year, provinces=provinces()) == expected
    assert all(sentences.remark(odd) for odd in expected)


@pytest.mark.parametrize(
    "card, day, expected",
    [
        pytest.param("GD4010123456789", TODAY, [], id="agrees"),
        pytest.param("GD2010123456789", TODAY, [Odd.LEVEL_DISAGREES], id="level"),
        pytest.param("ZZ4010123456789", TODAY, [Odd.GROUP_UNKNOWN], id="group"),
        pytest.param("GD4030123456789", TODAY, [Odd.PROVINCE_UNKNOWN], id="province"),
        pytest.param("CN2010123456789", TODAY, [], id="near-poor since 2026"),
        pytest.param("CN3010123456789", dt.date(2025, 6, 1), [], id="near-poor before"),
    ],
)
def test_an_insurance_card_is_checked_against_its_group(
    card: str, day: dt.date, expected: list[Odd]
) -> None:
    groups = rulebook.on("identity/insurance_card", day).rows

    assert rules.odd_about_card(card, groups, provinces()) == expected


@pytest.mark.parametrize(
    "system, typed, stored",
    [
        ("citizen_id", "001 179 012 345", "001179012345"),
        ("old_id", "012345678", "012345678"),
        ("insurance_card", "gd 4 01 0123456789", "GD4010123456789"),
        ("social_insurance", "0123456789", "0123456789"),
        ("passport", "b1234567", "B1234567"),
    ],
)
def test_numbers_are_stored_bare(system: str, typed: str, stored: str) -> None:
    assert rules.read_number(system, typed) == stored


@pytest.mark.parametrize(
    "system, typed",
    [
        ("citizen_id", "00117901234"),
        ("citizen_id", "00117901234x"),
        ("old_id", "12345678"),
        ("insurance_card", "GD9010123456789"),
        ("insurance_card", "0123456789"),
        ("social_insurance", "012345678"),
    ],
)
def test_a_number_of_the_wrong_shape_is_refused(system: str, typed: str) -> None:
    with pytest.raises(Unreadable):
        rules.read_number(system, typed)


@pytest.mark.parametrize("typed", ["0912 345 678", "+84 912345678", "84912345678", "0912.345.678"])
def test_a_phone_is_stored_with_its_zero(typed: str) -> None:
    assert rules.read_phone(typed) == "0912345678"


@given(st.uuids())
@example(uuid.UUID("631ff09c-0f0c-7154-4a72-8920862094e5"))
def test_a_temporary_code_never_looks_like_a_real_number(person_id: uuid.UUID) -> None:
    code = rules.temporary_code(person_id)

    assert not code.replace("-", "").isdigit()
    assert len(code) == 12
    for system in ("citizen_id", "old_id", "insurance_card", "social_insurance", "passport"):
        with pytest.raises(Unreadable):
            rules.read_number(system, code)


@pytest.mark.parametrize(
    "number, shown",
    [("001012342345", "0010••••2345"), ("GD4010123456789", "GD40••••6789"), ("1234", "••••34")],
)
def test_a_number_is_shown_with_its_middle_hidden(number: str, shown: str) -> None:
    assert rules.masked(number) == shown
