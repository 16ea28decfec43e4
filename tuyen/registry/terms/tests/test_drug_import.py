"""A station hands over its drug list as a spreadsheet."""

import pytest

from tuyen.platform.imports import engine, kinds, mapping
from tuyen.platform.imports.reading import open_table
from tuyen.registry.terms import queries

FILE = """DANH MỤC THUỐC NĂM 2026;;;;;;
Tên thuốc;Tên hoạt chất;Nồng độ, hàm lượng;Dạng bào chế;Đường dùng;ĐVT;Loại
Hapacol;Paracetamol;650 mg;viên nén;uống;viên;
Klamentin;Amoxicilin + Acid clavulanic;1 g;viên nén;uống;viên;Thuốc thường
Seduxen;Diazepam;5 mg;viên nén;uống;viên;Hướng thần, tiền chất
Thuốc không đơn vị;;;;;;
Hapacol;Paracetamol;650 mg;viên nén;uống;viên;
Lạ;Lạ;1 mg;viên nén;uống;viên;Loại lạ
"""


def run(path, by, *, dry_run: bool) -> dict[str, int]:
    kind = kinds.kind_named("drugs")
    assert kind is not None
    table = open_table(path, mapping.known_headings(kind))
    mapped = mapping.guess(kind, table.header)
    return engine.run(table, kind, mapped, by=by, dry_run=dry_run).as_dict()


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "thuoc.csv"
    path.write_text(FILE, encoding="utf-8-sig")
    return path


def test_a_trial_counts_and_writes_nothing(listed, doctor) -> None:
    counts = run(listed, doctor, dry_run=True)

    assert counts == {"created": 3, "changed": 0, "unchanged": 0, "bad": 3}
    assert not queries.drugs_of(doctor.unit_id).exists()


def test_the_list_arrives_with_ingredients_and_control(listed, doctor) -> None:
    run(listed, doctor, dry_run=False)

    klamentin = queries.drugs_of(doctor.unit_id, "klam").get()
    seduxen = queries.drugs_of(doctor.unit_id, "seduxen").get()
    assert klamentin.ingredients == "amoxicillin;clavulanic_acid"
    assert seduxen.control == "H"


def test_running_again_changes_only_what_differs(listed, doctor) -> None:
    run(listed, doctor, dry_run=False)
    listed.write_text(FILE.replace("650 mg;viên nén;uống", "650 mg;viên nén;ngậm"), "utf-8-sig")

    counts = run(listed, doctor, dry_run=False)

    assert counts == {"created": 0, "changed": 1, "unchanged": 2, "bad": 3}
    assert queries.drugs_of(doctor.unit_id, "hapacol").get().route == "ngậm"
