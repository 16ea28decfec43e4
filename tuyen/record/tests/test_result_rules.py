"""What is typed for an analyte, and what it means."""

import datetime as dt

import pytest

from tuyen.record.rules.orders import NEXT, Status
from tuyen.record.rules.results import Impossible, Scale, read
from tuyen.registry.terms.clinical import analytes
from tuyen.registry.terms.orderables import (
    answers,
    criticals,
    open_days,
    order_sets,
    orderables,
    rejections,
    search,
    specimens,
    wants_second_person,
)
from tuyen.registry.terms.vitals import Unreadable

ON = dt.date(2026, 11, 21)


def scale(code: str, sex: str = "female", years: int = 40) -> Scale:
    analyte = analytes(ON)[code]
    limits = analyte.range_for(sex=sex, years=years)
    return Scale(analyte, limits, answers(ON).get(code, ()), criticals(ON).get(code))


@pytest.mark.parametrize(
    "code, typed, value, text, verdict",
    [
        pytest.param("potassium", "4,1", 4.1, "", "usual", id="usual, with a comma"),
        pytest.param("potassium", "4.1", 4.1, "", "usual", id="usual, with a point"),
        pytest.param("potassium", "5,9", 5.9, "", "high", id="high"),
        pytest.param("potassium", "6,5", 6.5, "", "very_high", id="critical at the limit"),
        pytest.param("potassium", "2,5", 2.5, "", "very_low", id="critical low"),
        pytest.param("crp", "<5", 5.0, "<5", "usual", id="below what can be measured"),
        pytest.param("hbsag", "-", None, "Âm tính", "usual", id="minus"),
        pytest.param("hbsag", "duong tinh", None, "Dương tính", "abnormal", id="without accents"),
        pytest.param("hbsag", "+", None, "Dương tính", "abnormal", id="plus"),
        pytest.param("malaria_rapid", "+", None, "Dương tính", "critical", id="critical answer"),
        pytest.param("urine_protein", "++", None, "2+", "abnormal", id="graded"),
    ],
)
def test_what_is_typed_is_read_and_judged(
    code: str, typed: str, value: float | None, text: str, verdict: str
) -> None:
    figure = read(typed, scale(code))

    assert figure
    assert (figure.value, figure.text, figure.interpretation) == (value, text, verdict)


def test_a_range_depends_on_sex_and_age() -> None:
    man, woman = read("12,5", scale("haemoglobin", "male")), read("12,5", scale("haemoglobin"))

    assert man
    assert woman
    assert (man.interpretation, woman.interpretation) == ("low", "usual")


def test_nothing_typed_is_no_figure() -> None:
    assert read("  ", scale("potassium")) is None


@pytest.mark.parametrize("typed", ["-4", "bốn", "4,1,2", "1e9", "4 100"])
def test_what_is_no_figure_is_not_guessed(typed: str) -> None:
    with pytest.raises(Unreadable):
        read(typed, scale("potassium"))


def test_a_word_outside_the_scale_is_not_guessed() -> None:
    with pytest.raises(Unreadable):
        read("có thể", scale("hbsag"))


def test_more_than_all_is_impossible() -> None:
    with pytest.raises(Impossible):
        read("140", scale("haematocrit"))


def test_a_figure_for_another_box_is_impossible() -> None:
    with pytest.raises(Impossible):
        read("99999", scale("potassium"))


def test_what_is_ordered_stands_on_the_other_lists() -> None:
    known = analytes(ON)

    for item in orderables(ON).values():
        assert set(item.analytes) <= set(known), item.code
        assert item.specimen in {"", *specimens(ON)}, item.code
        assert (item.category == "laboratory") == bool(item.analytes), item.code
    for each in order_sets(ON):
        assert set(each.items) <= set(orderables(ON)), each.code
    assert set(answers(ON)) | set(criticals(ON)) <= set(known)
    assert rejections(ON)
    assert open_days(ON) > 0


def test_a_test_is_as_sensitive_as_what_it_measures() -> None:
    assert orderables(ON)["hiv_rapid"].compartment == "hiv"
    assert orderables(ON)["urine_drug_screen"].compartment == "methadone"
    assert orderables(ON)["blood_count"].compartment == ""


def test_sets_come_first_for_the_diagnosis_they_are_for() -> None:
    fitting = [each.code for each in order_sets(ON) if each.fits("I10")]

    assert fitting == ["hypertension_yearly"]


def test_search_takes_words_without_accents() -> None:
    assert search("cong thuc", ON)[0].code == "blood_count"
    assert [each.code for each in search("x quang nguc", ON)] == ["xray_chest"]
    assert search("", ON, limit=3)


def test_a_second_person_is_asked_for_in_hospitals_and_their_rooms() -> None:
    assert wants_second_person("hospital", ON)
    assert wants_second_person("department", ON)
    assert not wants_second_person("health_station", ON)


def test_every_state_knows_what_may_follow() -> None:
    assert set(NEXT) == set(Status)
