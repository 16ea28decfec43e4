"""Coding rules warn, they never block. Spec table: annexes A1 to A4 of the coding rules."""

import datetime as dt

import pytest

from tuyen.registry.terms.rules import Age, AgeLimit, Fault, coding_rules, remarks
from tuyen.registry.terms.sentences import sentence

DAY = dt.date(2026, 11, 21)
ADULT = Age(years=45, days=16_500)
NEWBORN = Age(years=0, days=3)
CHILD = Age(years=6, days=2_300)


def faults(codes: list[str], sex: str = "female", age: Age | None = ADULT) -> list[str]:
    return [remark.fault for remark in remarks(codes, sex=sex, age=age, rules=coding_rules(DAY))]


@pytest.mark.parametrize(
    "codes, sex, age, expected",
    [
        pytest.param(["I10"], "female", ADULT, [], id="ordinary"),
        pytest.param([], "female", ADULT, [], id="no diagnosis yet"),
        pytest.param(["J02.9", "I10"], "male", None, [], id="age unknown"),
        pytest.param(["B95.0"], "male", ADULT, [Fault.NOT_MAIN], id="a germ is no main diagnosis"),
        pytest.param(["J02.9", "B95.0"], "male", ADULT, [], id="a germ beside the disease"),
        pytest.param(
            ["G01*"], "male", ADULT, [Fault.NOT_MAIN, Fault.STAR_ALONE], id="star without cause"
        ),
        pytest.param(["G01*", "A01.0"], "male", ADULT, [], id="star first, with its cause"),
        pytest.param(
            ["A01.0", "G01*"], "male", ADULT, [Fault.PAIR_ORDER], id="cause before the star"
        ),
        pytest.param(["A18.0†"], "male", ADULT, [Fault.DAGGER_ALONE], id="dagger without star"),
        pytest.param(["A01.0"], "male", ADULT, [], id="may have a star, need not"),
        pytest.param(["O80.0"], "male", ADULT, [Fault.SEX], id="a man gives birth"),
        pytest.param(["O80.0"], "unknown", ADULT, [], id="sex unknown"),
        pytest.param(["C61"], "female", ADULT, [Fault.SEX], id="prostate of a woman"),
        pytest.param(["P00.0"], "male", ADULT, [Fault.AGE], id="newborn's disease at 45"),
        pytest.param(["P00.0"], "male", NEWBORN, [], id="newborn's disease at 3 days"),
        pytest.param(["H25.0"], "male", CHILD, [Fault.AGE], id="cataract of age at 6"),
        pytest.param(["O80.0"], "female", Age(8, 3000), [Fault.AGE], id="birth at 8"),
        pytest.param(["O80.0"], "female", Age(9, 3300), [], id="birth at 9 is within the rule"),
        pytest.param(["O80.0"], "female", Age(61, 22300), [Fault.AGE], id="birth at 61"),
        pytest.param(["J06"], "male", ADULT, [Fault.HAS_FINER], id="category"),
        pytest.param(["Q99.99"], "male", ADULT, [], id="unknown codes pass"),
    ],
)
def test_spec_of_the_coding_rules(codes, sex, age, expected) -> None:
    assert faults(codes, sex, age) == expected


@pytest.mark.parametrize(
    "birth, years, days",
    [
        pytest.param(dt.date(2026, 11, 21), 0, 0, id="born today"),
        pytest.param(dt.date(2020, 11, 22), 5, 2190, id="the day before the birthday"),
        pytest.param(dt.date(2020, 2, 29), 6, 2457, id="born on a leap day"),
    ],
)
def test_age_is_counted_in_completed_years_and_in_days(birth, years, days) -> None:
    assert Age.on(birth, DAY) == Age(years, days)


@pytest.mark.parametrize(
    "limit, spelled",
    [
        pytest.param(AgeLimit(max_days=365), "-365d", id="newborn"),
        pytest.param(AgeLimit(min_days=28), "28-d", id="after the first month"),
        pytest.param(AgeLimit(min_years=9, max_years=60), "9-60y", id="both ends"),
    ],
)
def test_limits_are_spelled_for_the_sentence(limit, spelled) -> None:
    assert limit.spelled() == spelled


@pytest.mark.parametrize(
    "codes, sex, age, part",
    [
        pytest.param(["B95.0"], "male", ADULT, "không dùng làm bệnh chính", id="main"),
        pytest.param(["G01*"], "male", ADULT, "mã nguyên nhân", id="star"),
        pytest.param(["A18.0†"], "male", ADULT, "mã biểu hiện", id="dagger"),
        pytest.param(["A01.0", "G01*"], "male", ADULT, "bệnh chính là G01", id="order"),
        pytest.param(["O80.0"], "male", ADULT, "chỉ dùng cho nữ", id="sex"),
        pytest.param(["O80.0"], "female", Age(8, 3000), "từ 9 đến 60 tuổi", id="both ends"),
        pytest.param(["P00.0"], "male", ADULT, "đến 365 ngày tuổi", id="days"),
        pytest.param(["J06"], "male", ADULT, "mã chi tiết hơn", id="finer"),
    ],
)
def test_every_remark_is_a_sentence_that_says_what_to_do(codes, sex, age, part) -> None:
    found = remarks(codes, sex=sex, age=age, rules=coding_rules(DAY))

    assert part in sentence(found[-1]), sentence(found[-1])
