"""A province hands over its list of stations as a spreadsheet."""

from pathlib import Path
from typing import Any

import pytest

from tuyen.core.actor import Actor
from tuyen.platform.imports import engine, kinds, mapping
from tuyen.platform.imports.reading import open_table
from tuyen.registry.areas.models import Area
from tuyen.registry.facilities.models import Facility, FacilityCode, Unit

pytestmark = pytest.mark.django_db

FILE = """Mã đơn vị;Tên đơn vị;Loại đơn vị;Đơn vị cấp trên;Mã xã;Mã BHYT;Cấp chuyên môn
T1;Trạm Y tế xã Sìn Hồ;Trạm y tế;;3478;12345;Ban đầu
D1;Điểm trạm Nậm Cuổi;Điểm trạm;T1;;;
D2;Điểm trạm Pa Khóa;Điểm trạm;Trạm Y tế xã Sìn Hồ;;;
X1;Trạm lạc;Trạm y tế;Sở không có;;;
X2;Trạm lạ;Nhà thuốc;;;;
X3;Trạm sai xã;Trạm y tế;;99999;;
"""


def _run(path: Path, by: Actor, *, dry_run: bool) -> engine.Tally:
    kind = kinds.kind_named("units")
    assert kind is not None
    table = open_table(path, mapping.known_headings(kind))
    mapped = mapping.guess(kind, table.header)
    return engine.run(table, kind, mapped, by=by, dry_run=dry_run)


@pytest.fixture
def stations(tmp_path: Path) -> Path:
    path = tmp_path / "tram.csv"
    path.write_text(FILE, encoding="utf-8-sig")
    return path


def test_a_trial_writes_nothing(stations: Path, officer: Actor, sin_ho: Area) -> None:
    tally = _run(stations, officer, dry_run=True)

    assert tally.as_dict() == {"created": 3, "changed": 0, "unchanged": 0, "bad": 3}
    assert Unit.objects.count() == 1


def test_stations_and_their_points_come_in_one_file(
    stations: Path, officer: Actor, sin_ho: Area
) -> None:
    _run(stations, officer, dry_run=False)

    station = Unit.objects.get(name="Trạm Y tế xã Sìn Hồ")
    assert station.children.count() == 2
    assert station.province_code == "12"
    assert Facility.objects.get(unit=station).care_level == "primary"
    assert FacilityCode.objects.get(unit=station, system="bhyt5").code == "12345"


def test_bad_rows_say_what_is_missing(stations: Path, officer: Actor, sin_ho: Area) -> None:
    tally = _run(stations, officer, dry_run=True)

    said = ["; ".join(errors) for _line, errors in tally.bad]
    assert "Chưa có đơn vị cấp trên “Sở không có”" in said[0]
    assert "“Nhà thuốc” phải là một trong" in said[1]
    assert "không có xã, phường mã 99999" in said[2]


def test_the_same_file_again_changes_nothing(stations: Path, officer: Actor, sin_ho: Area) -> None:
    _run(stations, officer, dry_run=False)

    tally = _run(stations, officer, dry_run=False)

    assert tally.as_dict() == {"created": 0, "changed": 0, "unchanged": 3, "bad": 3}


def test_a_new_name_under_a_known_code_changes_the_unit(
    stations: Path, officer: Actor, sin_ho: Area
) -> None:
    _run(stations, officer, dry_run=False)
    stations.write_text(FILE.replace("Điểm trạm Nậm Cuổi", "Điểm trạm Nậm Cuổi 2"), "utf-8")

    tally = _run(stations, officer, dry_run=False)

    assert tally.as_dict()["changed"] == 1
    assert Unit.objects.filter(name="Điểm trạm Nậm Cuổi 2").exists()


def test_units_outside_my_scope_are_refused_row_by_row(
    stations: Path, officer: Actor, bureau: Unit, tmp_path: Path, sin_ho: Area
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "Tên đơn vị,Loại đơn vị,Đơn vị cấp trên\nBệnh xá 1,Bệnh xá,Cục Y tế mẫu\n", "utf-8"
    )

    tally = _run(path, officer, dry_run=True)

    assert "người quản lý đơn vị" in tally.bad[0][1][0]


def test_three_hundred_stations_take_few_transactions(
    department: Unit, officer: Actor, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    path = tmp_path / "x.csv"
    lines = "\n".join(f"Trạm Y tế số {i},Trạm y tế" for i in range(300))
    path.write_text(f"Tên đơn vị,Loại đơn vị\n{lines}\n", "utf-8")

    with django_assert_max_num_queries(40):
        tally = _run(path, officer, dry_run=False)

    assert tally.as_dict()["created"] == 300


def test_two_stations_of_one_name_are_two_when_their_codes_differ(
    department: Unit, officer: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "Mã đơn vị,Tên đơn vị,Loại đơn vị\nT1,Trạm Y tế xã Tân Tiến,Trạm y tế\n"
        "T2,Trạm Y tế xã Tân Tiến,Trạm y tế\n",
        "utf-8",
    )

    first = _run(path, officer, dry_run=False)
    again = _run(path, officer, dry_run=False)

    assert first.as_dict()["created"] == 2
    assert again.as_dict()["unchanged"] == 2


def test_a_unit_known_by_name_is_given_its_code(
    station: Unit, officer: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "Mã BHYT,Tên đơn vị,Loại đơn vị,Tên ngắn\n"
        "12345,Trạm Y tế xã Đường Lâm,Trạm y tế,TYT Đường Lâm\n"
        "12345,Trạm Y tế xã Đường Lâm,Trạm y tế,TYT\n",
        "utf-8",
    )

    tally = _run(path, officer, dry_run=False)

    station.refresh_from_db()
    assert tally.as_dict()["changed"] == 2
    assert station.short_name == "TYT"
    assert FacilityCode.objects.get(unit=station).code == "12345"
