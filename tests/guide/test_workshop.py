"""A workshop of two hundred and twenty, played from the invitation to the task that came of it."""

from typing import Any

import pytest

from tests.guide.player import Player, player
from tuyen.core import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICE, STATION = "bv.chidaotuyen", "tram.bacsi"
UNIT = "Trạm Y tế xã Bình Lư"
WORKSHOP = "Hội thảo chất lượng trạm y tế"
TASK = "Lập danh sách máy hỏng"


@pytest.mark.capability("A12", where="/direction/gatherings/")
def test_a_workshop_of_two_hundred_and_twenty_ends_in_a_task_that_is_done(
    product: str, chromium: Any
) -> None:
    """Sites, delegation, invitations, attendance by code and by list, a conclusion, the minutes."""
    with (
        player(chromium, product, OFFICE) as office,
        player(chromium, product, STATION, "phone") as station,
    ):
        workshop = called(office)
        station.go(workshop)
        station.press("Sẽ dự")
        station.reads("Đã trả lời giấy mời")
        attended(office, station, workshop)
        concluded(office, workshop)
        station.go("/direction/gatherings/conclusions/")
        station.press(TASK)
        station.page.locator("[name=report]").fill("Có 14 máy hỏng ở 9 trạm.")
        station.press("Báo cáo đã làm")
        station.reads("Đã báo cáo với đơn vị tổ chức")
        office.go("/direction/gatherings/conclusions/?state=done")
        office.reads(TASK)
        pdf = office.page.request.get(f"{office.address}{workshop}minutes.pdf")
        assert pdf.body().startswith(b"%PDF")
        for each in (office, station):
            assert not each.faults, each.faults


def called(office: Player) -> str:
    """Everybody below is invited, each a site of its own."""
    office.go("/direction/gatherings/")
    office.press("Lập buổi mới")
    office.page.locator("[name=title]").fill(WORKSHOP)
    office.pick("Hội thảo")
    office.pick("Trực tiếp và trực tuyến")
    office.page.locator("[name=day]").fill(f"{clock.today():%d/%m/%Y}")
    office.write("Bắt đầu lúc", "8h")
    office.write("Chủ trì", "Giám đốc (mẫu)")
    office.write("Thành phần đoàn", "Trưởng phòng Chỉ đạo tuyến (mẫu)\nĐiều dưỡng trưởng (mẫu)")
    office.key("Control+s")
    office.press("Mời")
    office.pick("Mọi đơn vị trực thuộc và được chỉ đạo")
    office.pick("Mỗi đơn vị là một điểm cầu")
    office.key("Control+s")
    office.reads("Đã mời")
    return office.here()


def attended(office: Player, station: Player, workshop: str) -> None:
    """One by the code on the wall, from a phone; the rest by a list of the main site."""
    office.press("Mã điểm danh")
    office.look("ma-diem-danh")
    code = office.page.locator(".code-big").inner_text().strip()
    station.press("Điểm danh")
    station.write("Mã", code)
    station.look("diem-danh")
    station.press("Tôi có mặt")
    station.reads("Đã điểm danh")
    office.go(f"{workshop}people/")
    office.press("Ghi danh sách")
    names = "\n".join(f"Đại biểu {n}; Điều dưỡng" for n in range(1, 220))
    office.page.locator("[name=names]").fill(names)
    office.key("Control+s")
    office.reads("Đã ghi 219 người")
    office.go(workshop)
    office.reads("220")


def concluded(office: Player, workshop: str) -> None:
    """What is agreed becomes the task of whoever answers for it; then the minutes are closed."""
    office.page.locator("[name=text]").fill(TASK)
    office.write("Đơn vị chịu trách nhiệm", UNIT)
    office.page.locator("[role=option]", has_text=UNIT).first.click()
    office.page.locator("form", has=office.page.locator("[name=text]")).locator(
        "[name=due_on]"
    ).fill("+14")
    office.press("Giao kết luận")
    office.reads("Đã giao kết luận thành việc của đơn vị")
    office.look("hoi-thao")
    office.page.locator("[name=discussion]").fill(
        "Thống nhất lập danh sách trước khi xin kinh phí."
    )
    office.key("Control+s")
    office.reads("Đã chốt biên bản")
