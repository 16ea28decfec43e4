"""A station without a line, a forgotten password, a telephone: played from both ends."""

from typing import Any

import pytest

from tests.guide.player import Player, player
from tests.guide.screen import SIZES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORGETFUL, NEW = "thon.yte", "con suối chảy qua bản"


def paired(boss: Player, host: Player) -> None:
    """Once, while somebody is at the station: the key of its machine."""
    host.go("/rescue/machine/")
    unit = host.page.locator("select[name=unit] option").first.inner_text()
    boss.go("/rescue/desk/")
    boss.page.select_option("select[name=unit]", label=unit)
    boss.page.fill("input[name=name]", "Máy bàn phòng khám")
    boss.press("Ghép máy")
    key = boss.page.locator("main code").inner_text()
    host.go("/rescue/machine/")
    host.write("Khóa ghép do tuyến trên cấp", key)
    host.page.fill("input[name=name]", "Sở Y tế")
    host.write("Gọi số nào", "0212 3852 115")
    host.press("Ghép")
    host.reads("Đang nhận mã của")


def digits(seen: Player) -> str:
    text: str = seen.page.locator("output.digits").inner_text()
    return text


def test_a_forgotten_password_is_mended_by_telephone(product: str, chromium: Any) -> None:
    """The number is read up, the code is read down, the person chooses a password."""
    with (
        player(chromium, product, "soyte.quantri") as boss,
        player(chromium, product, "tram.quantri") as host,
    ):
        paired(boss, host)
        width, height = SIZES["phone"]
        door = chromium.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
        worker = Player(door.new_page(), product, "phone")
        worker.go("/accounts/login/")
        worker.press("gọi tuyến trên")
        worker.page.fill("input[name=username]", FORGETFUL)
        worker.press("Xin số")
        worker.look("doc-so-qua-dien-thoai")
        boss.go("/rescue/desk/")
        boss.write("Ai đang gọi", "Vàng Thị Mẫu")
        boss.page.fill("input[name=username]", FORGETFUL)
        boss.write("Số hiện trên máy của trạm", digits(worker))
        boss.write("Lý do", "Nghỉ phép về, quên mật khẩu")
        boss.look("ma-qua-dien-thoai")
        boss.press("Cấp mã")
        worker.write("Mã người quản trị tuyến trên đọc", digits(boss))
        worker.page.locator("input[name=password]").fill(NEW)
        worker.page.locator("input[name=again]").fill(NEW)
        worker.press("Mở lại")
        worker.sign_in(FORGETFUL, NEW)

        assert not worker.faults + boss.faults + host.faults
        door.close()
