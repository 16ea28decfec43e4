"""A file on the screen: uploaded, looked at, tried, written, the bad rows taken home."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.statements import counted
from tuyen.platform.imports import actions
from tuyen.platform.imports.kinds import Kind
from tuyen.platform.imports.models import ImportRun
from tuyen.platform.outbox.deliver import run_due

pytestmark = pytest.mark.django_db

FILE = "Mã khoa,Tên khoa,Ghi chú\nK01,Nội,\nX,Sai,\n"


@pytest.fixture
def browser(home: Path, wards: Kind) -> Client:
    return browser_of(account_at(node("Bệnh viện mẫu"), "unit_administrator"))


def _upload(browser: Client, text: str = FILE, name: str = "khoa.csv") -> str:
    file = SimpleUploadedFile(name, text.encode())
    response = browser.post(reverse("imports:upload", args=["wards"]), {"file": file})
    assert response.status_code == 302
    return str(response["Location"])


def _check(browser: Client, run: ImportRun, **columns: str) -> int:
    told = {"column_0": "code", "column_1": "name", "column_2": "", **columns}
    return browser.post(reverse("imports:check", args=[run.id]), told).status_code


def test_the_preview_shows_guessed_columns_and_the_first_rows(browser: Client) -> None:
    shown = browser.get(_upload(browser)).content.decode()

    assert '<option value="code" selected>Mã khoa *</option>' in shown
    assert "<td>K01</td>" in shown


@pytest.mark.capability("G5")
def test_a_file_goes_from_upload_to_records(browser: Client, written: dict[str, int]) -> None:
    _upload(browser)
    run = ImportRun.objects.get()

    _check(browser, run)
    tried = browser.get(reverse("imports:run", args=[run.id])).content.decode()
    browser.post(reverse("imports:write", args=[run.id]))

    assert "Ghi 1 dòng" in tried
    assert set(written) == {"K01"}
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE
    assert not run.source_path.exists()
    assert browser.get(reverse("imports:errors", args=[run.id])).status_code == 200


def test_a_column_chosen_twice_is_said_beside_it(browser: Client) -> None:
    _upload(browser)
    run = ImportRun.objects.get()

    response = browser.post(
        reverse("imports:check", args=[run.id]), {"column_0": "code", "column_1": "code"}
    )

    assert response.status_code == 422
    assert "Đã chọn cho một cột khác" in response.content.decode()


def test_a_missing_column_is_named(browser: Client) -> None:
    _upload(browser)

    response_code = _check(browser, ImportRun.objects.get(), column_1="")

    assert response_code == 422


def test_a_file_that_is_no_table_stays_on_the_upload_page(browser: Client) -> None:
    file = SimpleUploadedFile("khoa.pdf", b"%PDF")

    response = browser.post(reverse("imports:upload", args=["wards"]), {"file": file})

    assert response.status_code == 422
    assert "Chỉ nhận tệp Excel" in response.content.decode()


def test_a_long_file_shows_progress_and_then_its_result(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE_ROWS", 1)
    _upload(browser)
    run = ImportRun.objects.get()
    _check(browser, run)

    waiting = browser.get(reverse("imports:run", args=[run.id])).content.decode()
    run_due()
    ended = browser.get(reverse("imports:progress", args=[run.id]))

    assert 'hx-trigger="every 2s"' in waiting
    assert ended.status_code == 302
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED


def test_nobody_else_sees_my_file(browser: Client) -> None:
    _upload(browser)
    run = ImportRun.objects.get()
    other = browser_of(account_at(node("Trạm khác"), "unit_administrator"))

    assert other.get(reverse("imports:run", args=[run.id])).status_code == 404
    assert other.get(reverse("imports:errors", args=[run.id])).status_code == 404


def test_the_pages_keep_to_few_statements(browser: Client) -> None:
    address = _upload(browser)

    for page in (reverse("imports:home"), address):
        with counted() as statements:
            browser.get(page)

        assert len(statements) <= 4


def test_the_template_is_there_for_every_kind(browser: Client) -> None:
    for kind in ("wards", "units", "staff"):
        assert browser.get(reverse("imports:template", args=[kind])).status_code == 200
