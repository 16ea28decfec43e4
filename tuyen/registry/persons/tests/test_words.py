"""What a person can be found by, and how a typed line is understood."""

import datetime as dt

import pytest

from tuyen.registry.persons import words
from tuyen.registry.persons.words import Line, Question

TODAY = dt.date(2026, 11, 21)
AT_STATION = (("/aaaa0001/bbbb0002/", ""),)


def test_the_line_of_a_person_holds_name_year_place_units_and_last_digits() -> None:
    person = Line(
        "Đặng Thị Hòa",
        1979,
        ("00123",),
        "01",
        paths=AT_STATION,
        numbers=("001179012345", "TM-7K3Q-9XZA"),
    )

    assert words.line_of(person) == "dang thi hoa y1979 c00123 p01 d2345 uaaaa0001 ubbbb0002"


def test_a_hidden_person_is_only_found_by_who_holds_the_grant() -> None:
    person = Line("Lò Văn Mẫu", 1990, ("00123",), "01", compartment="custody", paths=AT_STATION)

    line = words.line_of(person)

    assert line == "lo van mau y1990 uaaaa0001xcustody ubbbb0002xcustody"
    assert not set(words.area_words("/aaaa0001/bbbb0002/", (), commune_code="00123")) & set(
        line.split()
    )
    assert set(words.area_words("/aaaa0001/bbbb0002/", ("custody",))) & set(line.split())


def test_a_link_in_a_compartment_does_not_bring_an_open_person_into_view() -> None:
    person = Line("Lò Văn Mẫu", 1990, ("00123",), "01", paths=(("/aaaa0001/", "hiv"),))

    assert words.line_of(person) == "lo van mau y1990 c00123 p01 uaaaa0001xhiv"


def test_the_index_holds_whole_words_beginnings_and_initials() -> None:
    found = words.index_words("vu thi hoa y1979")

    assert set(found) == {
        *("y1979", "vu0", "v", "vu", "thi0", "t", "th", "thi"),
        *("hoa0", "h", "ho", "hoa", "1vth", "1th", "1vh"),
    }


def test_names_of_every_people_are_made_of_letters() -> None:
    assert words.name_words("H’Bia Niê Kđăm") == ["hbia", "nie", "kdam"]
    assert words.name_words("Sùng A Páo") == ["sung", "a", "pao"]


@pytest.mark.parametrize(
    "typed, expected",
    [
        ("Nguyễn Hòa 1979", Question(names=("nguyen", "hoa"), years=(1979,))),
        ("hoa 79", Question(names=("hoa",), years=(1979,))),
        ("hoa 09", Question(names=("hoa",), years=(1909, 2009))),
        ("1979", Question(years=(1979,), tail="1979")),
        ("2345", Question(tail="2345")),
        ("012345", Question(tail="012345")),
        ("hoa 2345", Question(names=("hoa",), tail="2345")),
        (
            "hoa 03/02/1979",
            Question(names=("hoa",), years=(1979,), born_on=dt.date(1979, 2, 3)),
        ),
        ("001179012345", Question(number="001179012345")),
        ("001 179 012 345", Question(number="001179012345")),
        ("0912.345.678", Question(number="0912345678")),
        ("+84912345678", Question(number="0912345678")),
        ("gd4010123456789", Question(number="GD4010123456789")),
        ("tm-7k3q-9xza", Question(number="TM-7K3Q-9XZA")),
        ("001179012345||Nguyễn Thị Mẫu|03021979|Nữ|Hà Nội", Question(number="001179012345")),
        ("   ", Question()),
        ("%'\";--", Question()),
    ],
)
def test_one_box_takes_names_numbers_and_cards(typed: str, expected: Question) -> None:
    assert words.question_of(typed, TODAY) == expected


def test_every_question_is_made_of_words_of_the_index() -> None:
    question = words.question_of("nguyen thi hoa 1979", TODAY)

    held = set(words.index_words("nguyen thi hoa y1979 d2345"))

    assert all(set(choice) & held for choice in question.clauses(exact=True))
    assert all(set(choice) & held for choice in question.clauses(exact=False))


def test_a_long_name_has_the_last_word() -> None:
    question = words.question_of("hbiablunie", TODAY)

    assert not words.fits(question, ["hbiablu", "nie"])
    assert words.fits(question, ["hbiablunie"])
