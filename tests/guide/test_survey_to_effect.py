"""Ultrasound at a station, played by everybody it takes: survey, gap, need, plan, course, certificate, and
the next survey that shows the gap closed."""

import re
from contextlib import ExitStack
from typing import Any

import pytest

from tests.guide.player import Player, player
from tests.guide.screen import Screen
from tuyen.core import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOPIC, PAPER = "Chứng chỉ siêu âm", "Siêu âm ổ bụng cơ bản"
LINE, LESSON = "Lớp siêu âm cho trạm y tế", "Thực hành siêu âm gan, mật"
NOT_IN_A_REGISTER = ("Đang làm siêu âm ổ bụng", "Đang làm điện tâm đồ", "Đang đỡ đẻ thường")
RIGHT = (
    "Cong, 2–5 MHz",
    "Trống âm",
    "Nốt tăng âm kèm bóng cản",
    "Khoảng 6 giờ",
    "Gan và thận phải",
)
# What a telephone's camera reads, with the decoder that the product itself carries.
CAMERA = """async (drawn) => {
  const from = '/static/vendor/qr-scanner-1.4.2/qr-scanner.min.js';
  const { default: Decoder } = await import(from);
  const picture = new Image();
  picture.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(drawn);
  await picture.decode();
  const sheet = document.createElement('canvas');
  sheet.width = sheet.height = 400;
  const pen = sheet.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, 400, 400);
  pen.drawImage(picture, 20, 20, 360, 360);
  return (await Decoder.scanImage(sheet, { returnDetailedScanResult: true })).data;
}"""

SHOWN = "(code) => new XMLSerializer().serializeToString(code)"


@pytest.mark.capability("A3", "A4", "E3", where="/capability/")
def test_a_gap_of_the_survey_is_closed_in_the_next(product: str, chromium: Any) -> None:
    with ExitStack() as together:
        station, office, telephone = (
            together.enter_context(player(chromium, product, name, size))
            for name, size in (
                ("tram.bacsi", "desk"),
                ("bv.chidaotuyen", "desk"),
                ("tram.bacsi", "phone"),
            )
        )
        assert answers_the_survey(station) == "0"
        asks_for_what_lacks(station)
        plans_it(office)
        course = opens_a_course(office)
        enrols(station)
        is_present(office, telephone, course)
        passes_the_test(telephone)
        certificate = certifies(office, course)
        is_genuine(chromium, product, certificate)
        surveys_again(office)

        assert answers_the_survey(station) == "1"
        shown = line_of(station, TOPIC)
        station.look("khoang-trong-da-het")
        office.go("/capability/plans/")
        office.press("Kế hoạch chỉ đạo tuyến")

        assert "Đã hết" in shown
        assert "Đã hết 1" in line_of(office, LINE)
        for each in (station, office, telephone):
            assert not each.faults, each.faults


def line_of(seen: Player, words: str) -> str:
    """The line of a list that says so."""
    said: str = seen.page.locator("main tr").filter(has_text=words).first.inner_text()
    return said


def answers_the_survey(station: Player) -> str:
    """From the board of the unit; the registers have filled in how many are certified."""
    station.go("/direction/our-unit/")
    station.press("Phiếu khảo sát phải trả lời")
    station.press("Trả lời phiếu")
    known: str = station.page.get_by_label("Số người có chứng chỉ siêu âm").input_value()
    for question in NOT_IN_A_REGISTER:
        asked = station.page.locator(".q").filter(has_text=question).last
        asked.locator("label").filter(has_text="Không").last.click()
    station.key("Control+s")
    station.reads("Khoảng trống")
    return known


def asks_for_what_lacks(station: Player) -> None:
    """One click on the gap."""
    gap = station.page.locator("main tr").filter(has_text=TOPIC)
    gap.get_by_role("button", name="Đưa vào nhu cầu").click()
    gap.get_by_text("Chờ xem xét").wait_for()


def plans_it(office: Player) -> None:
    """The topic goes into a new plan of the year, which is approved."""
    office.go("/capability/needs/")
    office.press(TOPIC)
    office.press("Lập kế hoạch năm")
    office.press("Lập kế hoạch")
    office.reads("Đưa vào kế hoạch")
    office.write("Việc sẽ làm", LINE)
    office.write("Kinh phí", "60.000.000")
    office.key("Control+s")
    office.write("Số quyết định phê duyệt", "15/KH-BV")
    office.press("Duyệt kế hoạch")
    office.reads("60.000.000")
    office.press(LINE)
    office.look("viec-trong-ke-hoach")


def opens_a_course(office: Player) -> str:
    """The programme gets its test; the course takes over the needs with their units, and has a lesson."""
    line = office.here()
    office.go("/training/programmes/")
    office.press(PAPER)
    office.choose("Bài kiểm tra", "Bài kiểm tra: siêu âm ổ bụng cơ bản")
    office.key("Control+s")
    office.reads("Đã lưu")
    office.go(line)
    office.press("Mở khóa học cho việc này")
    office.write("Khai giảng", "+0")
    office.write("Bế giảng", "+0")
    office.key("Control+s")
    office.reads("Lịch học")
    course = office.here()
    office.press("Thêm buổi")
    office.write("Giờ bắt đầu", f"{clock.now().astimezone(clock.VIETNAM):%H:%M}")
    office.write("Số phút", "120")
    office.write("Bài học", LESSON)
    office.key("Control+s")
    office.reads(LESSON)
    office.press("Mở đăng ký")
    office.reads("Đang mở")
    office.go(line)
    office.reads("Khóa học của việc này")
    return course


def enrols(station: Player) -> None:
    station.go("/direction/our-unit/")
    station.press("Khóa học đang mở")
    station.press(PAPER)
    station.press("Cử học viên")
    station.page.get_by_label("Nhân viên").select_option(index=1)
    station.press("Đăng ký")
    station.reads("Rút tên")


def is_present(office: Player, telephone: Player, course: str) -> None:
    """The trainee's own telephone reads the code on the lecturer's screen."""
    office.go(course)
    office.press(LESSON)
    office.reads("Mã điểm danh")
    office.look("diem-danh")
    code = office.page.locator(".presence-code svg").evaluate(SHOWN)
    telephone.go("/persons/scan/")  # the page whose policy lets the decoder's worker run
    telephone.page.goto(telephone.page.evaluate(CAMERA, code))
    telephone.press("Tôi có mặt")
    telephone.reads("Làm bài kiểm tra")
    office.page.reload()
    office.reads("quét mã")


def passes_the_test(telephone: Player) -> None:
    telephone.press("Làm bài kiểm tra")
    for answer in RIGHT:
        telephone.pick(answer)
    telephone.press("Nộp bài")
    telephone.reads("điểm 10")
    telephone.look("dao-tao-cua-toi")


def certifies(office: Player, course: str) -> str:
    """→ address of the page that says whether it is genuine."""
    office.go(course)
    office.press("Kết quả, chứng chỉ")
    office.write("Người ký", "Giám đốc bệnh viện (mẫu)")
    office.press("Cấp chứng chỉ cho người")
    office.reads("1 chứng chỉ đã cấp")
    office.press("Kết thúc khóa học")
    office.reads("Đã kết thúc")
    office.press("Kết quả, chứng chỉ")
    office.page.locator("main td.end a").first.click()
    check = office.page.get_by_role("link", name="Trang kiểm tra")
    check.wait_for()
    address: str = check.get_attribute("href")
    return address


def is_genuine(chromium: Any, product: str, certificate: str) -> None:
    """Somebody without any account looks at the page behind the code."""
    context = chromium.new_context(locale="vi-VN")
    stranger = Screen(context.new_page(), product, "desk")
    stranger.go(certificate)
    stranger.look("kiem-tra-chung-chi")
    said = stranger.page.locator("main").inner_text()
    context.close()

    assert "Còn giá trị" in said
    assert re.search(r"\b([A-ZĐ]\.){2,5}", said)  # initials, no name
    assert not stranger.faults, stranger.faults


def surveys_again(office: Player) -> None:
    year = clock.today().year + 1
    office.go("/capability/campaigns/new/")
    office.write("Tên đợt khảo sát", f"Khảo sát năng lực trạm y tế năm {year}")
    office.write("Năm", str(year))
    office.write("Hạn trả lời", "+30")
    office.key("Control+s")
    office.press("Gửi xuống các đơn vị")
    office.reads("Gửi thêm đơn vị mới")
