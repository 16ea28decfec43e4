"""A map must say the same with a mouse, on a phone, on paper and to a screen reader."""

import re
from xml.etree import ElementTree as ET

import pytest

from tuyen.platform.ui.svg.labels import Label, pushed_apart
from tuyen.platform.ui.svg.maps import Legend, Region, Spot, draw, draw_one, shade_limits, shade_of

SQUARE = (((104.0, 21.0), (105.0, 21.0), (105.0, 22.0), (104.0, 22.0), (104.0, 21.0)),)
REGIONS = [
    Region("a", "Xã A", [SQUARE], value=3, note="Xã A: 3 lượt"),
    Region("b", "Xã <B> & C", [[[(x + 1, y) for x, y in SQUARE[0]]]], href="/x/?y=1&z=2"),
]


def test_the_drawing_is_well_formed_and_escaped() -> None:
    svg = draw_one(REGIONS, title="Bản đồ <1>")

    root = ET.fromstring(svg)

    titles = [t.text for t in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["Xã A: 3 lượt", "Xã <B> & C"]


def test_no_attribute_breaks_the_content_policy() -> None:
    svg = draw(REGIONS, [Spot("s", "Trạm", 104.5, 21.5)], title="Bản đồ")

    assert not re.search(r"\s(style|on\w+)=", svg)


def test_a_phone_gets_its_own_drawing() -> None:
    svg = draw(REGIONS, title="Bản đồ")

    assert 'viewBox="0 0 720' in svg
    assert 'viewBox="0 0 360' in svg


def test_an_area_without_a_value_is_not_shaded_as_zero() -> None:
    svg = draw_one(REGIONS, title="Bản đồ")

    assert "map-shade-none" in svg
    assert "map-shade-0" not in svg


@pytest.mark.parametrize(
    "values, shades",
    [
        pytest.param([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, id="ten values, five shades"),
        pytest.param([0, 0, 0, 7], 2, id="few different values, fewer shades"),
        pytest.param([4], 1, id="one value"),
    ],
)
def test_shades_hold_about_as_many_areas_each(values: list[float], shades: int) -> None:
    limits = shade_limits(values)

    assert len(limits) == shades
    assert shade_of(max(values), limits) == 4
    assert sorted({shade_of(v, limits) for v in values})[-1] == 4


def test_the_legend_writes_numbers_as_vietnamese_readers_do() -> None:
    svg = draw_one(REGIONS, title="Bản đồ", legend=Legend("Lượt khám / 1.000 dân"))

    assert "Lượt khám / 1.000 dân" in svg
    assert "≤ 3" in svg


def test_names_never_overlap() -> None:
    crowd = [Label.at(f"Xã số {i}", 100 + i % 3, 100 + i % 5) for i in range(30)]

    placed = pushed_apart(crowd, 300, 300)

    assert len(placed) > 2
    assert not any(a.overlaps(b) for a in placed for b in placed if a is not b)


def test_an_empty_map_is_still_a_map() -> None:
    assert draw_one([], title="Chưa có đơn vị").startswith("<svg")
