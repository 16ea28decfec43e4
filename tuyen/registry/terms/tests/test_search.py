"""What a nurse types finds what she means, without accents, in any order, in one statement each."""

import datetime as dt

import pytest

from tuyen.registry.terms import queries
from tuyen.registry.terms.words import query_words

FIRST_HITS = {
    "tang huyet ap": "I10",
    "tăng huyết áp": "I10",
    "TĂNG HUYẾT ÁP": "I10",
    "huyet ap tang": "I10",
    "cao huyet ap": "I10",
    "tha": "I10",
    "i10": "I10",
    "I10": "I10",
    "viem hong cap": "J02.9",
    "viem hong": "J02.9",
    "j02.9": "J02.9",
    "J029": "J02.9",
    "j06": "J06.9",
    "cam cum": "J06.9",
    "dau that lung": "M54.5",
    "dau lung": "M54.5",
    "dai thao duong": "E11.9",
    "tieu duong": "E11.9",
    "e11": "E11.9",
    "tieu duong typ 1": "E10.9",
    "viem phe quan cap": "J20.9",
    "viem da day": "K29.7",
    "dau da day": "K29.7",
    "tieu chay": "A09.9",
    "nhuc dau": "R51",
    "dau dau": "R51",
    "hen": "J45.9",
    "copd": "J44.9",
    "viem phoi": "J18.9",
    "dau mat do": "H10.9",
    "roi loan tien dinh": "H81.9",
    "mat ngu": "G47.0",
    "thoai hoa khop goi": "M17.9",
    "zona": "B02.9",
    "tay chan mieng": "B08.4",
    "sot xuat huyet": "A97.9",
    "nhiem khuan tiet nieu": "N39.0",
    "sau rang": "K02.9",
    "gut": "M10.9",
    "kham suc khoe": "Z00.0",
    "ghe": "B86",
    "nhoi mau co tim": "I21.9",
    "ran can": "T63.0",
    "A17": "A17†",
}


@pytest.mark.parametrize("typed, expected", FIRST_HITS.items())
def test_the_first_hit_is_the_expected_one(lists, today, typed, expected) -> None:
    assert queries.search_codes("icd10", typed, today)[0].code_printed == expected


def test_a_search_takes_three_statements(lists, today, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        queries.search_codes("icd10", "viem hong", today)


def test_words_that_no_entry_holds_together_still_find_the_first_ones(lists, today) -> None:
    assert queries.search_codes("icd10", "viem phoi tre", today)[0].code == "J18.9"


def test_nothing_typed_offers_the_commonest(lists, today) -> None:
    assert queries.search_codes("icd10", " ", today, limit=3)[0].code == "I10"


def test_signs_of_the_query_language_do_no_harm(lists, today) -> None:
    assert queries.search_codes("icd10", '" OR * (NEAR', today) is not None
    assert queries.search_codes("icd10", "';--", today) is not None


def test_a_day_before_the_list_finds_nothing(lists) -> None:
    assert queries.search_codes("icd10", "i10", dt.date(1980, 1, 1)) == []


@pytest.mark.parametrize(
    "typed, words",
    [
        pytest.param("Viêm  họng", ["viem", "hong"], id="accents"),
        pytest.param("J029", ["j02x9"], id="code without point"),
        pytest.param("a17.0†", ["a17x0"], id="code with mark"),
        pytest.param("3.1677", ["c3x1677"], id="technique"),
        pytest.param("vitamin b12", ["vitamin", "b12"], id="not every b12 is a code"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_query_becomes_words(typed, words) -> None:
    assert query_words(typed) == words
