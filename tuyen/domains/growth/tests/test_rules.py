"""z-scores against what WHO published: the field tables of the standard, and its worked tails."""

import datetime as dt

import pytest

from tuyen.domains.growth import rules, standards
from tuyen.domains.growth.rules import Lms

ON = dt.date(2026, 11, 22)


def indicator(code: str) -> standards.Indicator:
    return next(each for each in standards.indicators(ON) if each.code == code)


# WHO Child Growth Standards, tables of z-scores (2006): the measure printed at each deviation.
PUBLISHED = [
    # weight for age, boys and girls: birth, 12 and 60 months
    pytest.param("weight_for_age", "male", 0, {-3: 2.1, -2: 2.5, 0: 3.3, 2: 4.4, 3: 5.0}, id="boy 0"),
    pytest.param("weight_for_age", "male", 365, {-3: 6.9, -2: 7.7, 0: 9.6, 2: 12.0, 3: 13.3}, id="boy 12"),
    pytest.param("weight_for_age", "female", 365, {-3: 6.3, -2: 7.0, 0: 8.9, 2: 11.5, 3: 13.1}, id="girl 12"),
    pytest.param("weight_for_age", "female", 1826, {-3: 12.1, -2: 13.7, 0: 18.2, 2: 24.9, 3: 29.5}, id="5"),
    # length for age
    pytest.param("height_for_age", "male", 0, {-3: 44.2, -2: 46.1, 0: 49.9, 2: 53.7, 3: 55.6}, id="long 0"),
    pytest.param("height_for_age", "female", 365, {-3: 66.3, -2: 68.9, 0: 74.0, 2: 79.2, 3: 81.7}, id="12"),
    # head circumference for age
    pytest.param("head_for_age", "male", 0, {-3: 30.7, -2: 31.9, 0: 34.5, 2: 37.0, 3: 38.3}, id="boy head 0"),
    pytest.param("head_for_age", "female", 0, {-3: 30.3, -2: 31.5, 0: 33.9, 2: 36.2, 3: 37.4}, id="head 0"),
]  # fmt: skip


@pytest.mark.parametrize("code, sex, days, printed", PUBLISHED)
def test_the_curves_go_through_the_published_figures(
    code: str, sex: str, days: int, printed: dict[int, float]
) -> None:
    line = standards.line_at(indicator(code).table(days), sex, days)

    assert line is not None
    assert {z: round(rules.value_at(z, line), 1) for z in printed} == printed


@pytest.mark.parametrize("z", [-3, -2.5, -1, 0, 0.7, 2, 3])
def test_a_measure_on_a_curve_has_the_deviation_of_the_curve(z: float) -> None:
    line = Lms(0.1738, 9.2, 0.1)

    found = rules.z_score(rules.value_at(z, line), line, restrained=True)

    assert found == pytest.approx(z, abs=0.005)


def test_beyond_three_deviations_a_weight_goes_by_the_last_step() -> None:
    line = Lms(-0.3521, 9.0, 0.09)
    third, second = rules.value_at(3, line), rules.value_at(2, line)

    far = third + 2 * (third - second)

    assert rules.z_score(far, line, restrained=True) == 5.0
    assert rules.z_score(far, line, restrained=False) < 5.0


def test_a_length_has_no_restrained_tail() -> None:
    line = Lms(1, 75.0, 0.035)

    assert rules.z_score(75.0 * (1 + 0.035 * 4), line, restrained=True) == 4.0
    assert rules.z_score(75.0 * (1 + 0.035 * 4), line, restrained=False) == 4.0


def test_a_child_under_two_is_weighed_by_its_length_an_older_one_by_its_height() -> None:
    by_height = indicator("weight_for_height")

    assert by_height.table(700) == "weight_for_length"
    assert by_height.table(731) == "weight_for_height"
    assert by_height.z_score(7.4, "male", 731, 65.0) == pytest.approx(-0.04, abs=0.05)


@pytest.mark.parametrize(
    "code, z, said",
    [
        ("weight_for_age", -3.01, "nhẹ cân nặng"),
        ("weight_for_age", -3.0, "nhẹ cân"),
        ("weight_for_age", -2.0, "bình thường"),
        ("height_for_age", -2.4, "thấp còi"),
        ("weight_for_height", 2.1, "thừa cân"),
        ("weight_for_height", 3.2, "béo phì"),
        ("head_for_age", -2.1, "đầu nhỏ"),
    ],
)
def test_each_deviation_has_its_word(code: str, z: float, said: str) -> None:
    assert indicator(code).band(z)["label_vi"] == said


def test_outside_the_tables_there_is_no_deviation() -> None:
    weight = indicator("weight_for_age")

    assert weight.z_score(20.0, "male", rules.LAST_DAY + 1, None) is None
    assert weight.z_score(20.0, "other", 400, None) is None
    assert indicator("weight_for_height").z_score(9.0, "male", 400, None) is None


def test_a_figure_that_cannot_be_is_to_be_measured_again() -> None:
    assert not indicator("weight_for_age").is_possible(5.4)
    assert indicator("height_for_age").is_possible(5.4)
