"""A good model with a counted figure, played by who proposes, who recognises and who takes it up."""

from typing import Any

import pytest

from tests.guide.player import Player, player
from tuyen.core import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICE, STATION, CENTRE = "bv.chidaotuyen", "tram.bacsi", "tt.bacsi"
MODEL = "Hẹn tái khám ngay khi cấp thuốc"


@pytest.mark.capability("A15", where="/direction/good-models/")
def test_a_good_model_is_proved_by_the_programs_own_count_and_taken_up_elsewhere(
    product: str, chromium: Any
) -> None:
    """Proposed with a counted indicator, recognised, visited, adopted, its result reported."""
    with (
        player(chromium, product, STATION) as station,
        player(chromium, product, OFFICE) as office,
        player(chromium, product, CENTRE, "phone") as centre,
    ):
        model = proposed(station)
        office.go(model)
        office.press("Công nhận")
        office.reads("Đã công nhận")
        office.press("Đếm lại hôm nay")
        office.look("mo-hinh-hay")
        taken_up(centre, model)
        office.go(model)
        office.reads("Làm được")
        assert office.says("tự khai"), "what the other unit typed is marked"
        for each in (station, office, centre):
            assert not each.faults, each.faults


def proposed(station: Player) -> str:
    """Two halves of the last year that was counted; the program finds both figures."""
    station.go("/direction/good-models/")
    station.press("Đề nghị mô hình")
    station.write("Tên mô hình", MODEL)
    station.write("Cách làm", "Người cấp thuốc hẹn ngày tái khám và gọi trước hai ngày.")
    station.choose("Chỉ số chương trình đếm", "Lượt khám tại đơn vị")
    two_halves(station)
    station.look("de-nghi-mo-hinh")
    station.key("Control+s")
    station.reads("Đã gửi đề nghị công nhận")
    assert station.says("chương trình đếm")
    return station.here()


def two_halves(by: Player) -> None:
    """Of the last year that was counted."""
    days = ("01/01", "30/06", "01/07", "29/12")
    for name, day in zip(("before_from", "before_to", "after_from", "after_to"), days, strict=True):
        by.page.locator(f"[name={name}]").fill(f"{day}/{clock.today().year - 1}")


def taken_up(centre: Player, model: str) -> None:
    today = f"{clock.today():%d/%m/%Y}"
    centre.go(model)
    visit = centre.page.locator("form", has=centre.page.locator("[name=people]"))
    visit.locator("[name=day]").fill(today)
    visit.locator("[name=people]").fill("3")
    visit.locator("button").click()
    centre.reads("Đã ghi")
    centre.page.locator("[name=started_on]").fill(today)
    centre.press("Áp dụng ở đơn vị mình")
    centre.reads("Kết quả ở đơn vị mình")
    centre.pick("Làm được")
    centre.pick("Tự khai")
    centre.page.locator("summary", has_text="Số tự khai").click()
    for name, said in (("before", "38"), ("before_period", "quý trước")):
        centre.page.locator(f"[name={name}]").fill(said)
    for name, said in (("after", "52"), ("after_period", "quý này")):
        centre.page.locator(f"[name={name}]").fill(said)
    centre.look("ap-dung-mo-hinh")
    centre.press("Lưu kết quả")
    centre.reads("38 → 52")
