"""Supervision played by its users: planned by risk, filled in off line, mended late, shown late."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.guide.player import Player, player
from tuyen.core import clock
from tuyen.platform.forms.tests.test_drawing_forms import PNG

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICE, STATION, UNIT = "bv.chidaotuyen", "tram.bacsi", "Trạm Y tế xã Bình Lư"
PLAN = "Giám sát theo nguy cơ"


@pytest.mark.capability("A6", where="/direction/supervision/")
def test_a_round_from_the_risk_list_to_the_finding_that_was_closed_late(
    product: str, chromium: Any, elsewhere: Callable[..., str], tmp_path: Path
) -> None:
    """Planned by risk, joint team, checklist off line with a photo, minutes, mended late, trends."""
    photo = tmp_path / "hop-chong-soc.png"
    photo.write_bytes(PNG)
    with player(chromium, product, OFFICE) as office:
        planned(office)
        round_ = joint_team(office)
        assert not office.faults, office.faults
    with player(chromium, product, OFFICE, "phone") as phone:
        filled_in_off_line(phone, round_, photo)
        assert not phone.faults, phone.faults
    with (
        player(chromium, product, OFFICE) as office,
        player(chromium, product, STATION, "phone") as station,
    ):
        correction = concluded(office, station, round_)
        elsewhere("days_go_by", correction.split("/")[-2], "3")
        mended_late(office, station, correction)
        office.go("/direction/supervision/trends/")
        office.look("xu-huong-giam-sat")
        for each in (office, station):
            assert not each.faults, each.faults


def planned(office: Player) -> None:
    """The unit is ticked in the list by risk; the plan puts it on the calendar."""
    today = f"{clock.today():%d/%m/%Y}"
    office.go("/direction/supervision/units/")
    office.look("don-vi-can-den")
    office.page.get_by_label(UNIT, exact=True).check()
    office.write("Tên kế hoạch", PLAN)
    office.page.get_by_label("Từ ngày").fill(today)
    office.page.get_by_label("Đến ngày").fill(today)
    office.key("Control+s")
    office.reads("Đã lập kế hoạch")
    office.go("/direction/supervision/")
    office.look("lich-giam-sat")


def joint_team(office: Player) -> str:
    """Opened from the calendar; another body leads, its people are in the team."""
    day = office.page.locator(".calendar td.is-today")
    day.locator("a", has_text=UNIT).click()
    office.page.wait_for_load_state("load")
    office.press("Đổi lịch, đổi đoàn")
    office.write("Cơ quan khác chủ trì", "Công đoàn ngành y tế (mẫu)")
    office.write("Thành viên", "Thành viên mẫu A | Sở Y tế\nThành viên mẫu B | Công đoàn ngành")
    office.key("Control+s")
    office.reads("Công đoàn ngành y tế (mẫu)")
    assert office.says("Thành viên mẫu B")
    return office.here()


def filled_in_off_line(phone: Player, round_: str, photo: Path) -> None:
    """The link is cut: the page opens again, answers and photo are kept; back on line all comes once."""
    phone.go(round_)
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.press("Làm bảng kiểm")
    phone.page.reload()
    phone.page.context.set_offline(True)
    answered(phone, photo)
    phone.page.locator(".q-file-list img").wait_for()
    phone.page.wait_for_timeout(2500)  # the draft follows the last answer by a second and a half
    phone.page.locator("[data-save-state][data-state=local]").wait_for()
    phone.page.reload()
    phone.reads("Mất mạng")
    phone.page.locator(".q-file-list img").wait_for()
    phone.look("bang-kiem")
    phone.page.get_by_role("button", name="Nộp bảng kiểm").click()
    phone.reads("Đã giữ trên máy này")
    posts: list[str] = []
    phone.page.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
    phone.faults.clear()  # the browser itself writes a line for every failed request
    phone.page.context.set_offline(False)
    phone.reads("Đã gửi 1 phiếu chờ")
    phone.go(round_)
    assert sum(url.endswith("/checklist/") for url in posts) == 1
    assert sum("/forms/files/" in url for url in posts) == 1
    phone.look("dot-giam-sat")
    assert phone.page.locator("main img").count() == 1


def answered(phone: Player, photo: Path) -> None:
    """All is in order but the oxygen cylinder."""
    for met in phone.page.locator("main label:has(input[value=met]):visible").all():
        met.click()
    for name, said in (("emergency_oxygen", "no"), ("drugs_expired", "no")):
        phone.page.locator(f"label:has(input[name='a:{name}'][value={said}])").click()
    phone.page.locator("[data-files] input[type=file]").first.set_input_files(photo)


def concluded(office: Player, station: Player, round_: str) -> str:
    """The finding gets its grade, owner and deadline; the minutes make it the unit's work."""
    office.go(round_)
    office.press("Có bình ô-xy")
    office.pick("Lớn")
    office.write("Việc phải làm", "Mua bình ô-xy, thử áp lực")
    office.write("Người chịu trách nhiệm", "Trưởng trạm (mẫu)")
    office.write("Hạn", f"{clock.today():%d/%m/%Y}")
    office.key("Control+s")
    office.reads("Mua bình ô-xy, thử áp lực")
    office.write("Kết luận của đoàn", "Trạm làm đúng, thiếu bình ô-xy.")
    office.write("Ý kiến của đơn vị", "Xin khắc phục trong tuần.")
    office.write("Số biên bản", "01/BB-LN")
    office.key("Control+s")
    office.reads("Đã kết luận")
    office.look("bien-ban-giam-sat")
    pdf = office.page.request.get(f"{office.address}{round_}minutes.pdf")
    assert pdf.body().startswith(b"%PDF")
    station.go("/tasks/")
    station.press("Mua bình ô-xy")
    station.reads("Báo đã khắc phục")
    return station.here()


def mended_late(office: Player, station: Player, correction: str) -> None:
    """Three days after the deadline; the proof is accepted, and it stays late for both."""
    office.go("/direction/supervision/findings/?state=overdue")
    office.reads("Quá hạn 3 ngày")
    station.go(correction)
    station.reads("Quá hạn 3 ngày")
    station.write("Đã làm gì", "Đã mua, có hóa đơn.")
    station.key("Control+s")
    station.reads("Đã báo khắc phục")
    office.go(correction)
    office.write("Nhận xét", "Đã xem ảnh và hóa đơn")
    office.key("Control+s")
    office.reads("Đóng muộn 3 ngày")
    office.look("ton-tai")
    station.go(correction)
    assert station.says("Đóng muộn 3 ngày")
    office.go("/direction/supervision/findings/?state=late")
    assert office.says("Có bình ô-xy")
