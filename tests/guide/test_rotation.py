"""A cardiologist exchanged one for one: both decisions, the guest's account, what it yields, how it was."""

import io
from contextlib import ExitStack
from typing import Any

import pytest
from PIL import Image

from tests.guide.conftest import Later
from tests.guide.player import Player, player
from tests.guide.test_care_whole import examine, register

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOST, STENT = "Bệnh viện Đa khoa tỉnh Lai Châu", "2.101"
DAYS = 30


@pytest.mark.capability("A9", where="/rotation/")
def test_one_for_one_with_an_account_for_the_days_of_the_turn(
    product: str, chromium: Any, later: Later
) -> None:
    with ExitStack() as together:
        names = ("tw.chidaotuyen", "bv.chidaotuyen", "tw.bacsi", "bv.chuyengia")
        upper, lower, guest, partner = (
            together.enter_context(player(chromium, product, each)) for each in names
        )
        turn = proposes(upper, named(guest), named(partner))
        assert HOST not in places_of(guest)

        decides(upper, "12/QĐ-BVTW")
        attaches_the_signed_paper(upper)
        lower.go("/rotation/?when=planned")
        lower.press(named(partner))
        decides(lower, "45/QĐ-BV")
        treats(guest)
        lower.go(turn)
        lower.look("dot-luan-phien")
        found = lower.page.locator("section", has_text="Kết quả, lấy từ hồ sơ").first.inner_text()
        with lower.page.expect_download() as saved:
            lower.press("Tải quyết định đã ký")
        judges(lower)
        lower.go("/rotation/")
        lower.look("ai-dang-o-dau")

        assert "1 ca" in found
        assert saved.value.suggested_filename.endswith(".png")
        assert lower.says(named(guest))
        assert lower.says(named(partner))
        for each in (upper, lower, guest, partner):
            assert not each.faults, each.faults
    with later(DAYS + 5) as address, player(chromium, address, "tw.bacsi") as home_again:
        assert HOST not in places_of(home_again)
    with player(chromium, product, "bv.chidaotuyen", "phone") as carried:
        carried.go("/rotation/")
        carried.look("ai-dang-o-dau")
        carried.go(turn)
        carried.look("dot-luan-phien")
        assert not carried.faults, carried.faults


def named(seen: Player) -> str:
    if seen.page.url == "about:blank":
        seen.go("/")
    return seen.name()


def places_of(seen: Player) -> str:
    """What stands on the page that asks where one works today."""
    seen.go("/")
    seen.page.locator("header summary").first.click()
    change = seen.page.locator("header a").filter(has_text="Đổi nơi làm việc")
    if not change.is_visible():
        return ""
    change.click()
    seen.reads("Bạn đang làm ở đâu?")
    said: str = seen.page.locator("main").inner_text()
    return said


def proposes(upper: Player, ours: str, theirs: str) -> str:
    """The path of our own person's turn."""
    upper.go("/rotation/")
    upper.press("Đổi một lấy một")
    upper.find("main input[type=text]", "lai chau", HOST)
    upper.press("Tiếp")
    upper.choose("Cán bộ của Bệnh viện Đa khoa Trung ương", f"{ours} · Bác sĩ")
    upper.choose(f"Cán bộ của {HOST}", f"{theirs} · Bác sĩ")
    upper.write("Từ ngày", "+0")
    upper.write("Đến ngày", f"+{DAYS}")
    upper.write("Vị trí công tác", "Bác sĩ tim mạch")
    upper.find("#id_technique", STENT)
    upper.key("Control+s")
    upper.reads("Chưa đồng ý")
    return upper.here()


def decides(office: Player, number: str) -> None:
    office.press("Ghi quyết định")
    office.write("Số quyết định", number)
    office.write("Người ký", "Giám đốc bệnh viện (mẫu)")
    office.key("Control+s")
    office.reads("Quyết định đã ký")


def attaches_the_signed_paper(office: Player) -> None:
    """A photograph of the paper."""
    taken = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(taken, "PNG")
    paper = {"name": "qd.png", "mimeType": "image/png", "buffer": taken.getvalue()}
    office.page.set_input_files("#file", paper)
    office.press("Đính kèm")
    office.reads("Tải quyết định đã ký")


def treats(guest: Player) -> None:
    """With the own account, at the host: a visit and a stent, in the host's chart."""
    assert HOST in places_of(guest)
    guest.press(HOST)
    name = "Giàng Thị Mẫu Tim"
    register(guest, name)
    examine(guest, "i20", "")
    guest.press(name)
    guest.press("Thủ thuật, phẫu thuật")
    guest.find("#id_code", STENT)
    guest.key("Control+s")
    guest.page.locator("main tbody tr").filter(has_text=STENT).first.wait_for()


def judges(office: Player) -> None:
    office.press("Đánh giá", "main .actions")
    office.pick("Hoàn thành xuất sắc")
    office.write("Nhận xét", "Tận tình, đã kèm hai bác sĩ.")
    office.key("Control+s")
    office.reads("Tận tình, đã kèm")
