"""A phone's camera reads the card: Chromium is given a picture of one in place of its camera."""

from pathlib import Path
from typing import Any

import pytest
import segno
from django.urls import reverse

from tests.chromium import CHROMIUM_ARGUMENTS, chromium_path
from tests.network import account_at, browser_of
from tuyen.platform.access.models import ScopeNode

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARD = "001179012345||Đặng Thị Hòa|03021979|Nữ|Thôn 2, Xã Gần, Tỉnh Mẫu|25122021"
WIDTH, HEIGHT, BLACK, WHITE = 640, 480, 16, 235


def film_of(line: str) -> bytes:
    """A second of uncompressed film (Y4M) on which the code stands still."""
    rows = [list(row) for row in segno.make(line, micro=False).matrix_iter(scale=6, border=4)]
    grey = bytearray([WHITE] * (WIDTH * HEIGHT))
    top, left = (HEIGHT - len(rows)) // 2, (WIDTH - len(rows[0])) // 2
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                grey[(top + y) * WIDTH + left + x] = BLACK
    frame = b"FRAME\n" + bytes(grey) + bytes([128] * (WIDTH * HEIGHT // 2))
    return f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10


@pytest.mark.capability("B1")
def test_the_camera_reads_a_card_and_the_form_is_filled(
    live_server: Any, chromium: Any, station: ScopeNode, tmp_path: Path
) -> None:
    film = tmp_path / "card.y4m"
    film.write_bytes(film_of(CARD))
    client = browser_of(account_at(station, "station_nurse"))
    browser = chromium.browser_type.launch(
        executable_path=chromium_path(),
        args=[
            *CHROMIUM_ARGUMENTS,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    context = browser.new_context(viewport={"width": 390, "height": 844})
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])
    page = context.new_page()

    page.goto(live_server.url + reverse("persons:scan"))
    page.wait_for_url(f"**{reverse('persons:find')}")

    assert page.input_value("#id_name") == "Đặng Thị Hòa"
    assert page.input_value("#id_citizen_id") == "001179012345"
    browser.close()
