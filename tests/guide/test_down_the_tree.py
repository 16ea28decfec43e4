"""A paper down the tree, played at both ends: who has not read it, proof, overdue, withdrawn."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.guide.player import Player, player
from tuyen.core import clock
from tuyen.platform.forms.tests.test_drawing_forms import PNG

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICE, DIRECTOR, STATION = "bv.chidaotuyen", "bv.giamdoc", "tram.bacsi"
UNIT = "Trạm Y tế xã Bình Lư"
LETTER = "Kiểm tra hộp chống sốc phản vệ"


@pytest.mark.capability("A13", where="/direction/directives/")
def test_eleven_of_twelve_have_read_it_and_the_twelfth_is_reminded_late_and_told_of_the_end(
    product: str, chromium: Any, elsewhere: Callable[..., str], tmp_path: Path
) -> None:
    """Sent to twelve by name; the one that has not read stands alone, is reminded, proves, is told."""
    photo = tmp_path / "hop-chong-soc.png"
    photo.write_bytes(PNG)
    with ExitStack() as together:
        office, director = (
            together.enter_context(player(chromium, product, each)) for each in (OFFICE, DIRECTOR)
        )
        station = together.enter_context(player(chromium, product, STATION, "phone"))
        letter = drafted(office)
        issued(director, letter)
        elsewhere("read_by_all_but", LETTER, UNIT)
        reminded(office, letter)
        duty = read_and_proved(station, elsewhere, photo)
        office.go(duty)
        office.reads("hop-chong-soc")
        office.reads("Làm muộn")
        office.press("Công nhận")
        office.reads("Đã công nhận")
        office.go(letter)
        office.reads("12/12")
        withdrawn(director, station, letter)
        for each in (office, director, station):
            assert not each.faults, each.faults


def drafted(office: Player) -> str:
    """Twelve stations ticked by name; one task with proof."""
    office.go("/direction/directives/new/")
    office.write("Trích yếu", LETTER)
    office.pick("Chọn từng đơn vị")
    office.page.locator("summary", has_text="Chọn từng đơn vị").click()
    picks = office.page.locator(".unit-picks label")
    stations = picks.filter(has_text="Trạm Y tế xã").filter(has_not_text=UNIT)
    for number in range(11):
        stations.nth(number).click()
    picks.filter(has_text=UNIT).click()
    office.page.locator("[name=ask_title_0]").fill("Chụp ảnh hộp chống sốc đủ cơ số")
    office.page.locator("[name=ask_due_0]").fill(f"{clock.today():%d/%m/%Y}")
    office.page.locator("label", has=office.page.locator("[name=ask_evidence_0]")).click()
    office.look("soan-van-ban")
    office.key("Control+s")
    office.reads("12 đơn vị")
    return office.here()


def issued(director: Player, letter: str) -> None:
    director.go(letter)
    director.press("Duyệt")
    director.press("Ban hành")
    director.key("Control+s")
    director.reads("Đã ban hành tới 12 đơn vị")


def reminded(office: Player, letter: str) -> None:
    """The page says how many have read, and who has not; one button reminds those alone."""
    office.go(letter)
    office.reads("11/12")
    office.press("Chưa đọc", "#units")
    assert office.page.locator("#units tbody tr").count() == 1
    assert UNIT in office.page.locator("#units tbody").inner_text()
    office.look("chua-doc")
    office.press("Nhắc 1 đơn vị chưa đọc")
    office.reads("Đã nhắc 1 đơn vị")


def read_and_proved(station: Player, elsewhere: Callable[..., str], photo: Path) -> str:
    """Read on a phone after the reminder; the task is past its day; done, with a photograph."""
    station.go("/direction/directives/?box=in")
    station.press(LETTER)
    station.reads("Đã được nhắc 1 lần")
    station.look("van-ban-den")
    station.press("Xác nhận đã đọc")
    station.reads("Đã ghi nhận bạn đã đọc")
    elsewhere("duties_fall_due", LETTER, "2")
    station.press("Chụp ảnh hộp chống sốc đủ cơ số")
    station.reads("Quá hạn")
    station.page.locator("[name=report]").fill("Đã kiểm tra, bổ sung 5 ống adrenalin.")
    station.page.locator("[name=evidence]").set_input_files(photo)
    station.press("Báo cáo đã làm")
    station.reads("Đã báo cáo với đơn vị ban hành")
    return station.here()


def withdrawn(director: Player, station: Player, letter: str) -> None:
    director.go(letter)
    director.press("Thu hồi")
    director.page.locator("[name=why]").fill("Trùng văn bản của Sở Y tế")
    director.key("Control+s")
    director.reads("Đã thu hồi và báo cho 12 đơn vị")
    station.go(letter)
    station.reads("Trùng văn bản của Sở Y tế")
    station.press("Đã biết, ngừng thực hiện")
    station.reads("Đã ghi nhận: ngừng thực hiện văn bản này")
