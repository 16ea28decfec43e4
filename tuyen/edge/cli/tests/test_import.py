"""The administrator at the machine imports a list, first as a trial."""

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tuyen.core.actor import SYSTEM
from tuyen.edge.cli.app import app
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

FILE = (
    "Tên đơn vị,Loại đơn vị,Đơn vị cấp trên\n"
    'Khoa Nội,"Khoa, phòng",Bệnh viện mẫu\nKhoa lạ,Nhà kho,Bệnh viện mẫu\n'
)


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    actions.create_unit(parent=None, kind="hospital", name="Bệnh viện mẫu", chain="moh", by=SYSTEM)
    path = tmp_path / "khoa.csv"
    path.write_text(FILE, "utf-8")
    return path


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    with pytest.raises(SystemExit) as ended:
        app(["import", *arguments])
    return ended.value.code, capsys.readouterr().out


def test_a_trial_counts_and_leaves_the_bad_rows_in_a_file(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    errors = tmp_path / "errors.xlsx"

    code, said = _run(capsys, "units", str(listed), "--dry-run", "--errors", str(errors), "--json")

    counts = json.loads(said)
    assert code == 1
    assert (counts["created"], counts["bad"], counts["dry_run"]) == (1, 1, True)
    assert Unit.objects.count() == 1
    rows = CalamineWorkbook.from_path(str(errors)).get_sheet_by_index(0).to_python()
    assert "Nhà kho" in str(rows[1][0])


def test_the_good_rows_are_written(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(capsys, "units", str(listed), "--quiet")

    assert Unit.objects.filter(name="Khoa Nội").exists()


def test_an_unknown_kind_names_those_there_are(
    listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _said = _run(capsys, "gì đó", str(listed))

    assert code == 2
