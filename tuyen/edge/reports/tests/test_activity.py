"""Periods, tables and hidden numbers, without a database."""

import pytest

from tuyen.edge.reports import activity, periods
from tuyen.edge.reports.activity import Counted, published, table_of, without_empty_lines

LABELS = {"hospital": "Bệnh viện", "prison": "Trại giam", "camp": "Trại tạm giam"}


@pytest.mark.parametrize(
    "written, first, last",
    [
        pytest.param("2021", 202101, 202112, id="year"),
        pytest.param("2021-Q2", 202104, 202106, id="quarter"),
        pytest.param("2021-02", 202102, 202102, id="month"),
    ],
)
def test_a_period_is_read_as_it_is_written(written, first, last):
    period = periods.read(written)

    assert (period.first_month, period.last_month, period.code) == (first, last, written)
    assert period.a_year_before().first_month == first - 100


@pytest.mark.parametrize("written", ["", "21", "2021-Q5", "2021-13", "2021-Q", "0000", "năm nay"])
def test_what_is_no_period_is_refused(written):
    with pytest.raises(ValueError):
        periods.read(written)


def test_february_of_a_leap_year_ends_on_the_29th():
    assert periods.read("2024-02").last_day.day == 29


def test_a_year_has_columns_by_month_by_quarter_or_one():
    year = periods.read("2021")

    assert [len(year.parts(by)) for by in periods.BYS] == [12, 4, 1]
    assert [part.code for part in periods.read("2021-Q1").parts("year")] == ["2021-Q1"]


def test_every_visit_stands_in_its_line_and_column_beside_the_year_before():
    counts = [
        Counted("prison", 202101, 5),
        Counted("prison", 202104, 7),
        Counted("hospital", 202112, 2),
        Counted("prison", 202003, 6),
        Counted("unknown", 202101, 99),
    ]

    table = table_of(counts, periods.read("2021"), "quarter", LABELS, "Tổng")

    assert [line.cells for line in table.lines] == [(0, 0, 0, 2), (5, 7, 0, 0), (0, 0, 0, 0)]
    assert (table.lines[1].total, table.lines[1].before) == (12, 6)
    assert table.lines[1].change_percent == pytest.approx(100)
    assert (table.sum.total, table.sum.before) == (14, 6)


def test_a_class_without_a_visit_in_both_periods_is_left_out():
    table = table_of([Counted("camp", 202101, 1)], periods.read("2021"), "year", LABELS, "Tổng")

    assert [line.code for line in without_empty_lines(table).lines] == ["camp"]


def test_a_published_report_hides_small_numbers_and_what_would_give_them_away():
    counts = [
        Counted("hospital", 202101, 3),
        Counted("hospital", 202102, 40),
        Counted("hospital", 202103, 50),
        Counted("prison", 202101, 60),
        Counted("prison", 202102, 70),
        Counted("prison", 202103, 80),
        Counted("camp", 202101, 90),
        Counted("camp", 202102, 91),
        Counted("camp", 202103, 92),
    ]
    table = table_of(counts, periods.read("2021-Q1"), "month", LABELS, "Tổng")

    shown = published(table, least=5)

    hidden = [[n is None for n in line.cells] for line in shown.lines]
    assert hidden[0][0]
    for cells in (*hidden, *zip(*hidden, strict=True)):
        assert sum(cells) != 1
    assert shown.sum.total == table.sum.total


def test_a_small_total_is_not_found_by_subtracting_from_the_sum():
    counts = [
        Counted("hospital", 202101, 3),
        Counted("prison", 202101, 60),
        Counted("camp", 202101, 90),
    ]
    table = table_of(counts, periods.read("2021-01"), "month", LABELS, "Tổng")

    shown = published(table, least=5)

    assert [line.total for line in shown.lines] == [None, None, 90]
    assert shown.sum.total == 153


def test_a_single_small_line_takes_its_sum_with_it():
    table = table_of(
        [Counted("hospital", 202101, 3)], periods.read("2021-01"), "month", LABELS, "Tổng"
    )

    assert published(without_empty_lines(table), least=5).sum.total is None


def test_what_is_hidden_of_a_class_stays_hidden_among_its_facilities():
    counts = [Counted("hospital", 202101, 3), Counted("prison", 202101, 60)]
    above = published(table_of(counts, periods.read("2021-01"), "month", LABELS, "Tổng"), least=5)
    [prisons] = [line for line in above.lines if line.code == "prison"]
    inside = table_of(
        [Counted("a", 202101, 20), Counted("b", 202101, 40)],
        periods.read("2021-01"),
        "month",
        {"a": "Trại A", "b": "Trại B"},
        "Tổng",
    )

    shown = published(inside, 5, prisons)

    assert (prisons.total, shown.sum.total) == (None, None)
    assert sum(line.total is None for line in shown.lines) == 1


def test_nothing_is_hidden_where_no_number_is_small():
    counts = [Counted("prison", 202101, 60), Counted("camp", 202101, 90)]
    table = table_of(counts, periods.read("2021-01"), "month", LABELS, "Tổng")

    assert [line.cells for line in published(table, least=5).lines] == [(0,), (60,), (90,)]
    assert activity.published(table, least=5).is_published
