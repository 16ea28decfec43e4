"""Two short ways played: a broken machine to a need of the standard; a plan to the log and the workload."""

from typing import Any

import pytest

from tests.guide.player import Player, player
from tuyen.core import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.capability("F3", where="/equipment/")
def test_a_machine_breaks_is_mended_and_what_is_short_becomes_a_need(
    product: str, chromium: Any
) -> None:
    """Reported broken, mended, held against the standard; what is short stands among the needs."""
    with player(chromium, product, "tram.bacsi") as station:
        station.go("/equipment/?own=1")
        register = station.here().split("?")[0]
        station.page.locator("main a.row-link").first.click()
        station.page.wait_for_load_state("load")
        broken_and_mended(station)
        station.go(f"{register}standard/")
        station.look("dinh-muc-thiet-bi")

        short = station.page.locator("tr", has_text="Thiếu").last.locator("td.main").inner_text()
        with station.page.expect_navigation():
            station.press("Đưa các mục thiếu vào nhu cầu")
        assert station.says("Đã có trong nhu cầu")
        station.go(f"{register}needs/".replace("/equipment/", "/capability/"))

        assert station.says(short.split("\n")[0].removesuffix(" phòng"))
        assert not station.faults, station.faults


def broken_and_mended(station: Player) -> None:
    station.page.locator("summary", has_text="Báo hỏng").click()
    station.write("Hỏng thế nào", "Bật không lên nguồn")
    station.press("Báo hỏng", "details form")
    station.reads("Bật không lên nguồn")
    assert station.says("Hỏng")
    station.page.locator("summary", has_text="Ghi đã sửa").first.click()
    station.write("Sửa xong ngày", f"{clock.today():%d/%m/%Y}")
    station.write("Đã sửa gì", "Thay dây nguồn")
    station.press("Lưu", "details[open] form")
    station.reads("Thay dây nguồn")
    assert station.says("Đã sửa")


@pytest.mark.capability("A2", where="/direction/plans/")
@pytest.mark.capability("A10", where="/direction/agreements/")
@pytest.mark.capability("E2", where="/training/hours/")
def test_a_plan_is_followed_in_the_log_and_the_workload_shows_it(
    product: str, chromium: Any
) -> None:
    """Planned, approved, logged, summed by unit; the paper near its end, and who falls short of hours."""
    with player(chromium, product, "bv.chidaotuyen") as office:
        planned(office)
        logged(office)
        office.go("/direction/plans/work/")
        assert office.says("Trung tâm Y tế khu vực")
        office.look("cong-viec-chi-dao")

        office.go("/direction/agreements/?state=expiring")
        assert office.says("PL02/QCPH-CĐYT") or office.says("01/QCPH-CĐYT")
        office.go("/training/hours/")
        assert office.says("Dự kiến cuối kỳ")
        assert not office.faults, office.faults


def planned(office: Player) -> None:
    office.go("/direction/plans/new/")
    office.choose("Kỳ", "Quý 4")
    office.write("Tên kế hoạch", "Kế hoạch quý IV chơi thử")
    office.key("Control+s")
    office.reads("Kế hoạch quý IV chơi thử")
    office.write("Nội dung", "Cầm tay chỉ việc siêu âm")
    office.write("Ngày công", "2")
    office.key("Control+s")
    office.reads("Cầm tay chỉ việc siêu âm")
    office.press("Duyệt")
    office.reads("Đã duyệt")


def logged(office: Player) -> None:
    office.go("/direction/plans/log/new/")
    office.write("Ngày", f"{clock.today():%d/%m/%Y}")
    office.write("Nội dung", "Cầm tay chỉ việc siêu âm, buổi đầu")
    office.write("Ngày công", "1,5")
    office.page.get_by_label("Theo kế hoạch").select_option(index=1)
    office.key("Control+s")
    office.reads("Cầm tay chỉ việc siêu âm, buổi đầu")
    office.look("nhat-ky-chi-dao")
