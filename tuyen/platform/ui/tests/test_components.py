"""Words and numbers as staff read them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from tuyen.platform.ui.ages import age_text
from tuyen.platform.ui.drawing import spark_points
from tuyen.platform.ui.sample import SampleForm
from tuyen.platform.ui.templatetags.tuyen import number

TODAY = dt.date(2026, 11, 21)


def drawn(source: str, **context: object) -> str:
    return Template("{% load tuyen %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "born_on, precision, said",
    [
        pytest.param(dt.date(1989, 4, 2), "day", "37 tuổi, 1989", id="adult"),
        pytest.param(dt.date(1989, 11, 22), "day", "36 tuổi, 1989", id="birthday tomorrow"),
        pytest.param(dt.date(1989, 1, 1), "year", "37 tuổi, 1989", id="year only"),
        pytest.param(dt.date(2025, 9, 10), "day", "14 tháng, 09/2025", id="small child"),
        pytest.param(dt.date(2026, 11, 9), "day", "12 ngày, 09/11/2026", id="newborn"),
        pytest.param(None, "day", "chưa rõ tuổi", id="unknown"),
    ],
)
def test_an_age_is_said_as_staff_say_it(born_on, precision, said):
    assert age_text(born_on, TODAY, precision) == said


@pytest.mark.parametrize(
    "source, value, shown",
    [
        ("{{ v|money }}", 1234567, "1.234.567 đ"),
        ("{{ v|number }}", Decimal("1234.50"), "1.234,5"),
        ("{{ v|number:1 }}", 36, "36,0"),
        ("{{ v|masked }}", "001089012345", "0010••••2345"),
        ("{{ v|masked }}", "12345", "••••45"),
        ("{{ v|day }}", dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC), "21/11/2026"),
        ("{{ v|moment }}", dt.datetime(2026, 11, 20, 18, 5, tzinfo=dt.UTC), "01:05 21/11/2026"),
        ("{{ v|day }}", None, "–"),
    ],
)
def test_numbers_and_days_read_as_in_viet_nam(source, value, shown):
    assert drawn(source, v=value) == shown


def test_a_status_is_a_word_with_a_border_never_a_colour_alone():
    assert drawn('{% tag "Quá hẹn" "warn" %}') == '<span class="tag tag-warn">Quá hẹn</span>'


def test_text_of_a_status_is_escaped():
    assert "<script>" not in drawn("{% tag v %}", v="<script>")


def test_a_field_ties_its_error_to_its_box():
    form = SampleForm({"born": "31/02/1979"})

    html = drawn("{% field form.born %}", form=form)

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_born_helptext id_born_error"' in html
    assert 'id="id_born_error"' in html


def test_an_odd_value_is_said_in_line():
    form = SampleForm({"temperature": "39,5"})

    assert "Kiểm tra lại" in drawn("{% field form.temperature %}", form=form)


def test_the_error_summary_links_to_each_field():
    form = SampleForm({})

    html = drawn("{% error_summary form %}", form=form)

    assert 'href="#id_full_name"' in html
    assert 'href="#id_plan' in html


def test_a_line_with_gaps_keeps_its_place():
    spark = spark_points([1, None, 3], low=0, high=4)

    assert spark.points == "4.0,19.0 100.0,9.0"
    assert spark.band == (4.0, 20.0)


def test_nothing_known_draws_nothing():
    assert spark_points([None]).points == ""


def test_an_english_page_writes_numbers_with_a_point() -> None:
    with translation.override("en"):
        assert number(1234567.5) == "1,234,567.5"

    assert number(1234567.5) == "1.234.567,5"
