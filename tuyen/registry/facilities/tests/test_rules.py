"""Where the yearly report counts a unit, and what may stand under what."""

import datetime as dt

import pytest

from tuyen.registry.facilities import kinds, rules

ON = dt.date(2021, 6, 1)


@pytest.mark.parametrize(
    "kind, facility_class, expected",
    [
        pytest.param("hospital", "1", "class_1_hospital", id="class I"),
        pytest.param("hospital", "special", "class_1_hospital", id="special counts with class I"),
        pytest.param("hospital", "2", "other_hospital", id="class II"),
        pytest.param("hospital", "", "other_hospital", id="not classed"),
        pytest.param("infirmary", "", "primary_unit", id="infirmary"),
        pytest.param("health_station", "", "primary_unit", id="station"),
        pytest.param("prison_clinic", "", "prison", id="prison"),
        pytest.param("detention_camp", "", "detention_camp", id="detention camp"),
        pytest.param("holding_house", "", "detention_camp", id="holding house"),
        pytest.param("health_bureau", "", "other", id="office"),
    ],
)
def test_each_kind_of_unit_has_its_class_in_the_report(
    kind: str, facility_class: str, expected: str
) -> None:
    found = rules.activity_class(kind, "police", facility_class, kinds.activity_rows(ON))

    assert found == expected


def test_every_kind_of_the_rulebook_has_a_class() -> None:
    for row in kinds.kind_rows():
        assert rules.activity_class(row["code"], "moh", "", kinds.activity_rows(ON))


@pytest.mark.parametrize(
    "kind, above, may",
    [
        pytest.param("department", "hospital", True, id="department in a hospital"),
        pytest.param("service_point", "health_station", True, id="point of a station"),
        pytest.param("hospital", "department", False, id="hospital in a department"),
        pytest.param("department", "region", False, id="department in a region"),
        pytest.param("health_station", "region", False, id="a region ties, it does not own"),
        pytest.param("health_station", "peoples_committee", True, id="station of a commune"),
        pytest.param("department", "department", True, id="room in a department"),
    ],
)
def test_units_stand_where_they_belong(kind: str, above: str, may: bool) -> None:
    assert rules.may_stand_under(kind, above, kinds.groups()) is may


@pytest.mark.parametrize(
    "score, level",
    [pytest.param(69.5, "basic", id="under 70"), pytest.param(70, "specialised", id="70")],
)
def test_a_score_gives_a_care_level(score: float, level: str) -> None:
    from tuyen.core import rulebook

    rows = rulebook.versions(kinds.LEVELS)[-1].rows

    assert rules.care_level_of(score, rows) == level


def test_paths_name_every_unit_above() -> None:
    assert rules.paths_above("/a/b/c/") == ["/a/", "/a/b/"]
    assert rules.paths_above("/a/") == []
