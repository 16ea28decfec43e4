"""From a file to records: nothing is written before it was tried, and bad rows come back mended."""

import datetime as dt
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.imports import actions, cells, mapping, sheets
from tuyen.platform.imports.kinds import Kind
from tuyen.platform.imports.models import ImportRun
from tuyen.platform.outbox.models import Delivery

pytestmark = pytest.mark.django_db

FILE = (
    "Mã khoa,Tên của khoa,Giường kế hoạch\n"
    "K01,Nội,20\nK02,Ngoại,hai mươi\n,Sản,10\nK04,Nhi,500\nK05,=cmd|' /C calc',5\n"
)


@pytest.fixture
def uploaded(home: Path, wards: Kind, clerk: Actor) -> ImportRun:
    return actions.upload(kind=wards, file_name="khoa.csv", chunks=[FILE.encode()], by=clerk)


def _done(run: ImportRun, kind: Kind, by: Actor, *, dry_run: bool) -> ImportRun:
    return actions.start(run=run, kind=kind, dry_run=dry_run, by=by)


def test_columns_are_guessed_from_headings(uploaded: ImportRun) -> None:
    assert uploaded.mapping == {"code": 0, "name": 1, "beds": 2}
    assert uploaded.rows_total == 5


def test_a_trial_counts_and_writes_nothing(
    uploaded: ImportRun, wards: Kind, clerk: Actor, written: dict[str, int]
) -> None:
    run = _done(uploaded, wards, clerk, dry_run=True)

    assert (run.rows_created, run.rows_bad) == (2, 3)
    assert run.state == ImportRun.State.CHECKED
    assert written == {}


def test_good_rows_are_written_and_bad_ones_come_back_with_reasons(
    uploaded: ImportRun, wards: Kind, clerk: Actor, written: dict[str, int]
) -> None:
    run = _done(uploaded, wards, clerk, dry_run=True)
    run = _done(run, wards, clerk, dry_run=False)

    rows = CalamineWorkbook.from_path(str(run.errors_path)).get_sheet_by_index(0).to_python()
    assert written == {"K01": 20, "K05": 5}
    assert rows[0][0] == "Lỗi"
    assert rows[1][0] == "Dòng 3: Số giường: “hai mươi” không phải số nguyên"
    assert rows[2][0] == "Dòng 4: Mã khoa: thiếu"
    assert rows[3][:2] == ["Dòng 5: khoa không thể có hơn 100 giường", "K04"]


def test_the_file_of_bad_rows_can_be_mended_and_imported(
    uploaded: ImportRun, wards: Kind, clerk: Actor, written: dict[str, int]
) -> None:
    run = _done(uploaded, wards, clerk, dry_run=True)

    again = actions.upload(
        kind=wards,
        file_name="loi.xlsx",
        chunks=[run.errors_path.read_bytes()],
        by=clerk,
    )

    assert again.mapping == {"code": 1, "name": 2, "beds": 3}


def test_a_second_import_of_one_file_changes_nothing(
    uploaded: ImportRun, wards: Kind, clerk: Actor
) -> None:
    _done(_done(uploaded, wards, clerk, dry_run=True), wards, clerk, dry_run=False)
    again = actions.upload(kind=wards, file_name="k.csv", chunks=[FILE.encode()], by=clerk)

    run = _done(again, wards, clerk, dry_run=True)

    assert (run.rows_created, run.rows_unchanged) == (0, 2)


def test_a_mapping_is_remembered_for_the_same_headings(
    uploaded: ImportRun, wards: Kind, clerk: Actor
) -> None:
    actions.choose_mapping(run=uploaded, kind=wards, mapped={"code": 0, "name": 0}, by=clerk)

    again = actions.upload(kind=wards, file_name="t10.csv", chunks=[FILE.encode()], by=clerk)

    assert again.mapping == {"code": 0, "name": 0}


def test_a_required_column_must_be_chosen(uploaded: ImportRun, wards: Kind, clerk: Actor) -> None:
    with pytest.raises(Refused, match="Tên khoa"):
        actions.choose_mapping(run=uploaded, kind=wards, mapped={"code": 0}, by=clerk)


def test_writing_without_a_trial_is_refused(uploaded: ImportRun, wards: Kind, clerk: Actor) -> None:
    with pytest.raises(Refused, match="kiểm tra tệp"):
        actions.start(run=uploaded, kind=wards, dry_run=False, by=clerk)


@pytest.fixture
def long_run(uploaded: ImportRun, monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """A run that the job thread works off."""
    monkeypatch.setattr(actions, "AT_ONCE_ROWS", 2)
    return uploaded


def test_a_second_click_does_not_start_it_again(
    long_run: ImportRun, wards: Kind, clerk: Actor
) -> None:
    twin = ImportRun.objects.get(pk=long_run.pk)
    actions.start(run=long_run, kind=wards, dry_run=True, by=clerk)

    with pytest.raises(Refused, match="đang được xử lý"):
        actions.start(run=twin, kind=wards, dry_run=True, by=clerk)


def test_a_long_file_is_left_to_the_job_thread(
    long_run: ImportRun, wards: Kind, clerk: Actor
) -> None:
    run = actions.start(run=long_run, kind=wards, dry_run=True, by=clerk)

    assert run.state == ImportRun.State.CHECKING
    assert Delivery.objects.filter(listener__contains="imports").count() == 1


def test_without_the_right_to_the_records_there_is_no_import(
    home: Path, wards: Kind, clerk: Actor
) -> None:
    stranger = Actor(
        account_id=clerk.account_id,
        name="",
        role="",
        unit_id=clerk.unit_id,
        unit_name="",
        path="/a/",
        chain="moh",
        permissions=frozenset({"import.run"}),
    )

    with pytest.raises(NotPermitted):
        actions.upload(kind=wards, file_name="k.csv", chunks=[b"x"], by=stranger)


def test_a_file_nobody_can_read_is_not_kept(home: Path, wards: Kind, clerk: Actor) -> None:
    with pytest.raises(Refused):
        actions.upload(kind=wards, file_name="k.csv", chunks=[b"\x81\x8d\xff"], by=clerk)

    assert list((home / "imports").iterdir()) == []
    assert not ImportRun.objects.exists()


def test_a_run_cut_off_by_a_crash_says_so(long_run: ImportRun, wards: Kind, clerk: Actor) -> None:
    actions.start(run=long_run, kind=wards, dry_run=True, by=clerk)

    with clock.stopped(clock.now() + dt.timedelta(minutes=11)):
        actions.stop_interrupted()

    long_run.refresh_from_db()
    assert long_run.state == ImportRun.State.STOPPED
    assert "chạy lại" in long_run.problem


def test_files_are_deleted_after_a_week(uploaded: ImportRun) -> None:
    with clock.stopped(clock.now() + dt.timedelta(days=8)):
        actions.prune()

    assert not uploaded.folder.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("typed", ["=1+1", "+84912", "-5 độ", "@ten"])
def test_text_that_looks_like_a_formula_goes_out_and_comes_back(tmp_path: Path, typed: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(sheets.write_sheet(["a"], [[typed]]))

    cell = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1][0]

    assert cell == f"'{typed}"
    assert cells.as_text(cell) == typed


def test_the_template_has_the_headings_it_will_be_read_by(tmp_path: Path, wards: Kind) -> None:
    path = tmp_path / "mau.xlsx"
    path.write_bytes(sheets.write_template(wards))

    header = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[0]

    guessed = mapping.guess(wards, [str(name) for name in header])
    assert guessed == {"code": 0, "name": 1, "beds": 2, "opened_on": 3}


@pytest.mark.parametrize(
    "typed, day",
    [
        pytest.param("3/2/1979", dt.date(1979, 2, 3), id="day first"),
        pytest.param("03021979", dt.date(1979, 2, 3), id="digits"),
        pytest.param("1979-02-03", dt.date(1979, 2, 3), id="year first"),
        pytest.param(dt.datetime(1979, 2, 3, tzinfo=dt.UTC), dt.date(1979, 2, 3), id="a real date"),
        pytest.param("", None, id="empty"),
    ],
)
def test_days_are_read_as_people_write_them(typed: object, day: dt.date | None) -> None:
    assert cells.date(typed) == day


@pytest.mark.parametrize(
    "typed", ["31/02/2026", "tháng ba", "2/3/79", "13.2", "1/1/0026", "31/12/9999", "٣/2/2026"]
)
def test_a_day_that_is_none_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(cells.BadCell):
        cells.date(typed)


def test_a_code_gets_back_the_zeros_that_a_spreadsheet_ate() -> None:
    read = cells.code(r"\d{5}", "mã xã", pad=5)

    assert read(4.0) == "00004"
    with pytest.raises(cells.BadCell):
        read("ba đình")


def test_a_choice_is_known_by_its_label_without_marks() -> None:
    read = cells.choice({"moh": "Ngành y tế", "police": "Công an"})

    assert read("nganh Y TE") == "moh"
    assert read("police") == "police"
