"""Addresses keep their code; the country's map changed on 1 July 2025."""

import datetime as dt
from typing import Any

import pytest

from tuyen.core.text import fold
from tuyen.registry.areas import outlines, queries
from tuyen.registry.areas.load import Loaded, load_areas
from tuyen.registry.areas.models import Area, AreaChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]

BEFORE = dt.date(2025, 6, 30)
AFTER = dt.date(2025, 7, 1)


@pytest.mark.parametrize(
    "on, provinces, communes",
    [
        pytest.param(BEFORE, 63, 10_040, id="before"),
        pytest.param(AFTER, 34, 3_321, id="after"),
    ],
)
def test_the_country_has_the_areas_of_the_day(on: dt.date, provinces: int, communes: int) -> None:
    found = queries.in_force(on)

    assert queries.provinces(on).count() == provinces
    assert found.filter(level=queries.COMMUNE).count() == communes


def test_loading_again_writes_nothing() -> None:
    assert load_areas() == Loaded(added=0, changed=0, removed=0)


def test_a_spoilt_row_is_mended_by_loading_again() -> None:
    Area.objects.filter(level="province", code="12", valid_from=AFTER).update(name="Lai")

    assert load_areas() == Loaded(added=0, changed=1, removed=0)

    assert queries.area_with("12", AFTER).name == "Lai Châu"  # type: ignore[union-attr]


def test_one_code_is_another_place_after_the_change() -> None:
    assert queries.place_name("00004", BEFORE) == "Phường Trúc Bạch, Thành phố Hà Nội"
    assert queries.place_name("00004", AFTER) == "Phường Ba Đình, Thành phố Hà Nội"


def test_a_commune_that_was_split_asks_which_part() -> None:
    went = queries.successors_of("00007", AFTER)

    assert went.ask
    assert {area.name for area in went.areas} == {"Ngọc Hà", "Giảng Võ"}
    assert went.likely is not None
    assert went.likely.name == "Ngọc Hà"


def test_a_commune_that_went_whole_asks_nothing() -> None:
    went = queries.successors_of("00001", AFTER)

    assert not went.ask
    assert [area.full_name for area in went.areas] == ["Phường Hồng Hà"]


def test_every_old_area_has_a_successor() -> None:
    linked = {(level, code) for level, code in AreaChange.objects.values_list("level", "old_code")}
    old = set(Area.objects.filter(valid_to=BEFORE).values_list("level", "code"))

    assert old == linked


def test_an_old_province_went_whole_into_a_new_one() -> None:
    went = queries.successors_of("02", AFTER)

    assert [area.full_name for area in went.areas] == ["Tỉnh Tuyên Quang"]
    assert not went.ask


def test_an_island_district_without_communes_is_found() -> None:
    went = queries.successors_of("755", AFTER)

    assert [area.full_name for area in went.areas] == ["Đặc khu Côn Đảo"]


def test_a_new_commune_knows_what_it_was_made_of() -> None:
    before = queries.predecessors_of("00008", AFTER)

    assert "Cống Vị" in {area.name for area in before}


def test_a_name_without_marks_finds_the_commune_and_its_province() -> None:
    assert queries.search("sin ho", AFTER)[0].full_name == "Xã Sìn Hồ"
    assert {area.full_name for area in queries.search("sin ho lai chau", AFTER)} == {
        "Xã Sìn Hồ",
        "Xã Sin Suối Hồ",
    }


def test_names_are_no_keys_inside_one_province() -> None:
    seen: dict[tuple[str, str], list[str]] = {}
    for area in queries.in_force(AFTER).filter(level=queries.COMMUNE):
        seen.setdefault((area.parent_code, fold(area.full_name)), []).append(area.code)
    alike = {key: codes for key, codes in seen.items() if len(codes) > 1}

    assert len(alike) == 8
    province, name = next(iter(alike))
    assert queries.search(name, AFTER, province_code=province).count() >= 2


def test_a_list_of_names_is_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        names = queries.names_of(["00004", "12"], AFTER)

    assert names == {"00004": "Phường Ba Đình", "12": "Tỉnh Lai Châu"}


def test_every_area_in_force_can_be_drawn() -> None:
    drawn = set(outlines.of_provinces())
    for province in queries.provinces(AFTER):
        drawn |= set(outlines.of_communes(province.code))

    assert drawn == set(queries.in_force(AFTER).values_list("code", flat=True))


def test_an_unknown_province_has_no_outlines() -> None:
    assert outlines.of_communes("99") == {}
