"""Photographs taken on a phone without network: weighed, sent small, the original last, then deleted."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tuyen.domains.clinic.tests.test_budgets import Hands
from tuyen.domains.teleconsult.tests.conftest import Network
from tuyen.domains.teleconsult.tests.test_budgets import hands_of
from tuyen.domains.teleconsult.tests.test_photos import jpeg
from tuyen.platform.accounts.models import Account
from tuyen.platform.attachments.models import Upload
from tuyen.record.models import Consult, ConsultStep, Document, QuestionnaireResponse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("TUYEN_SHOTS", "")


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "blobs"


@pytest.fixture
def photos(tmp_path: Path) -> list[str]:
    """Two of a telephone, some hundred kilobytes each."""
    paths = [tmp_path / f"anh-{number}.jpg" for number in (1, 2)]
    for number, path in enumerate(paths):
        path.write_bytes(jpeg(3000, seed=number))
    return [str(path) for path in paths]


@pytest.fixture
def station(live_server: Any, chromium: Any, station_account: Account) -> Iterator[Hands]:
    context = hands_of(live_server, chromium, station_account)
    yield Hands(context.new_page(), live_server.url)
    context.close()


def shot(page: Any, name: str) -> None:
    """For whoever looks at the pages: TUYEN_SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")
        page.set_viewport_size({"width": 390, "height": 844})
        page.screenshot(path=f"{SHOTS}/{name}-phone.png", full_page=True)
        page.set_viewport_size({"width": 1366, "height": 768})


def test_photos_of_a_question_asked_off_line(
    station: Hands, visit_id: Any, photos: list[str]
) -> None:
    page = station.page
    station.go(reverse("teleconsult:ask", args=[visit_id]))
    page.fill("#id_question", "Vết thương này có cần khâu không?")
    page.check("input[name=is_informed]")
    page.context.set_offline(True)

    # what will be sent is said before it is: small ones, and the originals after them
    page.set_input_files("[data-files] input[type=file]", photos)
    page.wait_for_selector("[data-weight]:has-text('; 2 ảnh, khoảng')")
    assert "ảnh gốc" in page.inner_text("[data-weight]")
    states = page.locator(".photo-state").all_inner_texts()
    assert [("chờ gửi" in each, "gửi sau" in each) for each in states] == [(True, True)] * 2
    shot(page, "ask-photos")
    station.press("Control+s")
    page.wait_for_selector("text=giữ trên máy này")
    assert not Consult.objects.exists()

    # the line is back: small pictures, then the question, then the originals
    page.context.set_offline(False)
    page.wait_for_selector(".toast-line:has-text('đã gửi')", timeout=40_000)
    answer = QuestionnaireResponse.objects.get().answers["photos"]
    small = sum(each["size_bytes"] for each in answer)
    whole = sum(Path(each).stat().st_size for each in photos)
    assert small < whole / 2
    case = Consult.objects.get()
    station.go(reverse("teleconsult:case", args=[case.id]))
    page.wait_for_selector(
        "[data-originals-list] li:has-text('xóa được') + li:has-text('xóa được')", timeout=60_000
    )
    assert Document.objects.filter(size_bytes__gt=small / 2).count() == 2
    assert Upload.objects.exclude(finished_at=None).count() == 2

    # what the server has may leave this device
    shot(page, "case-originals")
    for left in (1, 0):
        page.locator("[data-originals-list] li button").first.click()
        page.wait_for_selector(f"[data-originals-list] li >> nth={left}", state="detached")
    page.reload()
    assert page.locator("text=Xem ảnh gốc").count() == 2
    shot(page, "case-pictures")
    assert not station.faults


def test_pictures_side_by_side_by_keyboard(
    station: Hands, consult: Consult, asker: Any, network: Network, photos: list[str]
) -> None:
    page = station.page
    station.go(reverse("teleconsult:case", args=[consult.id]))
    page.set_input_files(".say-form input[type=file]", photos)
    page.wait_for_selector(".say-form .photo-state:has-text('đã gửi trước') >> nth=1")
    page.click(".say-form button")
    page.wait_for_selector("[data-picture] >> nth=1")
    assert len(ConsultStep.objects.get(kind="say").document_ids) == 2

    page.focus("[data-picture] a")
    for key in (" ", "ArrowRight", " ", "c"):
        station.press(key)
    page.wait_for_selector("dialog[open] .panes figure >> nth=1")
    page.wait_for_load_state("networkidle")
    for key in ("+", "+", "ArrowRight"):
        station.press(key)
    moved = page.eval_on_selector_all(".panes img", "all => all.map(one => one.style.transform)")
    assert moved[0] == moved[1] == "translate(-60px, 0px) scale(1.5625)"
    shot(page, "side-by-side")
    station.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert not station.faults
