"""A figure is read as it is typed, and judged by what the person is."""

import datetime as dt

import pytest
from django.utils import translation

from tuyen.registry.terms import sentences
from tuyen.registry.terms.vitals import (
    Pressure,
    Unreadable,
    Verdict,
    bmi,
    judge_pressure,
    parse_number,
    parse_pressure,
    vitals,
)

DAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed, expected",
    [
        pytest.param("152/94", Pressure(152, 94), id="slash"),
        pytest.param(" 152 / 94 ", Pressure(152, 94), id="spaces"),
        pytest.param("152-94", Pressure(152, 94), id="dash"),
        pytest.param("152 94", Pressure(152, 94), id="space"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_pressure_is_read(typed, expected) -> None:
    assert parse_pressure(typed) == expected


@pytest.mark.parametrize("typed", ["152", "152/", "15294", "152/9", "1520/94", "cao", "152/94/80"])
def test_half_a_pressure_is_not_guessed(typed) -> None:
    with pytest.raises(Unreadable):
        parse_pressure(typed)


@pytest.mark.parametrize(
    "typed, expected",
    [
        pytest.param("36,5", 36.5, id="comma"),
        pytest.param("36.5", 36.5, id="point"),
        pytest.param("1.025", 1.025, id="never a thousands mark"),
        pytest.param("80", 80.0, id="whole"),
        pytest.param("  ", None, id="nothing"),
    ],
)
def test_a_number_is_read(typed, expected) -> None:
    assert parse_number(typed) == expected


@pytest.mark.parametrize("typed", ["36,5,1", "-5", "36 5", "1e3", "²", "nan"])
def test_what_is_no_number_is_refused(typed) -> None:
    with pytest.raises(Unreadable):
        parse_number(typed)


@pytest.mark.parametrize(
    "code, value, years, verdict",
    [
        pytest.param("systolic", 120, 45, Verdict.USUAL, id="usual"),
        pytest.param("systolic", 140, 45, Verdict.HIGH, id="140 is high (QĐ 5904)"),
        pytest.param("systolic", 85, 45, Verdict.LOW, id="low"),
        pytest.param("systolic", 300, 45, Verdict.CHECK, id="300: look again"),
        pytest.param("systolic", 310, 45, Verdict.IMPOSSIBLE, id="310 cannot be"),
        pytest.param("systolic", 130, 0, Verdict.CHECK, id="infant"),
        pytest.param("diastolic", 20, 45, Verdict.CHECK, id="20: look again"),
        pytest.param("pulse", 140, 0, Verdict.USUAL, id="infant's pulse"),
        pytest.param("pulse", 140, 40, Verdict.HIGH, id="adult's pulse"),
        pytest.param("temperature", 38.5, 30, Verdict.HIGH, id="fever"),
        pytest.param("temperature", 385, 30, Verdict.IMPOSSIBLE, id="point forgotten"),
        pytest.param("spo2", 92, 30, Verdict.LOW, id="saturation"),
        pytest.param("spo2", 101, 30, Verdict.IMPOSSIBLE, id="above 100 %"),
        pytest.param("weight", 55, 1, Verdict.CHECK, id="55 kg at one year"),
        pytest.param("weight", 55, 30, Verdict.USUAL, id="55 kg at 30"),
        pytest.param("height", 1.65, 30, Verdict.IMPOSSIBLE, id="metres for centimetres"),
        pytest.param("glucose_capillary", 12.5, 60, Verdict.HIGH, id="glucose"),
        pytest.param("systolic", 145, None, Verdict.HIGH, id="age unknown: as an adult"),
    ],
)
def test_spec_of_plausibility(code, value, years, verdict) -> None:
    assert vitals(DAY)[code].judge(value, years).verdict is verdict


def test_300_over_20_is_to_be_looked_at_again() -> None:
    verdicts = [found.verdict for found in judge_pressure(Pressure(300, 20), 45, DAY)]

    assert verdicts == [Verdict.CHECK, Verdict.CHECK]


def test_a_pressure_the_wrong_way_round_stops_saving() -> None:
    upper, lower = judge_pressure(Pressure(80, 120), 45, DAY)

    assert not upper.stops_saving
    assert lower.stops_saving
    assert "nhỏ hơn" in sentences.of_finding(lower)


@pytest.mark.parametrize(
    "weight, height, expected",
    [
        pytest.param(60, 165, 22.0, id="both"),
        pytest.param(None, 165, None, id="no weight"),
        pytest.param(60, 0, None, id="no height"),
    ],
)
def test_body_mass_index_needs_both(weight, height, expected) -> None:
    assert bmi(weight, height) == expected


@pytest.mark.parametrize(
    "code, value, sentence",
    [
        pytest.param("systolic", 152, "HA tâm thu cao (trên 139 mmHg).", id="high"),
        pytest.param("spo2", 90, "SpO2 thấp (dưới 95 %).", id="low"),
        pytest.param(
            "temperature",
            385,
            "Nhiệt độ 385,0 °C không thể đúng (từ 25,0 đến 45,0). Hãy gõ lại.",
            id="impossible",
        ),
        pytest.param(
            "weight", 200, "Cân nặng 200,0 kg: hãy đo lại, đúng thì cứ lưu.", id="look again"
        ),
        pytest.param("pulse", 80, "", id="nothing to say"),
    ],
)
def test_every_finding_is_a_sentence(code, value, sentence) -> None:
    with translation.override("vi"):
        assert sentences.of_finding(vitals(DAY)[code].judge(value, 40)) == sentence


def test_every_sign_has_its_code_and_unit() -> None:
    for sign in vitals(DAY).values():
        assert sign.loinc, sign.code
        assert sign.unit, sign.code
        assert sign.label.en, sign.code


def test_a_childs_figure_is_compared_with_its_age_and_never_with_a_target() -> None:
    said = sentences.of_finding(vitals(DAY)["systolic"].judge(120, 4))

    assert said == ("HA tâm thu trên khoảng thường gặp theo tuổi (115 mmHg, chưa xác minh).")
    assert not vitals(DAY)["systolic"].is_adult(4)
    assert vitals(DAY)["systolic"].is_adult(18)
    assert vitals(DAY)["systolic"].is_adult(None)
