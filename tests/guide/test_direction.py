"""Direction of the lower units: pictures of its rooms; a directive and a call played from both ends."""

from contextlib import ExitStack
from typing import Any

import pytest

from tests.guide.player import Player, player
from tests.guide.test_care import looked_at, open_first
from tests.guide.test_guide import SIZES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LETTER = "Tăng cường phòng chống dịch mùa đông"


@pytest.mark.capability("A3", "A5", where="/direction/")
@pytest.mark.parametrize("size", SIZES)
def test_the_direction_office_looks_at_its_rooms(product: str, chromium: Any, size: str) -> None:
    """Board, surveys, needs by topic, matrix of techniques, courses, agreements, requests, forms."""
    with player(chromium, product, "bv.chidaotuyen", size) as seen:
        looked_at(
            seen,
            ("/direction/", "chi-dao"),
            ("/capability/", "khao-sat"),
            ("/capability/needs/", "nhu-cau"),
            ("/techniques/", "ky-thuat"),
            ("/training/", "dao-tao"),
            ("/direction/agreements/", "hop-tac"),
            ("/direction/support/", "ho-tro"),
            ("/forms/", "bieu-mau"),
        )
        assert not seen.faults, seen.faults
    with player(chromium, product, "tram.bacsi", size) as seen:
        looked_at(seen, ("/direction/our-unit/", "don-vi-chung-toi"))
        assert not seen.faults, seen.faults


@pytest.mark.capability("A3", where="/capability/")
@pytest.mark.parametrize("size", SIZES)
def test_a_survey_its_gaps_and_its_needs(product: str, chromium: Any, size: str) -> None:
    """From the campaign to the answers of one unit and the gaps beside the year before."""
    with player(chromium, product, "bv.chidaotuyen", size) as seen:
        seen.go("/capability/")
        open_first(seen)
        seen.look("dot-khao-sat")
        open_first(seen)
        seen.look("phieu-khao-sat")

        assert seen.says("Khoảng trống")
        assert not seen.faults, seen.faults


@pytest.mark.capability("A8", where="/direction/hotline/")
@pytest.mark.parametrize("size", SIZES)
def test_the_hotline_is_answered_and_written_down(product: str, chromium: Any, size: str) -> None:
    """It rings, somebody picks up, what was asked and advised is saved."""
    with player(chromium, product, "bv.chidaotuyen", size) as seen:
        seen.go("/direction/hotline/")
        seen.look("duong-day-nong")
        seen.press("Chuông reo")
        seen.press("Nghe máy")
        seen.write("Người gọi", "Trạm trưởng mẫu")
        seen.page.locator("[name=question]").fill("Trẻ sốt co giật, xử trí thế nào?")
        answer(seen)
        seen.look("cuoc-goi")
        seen.key("Control+s")
        seen.reads("Trạm trưởng mẫu")

        assert not seen.faults, seen.faults


def answer(seen: Player) -> None:
    seen.page.locator("[name=advice]").fill("Nằm nghiêng, hạ sốt, chuyển ngay khi co giật lại.")
    seen.page.locator("label:has(input[name=outcome])").first.click()


@pytest.mark.capability("A13", where="/direction/directives/")
def test_a_directive_is_approved_issued_and_read(product: str, chromium: Any) -> None:
    """Drafted by the office, approved and issued by the director, read at a station."""
    with ExitStack() as together:
        names = ("bv.chidaotuyen", "bv.giamdoc", "tram.bacsi")
        office, director, station = (
            together.enter_context(player(chromium, product, each)) for each in names
        )
        office.go("/direction/directives/new/")
        office.write("Trích yếu", LETTER)
        office.key("Control+s")
        office.reads("Bản thảo chờ lãnh đạo duyệt")
        letter = office.here()
        director.go(letter)
        director.press("Duyệt")
        director.press("Ban hành")
        director.key("Control+s")
        director.reads("Đã ban hành tới")
        director.look("van-ban")
        station.go("/direction/directives/?box=in")
        station.press(LETTER)
        station.reads("Xác nhận đã đọc")
        station.key("Control+s")
        station.page.locator("main li", has_text=station.name()).first.wait_for()
        office.go(f"{letter}?state=read")

        assert office.says(station.name())
        for each in (office, director, station):
            assert not each.faults, each.faults
