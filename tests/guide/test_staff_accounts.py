"""Whose hand an account is, played by the administrator: parted from a member of staff, and joined again."""

from typing import Any

import pytest

from tests.guide.player import player

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_account_is_parted_from_a_member_of_staff_and_joined_again(
    product: str, chromium: Any
) -> None:
    with player(chromium, product, "tram.quantri") as administrator:
        administrator.go("/staff/")
        administrator.page.locator("main a.row-link").first.click()
        administrator.page.locator("summary", has_text="Bỏ nối").click()
        administrator.press("Bỏ nối", "details[open] form")
        administrator.reads("Chưa nối với tài khoản nào.")
        administrator.press("Nối", "main .card-header")
        administrator.write("Tên đăng nhập", "tram.bacsi")
        administrator.key("Control+s")
        administrator.page.locator("main b", has_text="tram.bacsi").wait_for()
        administrator.look("noi-tai-khoan")

        assert not administrator.faults, administrator.faults
