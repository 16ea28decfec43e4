"""Figures follow the language of the page; inputs read both decimal marks."""

from decimal import Decimal

import pytest
from django.utils import translation

from tuyen.platform.ui.fields import ClinicalNumberField
from tuyen.platform.ui.figures import figure, marked


@pytest.mark.parametrize(
    "value, vietnamese, english",
    [
        (36.5, "36,5", "36.5"),
        (152, "152", "152"),
        (5_000_000.0, "5000000", "5000000"),
        (Decimal("7.250"), "7,25", "7.25"),
        (Decimal("100"), "100", "100"),
        (-1.25, "-1,25", "-1.25"),
    ],
)
def test_a_figure_in_the_language_of_the_page(value: float, vietnamese: str, english: str) -> None:
    with translation.override("vi"):
        assert figure(value) == vietnamese
    with translation.override("en"):
        assert figure(value) == english


def test_a_range_that_rules_wrote() -> None:
    with translation.override("en"):
        assert marked("3,9–6,4") == "3.9–6.4"
    with translation.override("vi"):
        assert marked("3.9–6.4") == "3,9–6,4"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["36,5", "36.5"])
def test_an_input_reads_both_marks_in_both_languages(language: str, typed: str) -> None:
    with translation.override(language):
        assert ClinicalNumberField().clean(typed) == Decimal("36.5")
