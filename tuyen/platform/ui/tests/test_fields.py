"""What staff type at a station is read as they mean it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tuyen.core import clock
from tuyen.platform.ui.fields import (
    BirthDate,
    BirthDateField,
    BloodPressureField,
    ClinicalNumberField,
    DateField,
    Pressure,
)

NOON = dt.datetime(2026, 11, 21, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "typed, read",
    [
        pytest.param("36,5", "36.5", id="comma"),
        pytest.param("36.5", "36.5", id="point"),
        pytest.param("1.025", "1.025", id="a specific gravity is not one thousand and twenty-five"),
        pytest.param(" 80 ", "80", id="spaces"),
    ],
)
def test_comma_and_point_both_mark_decimals(typed, read):
    assert ClinicalNumberField(places=3).clean(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["1.234,5", "abc", "36,5,1", "3e5", "--1"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        ClinicalNumberField().clean(typed)


def test_an_impossible_temperature_is_refused_and_says_the_range():
    field = ClinicalNumberField(possible=(30, 45), plausible=(35, 38))

    with pytest.raises(ValidationError) as refusal:
        field.clean("365")

    assert "từ 30 đến 45" in refusal.value.messages[0]


def test_an_odd_temperature_is_kept_with_a_warning():
    field = ClinicalNumberField(possible=(30, 45), plausible=(35, 38))

    assert field.clean("39,5") == Decimal("39.5")
    assert field.warning_for("39,5").startswith("Kiểm tra lại")
    assert field.warning_for("36,5") == ""


def test_a_pulse_has_no_decimals():
    with pytest.raises(ValidationError, match="số nguyên"):
        ClinicalNumberField(places=0).clean("72,5")


@pytest.mark.parametrize("typed", ["152/94", "15294", "152 94", "152-94", "152 / 94"])
def test_blood_pressure_is_one_box(typed):
    assert BloodPressureField().clean(typed) == Pressure(152, 94)


@pytest.mark.parametrize(
    "typed", ["152", "94/152", "300/20/1", "400/90", "abc", "120/10"], ids=lambda t: t
)
def test_an_impossible_pressure_is_refused(typed):
    with pytest.raises(ValidationError):
        BloodPressureField().clean(typed)


def test_a_pressure_of_300_over_20_is_kept_and_asks_to_measure_again():
    assert BloodPressureField().clean("300/20") == Pressure(300, 20)
    assert BloodPressureField().warning_for("300/20")


@pytest.mark.parametrize(
    "typed, read",
    [
        pytest.param("03/02/1979", BirthDate(dt.date(1979, 2, 3), "day"), id="day first"),
        pytest.param("3-2-1979", BirthDate(dt.date(1979, 2, 3), "day"), id="short"),
        pytest.param("03021979", BirthDate(dt.date(1979, 2, 3), "day"), id="digits only"),
        pytest.param("1979-02-03", BirthDate(dt.date(1979, 2, 3), "day"), id="from a card"),
        pytest.param("2/1979", BirthDate(dt.date(1979, 2, 1), "month"), id="month and year"),
        pytest.param("1979", BirthDate(dt.date(1979, 1, 1), "year"), id="year only"),
    ],
)
def test_a_birth_date_may_have_unknown_parts(typed, read):
    with clock.stopped(NOON):
        assert BirthDateField().clean(typed) == read


@pytest.mark.parametrize("typed", ["31/02/1979", "13/1979", "79", "22/11/2026", "1700", "x"])
def test_a_wrong_birth_date_is_refused(typed):
    with clock.stopped(NOON), pytest.raises(ValidationError):
        BirthDateField().clean(typed)


def test_the_next_visit_can_be_typed_as_days_from_today():
    with clock.stopped(NOON):
        assert DateField(ahead=True).clean("+28") == dt.date(2026, 12, 19)
        assert DateField().clean("03/02/2026") == dt.date(2026, 2, 3)


def test_a_birth_date_is_shown_again_as_it_is_known():
    field = BirthDateField()

    assert field.prepare_value(BirthDate(dt.date(1979, 2, 1), "month")) == "02/1979"
