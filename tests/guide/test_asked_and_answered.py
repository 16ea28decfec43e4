"""What the lower units ask, played from both ends: a call that becomes a request, a difficulty of thirty."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from tests.guide.player import Player, player
from tuyen.core import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICE, STATION, DEPARTMENT = "bv.chidaotuyen", "tram.bacsi", "soyte"
UNIT, HOSPITAL, PHONE = "Trạm Y tế xã Bình Lư", "Bệnh viện Đa khoa tỉnh Lai Châu", "0213 000 0018"
REQUEST = "Cử tổ chống dịch xuống bản"
SCANNER, WHY_NOT = "Mượn máy siêu âm xách tay", "Máy đang sửa, xin hỏi Trung tâm Y tế khu vực."
TWICE = "Nhập một số liệu vào hai phần mềm"
CASE = "Hai phần mềm cho một số liệu"


@pytest.mark.capability("A8", where="/direction/hotline/")
@pytest.mark.capability("A11", where="/direction/support/")
def test_a_call_becomes_a_request_that_is_answered_and_closed(product: str, chromium: Any) -> None:
    """Rung, picked up, saved as a request, answered, rated on a phone; another declined with its reason."""
    with (
        player(chromium, product, OFFICE) as office,
        player(chromium, product, STATION, "phone") as station,
    ):
        request = called(office)
        office.page.locator("[name=answer]").fill("Tổ ba người, 14 giờ có mặt tại bản.")
        office.key("Control+s")
        office.reads("Đã trả lời")
        office.look("tra-loi-ho-tro")
        station.go("/direction/our-unit/")
        station.press(REQUEST)
        station.reads("Tổ ba người, 14 giờ có mặt tại bản.")
        station.look("ho-tro-da-tra-loi")
        station.pick("5")
        station.write("Nhận xét", "Đến đúng giờ")
        station.press("Đóng")
        office.go(request)
        office.reads("5/5 · Đến đúng giờ")
        called_back(office)
        declined(office, station)
        for each in (office, station):
            assert not each.faults, each.faults


def called(office: Player) -> str:
    """The number finds the caller; saving leads straight to the request, filled in from the call."""
    office.go("/direction/hotline/")
    office.key("n")
    office.key("n")
    office.page.get_by_label("Số gọi đến").press_sequentially(PHONE)
    office.page.locator("#callers label", has_text=UNIT).wait_for()
    office.write("Hỏi gì", "Ba ca tiêu chảy trong một bản")
    office.pick("Cử")
    office.page.locator("[name=advice]").fill("Cách ly, bù nước; sẽ cử tổ xuống.")
    office.write("Hẹn gọi lại ngày", f"{clock.today():%d/%m/%Y}")
    office.press("Lưu, lập đề nghị hỗ trợ")
    assert office.page.locator("[name=title]").input_value() == "Ba ca tiêu chảy trong một bản"
    office.look("lap-de-nghi")
    office.page.locator("[name=title]").fill(REQUEST)
    office.pick("Dịch bệnh")
    office.key("Control+s")
    office.reads("từ đường dây nóng")
    return office.here()


def called_back(office: Player) -> None:
    office.go("/direction/hotline/?which=follow_up")
    office.press(UNIT)
    office.write("Kết quả gọi lại", "Bản ổn, không ca mới")
    office.press("Đã gọi lại")
    office.reads("Bản ổn, không ca mới")


def declined(office: Player, station: Player) -> None:
    """Whoever cannot help says why; the one who asked reads it and may ask elsewhere."""
    station.go("/direction/support/")
    station.press("Đề nghị mới")
    station.choose("Gửi đến", HOSPITAL)
    station.pick("Trang thiết bị")
    station.write("Cần hỗ trợ việc gì", SCANNER)
    station.press("Gửi")
    station.reads(SCANNER)
    office.go(station.here())
    office.page.locator("summary", has_text="Không giúp được?").click()
    office.page.locator("#id_declined").fill(WHY_NOT)
    office.press("Từ chối", "details form")
    office.reads("Bị từ chối")
    station.page.reload()
    station.reads(WHY_NOT)
    assert station.says("Gửi nơi khác")
    station.look("ho-tro-bi-tu-choi")


@pytest.mark.capability("A14", where="/direction/difficulties/")
def test_a_difficulty_of_thirty_stations_goes_up_is_answered_once_and_closes_at_the_last(
    product: str, chromium: Any, elsewhere: Callable[..., str]
) -> None:
    """Raised by thirty, grouped by the hospital, answered by the department, solved at each."""
    elsewhere("raised_by", "29", TWICE)
    with ExitStack() as together:
        office, department = (
            together.enter_context(player(chromium, product, each)) for each in (OFFICE, DEPARTMENT)
        )
        station = together.enter_context(player(chromium, product, STATION, "phone"))
        difficulty = raised(station)
        case = grouped(office)
        answered_above(department)
        station.go(difficulty)
        station.reads("Từ tháng sau chỉ nhập một lần")
        elsewhere("settled_by_all_but_one", TWICE)
        office.go(case)
        office.reads("29 đã giải quyết")
        station.press("Đã giải quyết")
        station.reads("Đã ghi")
        office.go(case)
        office.reads("30 đã giải quyết")
        office.look("van-de-chung")
        assert "Đã xong" in office.page.locator("main .page-head").inner_text()
        for each in (office, department, station):
            assert not each.faults, each.faults


def raised(station: Player) -> str:
    station.go("/direction/difficulties/")
    station.press("Nêu khó khăn")
    station.write("Khó khăn là gì", TWICE)
    station.pick("Phần mềm")
    station.write("Kiến nghị cấp trên làm gì", "Liên thông hai phần mềm")
    station.choose("Gửi tới", HOSPITAL)
    station.look("neu-kho-khan")
    station.press("Gửi cấp trên")
    station.reads("Hạn trả lời")
    return station.here()


def grouped(office: Player) -> str:
    """Thirty lines of one topic are ticked at once; beyond the hospital's powers they go up."""
    office.go("/direction/difficulties/")
    office.press("Gom lại")
    office.page.locator("main nav a", has_text="Phần mềm").click()
    office.page.wait_for_load_state("load")
    office.pick("Chọn tất cả các dòng đang hiện")
    office.write("Tên vấn đề chung", CASE)
    office.look("gom-kho-khan")
    office.key("Control+s")
    office.reads("30 đơn vị")
    case = office.here()
    office.write("Vì sao, đề xuất gì", "Cần Sở thống nhất với cơ quan bảo hiểm")
    office.press("Chuyển lên cấp trên")
    office.reads("Đã chuyển lên cấp trên")
    return case


def answered_above(department: Player) -> None:
    department.go("/direction/difficulties/cases/")
    department.press(CASE)
    department.write("Trả lời chung cho mọi đơn vị", "Từ tháng sau chỉ nhập một lần.")
    department.key("Control+s")
    department.reads("Đã trả lời chung cho 30 đơn vị")
