"""A chart says the same on a desk, on a phone, on paper, in its table and to who does not see it."""

import datetime as dt
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from tuyen.domains.surveillance.charts import epi_curve, fan, heat, pyramid, ribbon
from tuyen.domains.surveillance.charts.frame import Chart, nice_top
from tuyen.domains.surveillance.charts.table import Table, figure

MONDAY = dt.date(2024, 3, 4)
SVG = "{http://www.w3.org/2000/svg}"


def names(weeks: int) -> list[str]:
    return [f"{MONDAY + dt.timedelta(weeks=each):%d/%m}" for each in range(weeks)]


def curve(weeks: int = 52) -> Chart:
    return epi_curve.epi_curve(some_weeks(weeks), CURVE_WORDS)


CURVE_WORDS = epi_curve.Words(
    "Sởi <Lai Châu>", "Số ca tăng", "Tuần", "Cộng", "Ước tính", "Ngưỡng", "Báo động",
    "Chưa đủ báo cáo", "Không có báo cáo",
)  # fmt: skip


def some_weeks(weeks: int = 52) -> epi_curve.Weeks:
    chance = np.random.default_rng(1)
    counts = chance.poisson(6, (4, weeks)).astype(float)
    counts[:, weeks - 6] = np.nan
    more = np.full(weeks, np.nan)
    more[-2:] = 7
    limit = np.full(weeks, 30.0)
    limit[:10] = np.nan
    late = [at >= weeks - 2 for at in range(weeks)]
    alarms = [at == weeks - 3 for at in range(weeks)]
    classes = ["Phòng xét nghiệm", "Dịch tễ", "Lâm sàng", "Nghi ngờ"]
    return epi_curve.Weeks(names(weeks), classes, counts, more, late, limit, alarms)


def fanned() -> Chart:
    told = np.arange(20.0)
    steps = np.array([[10, 15, 20, 26, 40.0]]) + np.arange(4)[:, None] * np.array([-2, 0, 2, 4, 9])
    ahead = fan.Ahead(
        names(24),
        told,
        np.append(np.full(19, np.nan), 3),
        steps,
        np.repeat([[8, 16, 19, 22, 30.0]], 4, axis=0),
    )
    words = fan.Words(
        "Dự báo", "Bốn tuần", "Tuần", "Đã báo cáo", "Thêm", "90 %", "50 %", "Giữa", "Đường ngang",
        ["5 %", "25 %", "50 %", "75 %", "95 %"],
    )  # fmt: skip
    return fan.fan(ahead, words)


def bedded() -> Chart:
    taken = np.linspace(4, 40, 28)[:, None] * np.array([0.5, 0.8, 1, 1.2, 1.6])
    days = fan.Days(names(28), taken, np.linspace(0, 1, 28), 30, 14)
    words = fan.BedWords(
        "Giường", "Đầy", "Ngày", "90 %", "50 %", "Giữa", "Số giường", "Khả năng vượt (%)",
        "Vượt từ 10/06", ["5 %", "25 %", "50 %", "75 %", "95 %"],
    )  # fmt: skip
    return fan.bed_fan(days, words)


RT_WORDS = ribbon.Words(
    "Rt", "Trên 1", "Đến ngày", "Giữa", "Thấp", "Cao", "Số ca", "Tin cậy", "Tin cậy thấp",
    "Không hiện", "Độ tin cậy", "Rt = 1",
)  # fmt: skip


def rated() -> ribbon.Windows:
    cases = np.array([0, 2, 4, 8, 10, 11, 15, 30, 22, 3, 12], dtype=float)
    middle = np.linspace(0.6, 2.1, 11)
    return ribbon.Windows(names(11), middle * 0.7, middle, middle * 1.5, cases)


def aged() -> Chart:
    counts = np.arange(2 * 5 * 4, dtype=float).reshape(2, 5, 4)
    ages = pyramid.Ages(
        ["dưới 6 tháng", "6–8 tháng", "9–11 tháng", "2–4 tuổi", "50 tuổi trở lên"],
        ["0 mũi", "1 mũi", "2 mũi trở lên", "Không rõ"],
        ("Nam", "Nữ"),
        counts,
    )
    return pyramid.pyramid(ages, pyramid.Words("Tuổi", "Trẻ em", "Nhóm tuổi"))


def striped(places: int = 110, weeks: int = 26) -> Chart:
    counts = np.random.default_rng(2).poisson(3, (places, weeks)).astype(float)
    counts[3, 20:] = np.nan
    strips = heat.Strips([f"Xã Mẫu số {each}" for each in range(places)], names(weeks), counts)
    words = heat.Words("Xã theo tuần", "Dịch lan", "Xã", "Không có báo cáo", "0")
    return heat.heat_strip(strips, words)


ALL = {
    "curve": curve,
    "fan": fanned,
    "beds": bedded,
    "rt": lambda: ribbon.ribbon(rated(), RT_WORDS),
    "ages": aged,
    "heat": striped,
}


@pytest.mark.parametrize("name", ALL)
def test_every_drawing_is_whole_small_and_told_in_words(name: str) -> None:
    chart = ALL[name]()

    for drawn in (chart.wide, chart.narrow):
        root = ET.fromstring(drawn)
        assert len(drawn.encode()) < 60_000
        assert root.find(f"{SVG}title") is not None
        assert root.findtext(f"{SVG}desc")
        assert root.get("role") == "img"


@pytest.mark.parametrize("name", ALL)
def test_no_drawing_holds_what_the_content_policy_refuses(name: str) -> None:
    chart = ALL[name]()

    assert not re.search(r"\s(style|on\w+)=|<(style|script)", chart.wide + chart.narrow)


@pytest.mark.parametrize("name", ALL)
def test_the_two_drawings_of_a_page_share_no_name(name: str) -> None:
    chart = ALL[name]()

    ids = re.findall(r'\bid="([^"]+)"', chart.wide + chart.narrow)

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ALL)
def test_every_row_of_a_table_is_as_long_as_its_head(name: str) -> None:
    table = ALL[name]().table

    assert {len(row) for row in table.rows} == {len(table.heads)}


def test_what_is_typed_is_never_markup() -> None:
    assert "Sởi &lt;Lai Châu&gt;" in curve().wide


def test_a_week_without_a_report_is_grey_and_no_zero() -> None:
    weeks = some_weeks()
    chart = epi_curve.epi_curve(weeks, CURVE_WORDS)

    row = chart.table.rows[46]

    assert chart.wide.count(epi_curve.MISSING) == 2  # the week and its entry in the legend
    assert row[1:6] == [None] * 5
    assert row[-1] == "Không có báo cáo"


def test_weeks_not_complete_are_hatched_with_what_is_still_expected() -> None:
    chart = epi_curve.epi_curve(some_weeks(), CURVE_WORDS)
    last = chart.table.rows[-1]

    assert chart.wide.count('fill="url(#curve-w-hatch)"') == 2 * 2 + 1
    assert last[6] == float(last[5] or 0) + 7
    assert chart.table.rows[0][6] is None


def test_only_an_alarm_has_a_triangle() -> None:
    weeks = some_weeks()
    quiet = replace(weeks, alarms=[False] * 52)

    assert epi_curve.ALARM in epi_curve.epi_curve(weeks, CURVE_WORDS).wide
    assert epi_curve.ALARM not in epi_curve.epi_curve(quiet, CURVE_WORDS).wide


def test_the_threshold_is_a_step_for_each_week_that_has_one() -> None:
    drawn = curve(52).wide
    path = re.search(r'd="([^"]+)" fill="none" stroke="#9b1c15"', drawn)

    assert path is not None
    assert path[1].count("H") == 42


def test_nothing_to_draw_is_an_empty_sheet_and_no_error() -> None:
    nothing = np.zeros((4, 6))
    unknown = np.full(6, np.nan)
    weeks = epi_curve.Weeks(
        names(6), ["a", "b", "c", "d"], nothing, unknown, [False] * 6, unknown, [False] * 6
    )

    assert "<g>" not in epi_curve.epi_curve(weeks, CURVE_WORDS).wide


@pytest.mark.parametrize(
    "cases, said", [(3, "hidden"), (4, "unsure"), (10, "unsure"), (11, "sure")]
)
def test_rt_says_how_far_it_can_be_relied_on(cases: int, said: str) -> None:
    assert ribbon.confidence(cases) == said


def test_rt_of_too_few_cases_is_neither_drawn_nor_told() -> None:
    table = ribbon.ribbon(rated(), RT_WORDS).table

    assert table.rows[1] == ["11/03", None, None, None, 2, "Không hiện"]
    assert table.rows[5][1] is not None


def test_a_province_of_communes_is_drawn_in_part_and_told_whole() -> None:
    chart = striped(110)

    assert chart.wide.count("Xã Mẫu") == heat.MOST_ROWS
    assert len(chart.table.rows) == 110


def test_more_cases_are_never_a_lighter_shade() -> None:
    limits = heat.limits_of(np.array([[0, 1, 2, 7, 40, 300.0]]))

    assert limits == sorted(limits)
    assert limits[-1] == 300
    assert len(limits) == 5


@pytest.mark.parametrize(
    "value, written",
    [
        (1234.5, "1.234,5"),
        (0, "0"),
        (-3.04, "−3"),
        (None, "–"),
        (float("nan"), "–"),
        (1e6, "1.000.000"),
    ],
)
def test_figures_are_written_as_vietnamese_writes_them(value: float | None, written: str) -> None:
    assert figure(value) == written


@pytest.mark.parametrize(
    "most, top", [(0, 4), (3.2, 4), (13, 16), (47, 50), (101, 120), (999, 1000)]
)
def test_a_scale_ends_on_a_plain_number_above_the_most(most: float, top: float) -> None:
    assert nice_top(most) == top


def test_a_table_is_written_with_words_left_alone() -> None:
    assert Table(["a", "b"], [["1.5", 1.5], ["x", None]]).written() == [["1.5", "1,5"], ["x", "–"]]
