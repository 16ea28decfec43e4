"""Two browsers with an invented camera and microphone see, hear and point; a line that fails is mended."""

import io
import os
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image

from tests.chromium import CHROMIUM_ARGUMENTS, chromium_path
from tests.network import account_at, browser_of, node
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.live import actions, subjects
from tuyen.platform.live.models import Call, CallAttendance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
STILLS: list[bytes] = []


@pytest.fixture(scope="module")
def cameras(chromium: Any) -> Any:
    """A browser of its own: the one that all tests share has no camera."""
    browser = chromium.browser_type.launch(
        executable_path=chromium_path(), args=[*CHROMIUM_ARGUMENTS, *FAKE]
    )
    yield browser
    browser.close()


class Side:
    """One person in front of one browser."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def do(self, name: str) -> None:
        self.page.click(f'[data-do="{name}"]')

    def waits_for(self, state: str) -> None:
        self.page.wait_for_selector(f'[data-live][data-state="{state}"]', timeout=45_000)

    def said(self) -> str:
        return str(self.page.inner_text("[data-state-text]"))

    def sees_moving_pictures(self) -> None:
        frames = "document.querySelector('[data-there]').getVideoPlaybackQuality().totalVideoFrames"
        self.page.wait_for_function(f"() => {frames} > 5")


@pytest.fixture
def sides(live_server: Any, cameras: Any) -> Any:
    """Opens the page of a call for two people of two units."""
    made = []

    def open_both(call: Call, *accounts: Any) -> list[Side]:
        address = live_server.url.replace("127.0.0.1", "localhost")
        cookies = [browser_of(account).cookies["sessionid"].value for account in accounts]
        for cookie in cookies:
            context = cameras.new_context(viewport={"width": 1366, "height": 768})
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
            page = context.new_page()
            page.goto(address + reverse("live:call", args=[call.id]))
            made.append(page)
            yield Side(page)

    yield lambda call, *accounts: list(open_both(call, *accounts))
    for page in made:  # a page that closes says goodbye, which must not meet the next test
        page.evaluate("() => document.querySelector('[data-do=leave]:not([hidden])')?.click()")
        page.wait_for_timeout(400)
        page.context.close()


@pytest.fixture
def doctor(transactional_db: Any) -> Any:
    return account_at(node("Trạm Mẫu"), "station_doctor", name="Bác sĩ trạm Mẫu")


@pytest.fixture
def expert(transactional_db: Any) -> Any:
    return account_at(node("Bệnh viện Mẫu", kind="hospital"), "hospital_doctor", name="Chuyên gia")


@pytest.fixture
def call(doctor: Any) -> Call:
    by = actor_of(doctor)
    assert by is not None
    subjects.register(
        "sample",
        subjects.Subject(
            may_enter=lambda who, _id: True,
            images=lambda who, _id: [
                subjects.SharedImage("Ảnh mẫu", "/static/ui/mark.svg"),
                subjects.SharedImage("Ảnh mẫu hai", "/static/ui/mark.svg?2"),
            ],
            keep_still=lambda _id, chunks, by: STILLS.append(b"".join(chunks)),
        ),
    )
    return actions.open_call(subject="sample", subject_id=by.account_id, title="Ca mẫu", by=by)


def joined(sides: Any, call: Call, *accounts: Any) -> list[Side]:
    both: list[Side] = sides(call, *accounts)
    for side in both:
        side.do("join")
    for side in both:
        side.waits_for("connected")
    return both


def test_two_people_see_each_other_point_and_take_a_still(
    sides: Any, call: Call, doctor: Any, expert: Any
) -> None:
    near, far = joined(sides, call, doctor, expert)
    near.page.wait_for_function("() => document.querySelector('[data-there]').videoWidth > 0")

    near.sees_moving_pictures()
    far.sees_moving_pictures()
    assert "Chuyên gia" in near.page.inner_text("[data-name]")

    far.page.click('[data-image="1"]')
    near.page.wait_for_selector('[data-live][data-looking="1"]')
    far.page.hover("[data-board]")
    near.page.wait_for_selector('[data-live][data-dot^="0.5"]')

    near.do("still")
    near.page.wait_for_selector('[data-live][data-stills="1"]')

    with Image.open(io.BytesIO(STILLS[-1])) as still:
        assert still.width >= 160
        assert len(still.convert("L").getcolors(256) or []) > 8  # a picture, not a plain field
    if folder := os.environ.get("TUYEN_PICTURES"):
        near.page.screenshot(path=f"{folder}/live.png")
        near.page.set_viewport_size({"width": 390, "height": 844})
        near.page.screenshot(path=f"{folder}/live-phone.png")


def test_whoever_leaves_or_closes_the_page_is_written_down_and_may_come_back(
    sides: Any, call: Call, doctor: Any, expert: Any
) -> None:
    near, far = joined(sides, call, doctor, expert)
    far.page.reload()
    far.do("join")
    far.waits_for("connected")
    near.waits_for("connected")
    far.do("leave")
    near.waits_for("waiting")
    near.do("leave")
    near.waits_for("left")
    near.page.wait_for_timeout(500)

    names = sorted(CallAttendance.objects.values_list("name", flat=True))
    assert names == ["Bác sĩ trạm Mẫu", "Chuyên gia", "Chuyên gia"]


def test_a_network_that_is_away_for_a_while_is_said_and_mended(
    sides: Any, call: Call, doctor: Any, expert: Any
) -> None:
    near, far = sides(call, doctor, expert)
    near.do("join")
    near.waits_for("waiting")
    near.page.context.set_offline(True)
    near.page.wait_for_function(
        "() => document.querySelector('[data-state-text]').textContent.includes('Mất mạng')"
    )
    far.do("join")
    near.page.context.set_offline(False)

    near.waits_for("connected")
    far.waits_for("connected")


def test_a_thin_line_keeps_the_sound_and_stills_are_asked_for(
    sides: Any, call: Call, doctor: Any, expert: Any
) -> None:
    near, far = sides(call, doctor, expert)
    near.page.evaluate("() => { document.querySelector('[data-live]').dataset.leastKbps = 900000 }")
    for side in (near, far):
        side.do("join")
    near.waits_for("connected")
    near.page.wait_for_selector('[data-live][data-picture="off"]', timeout=45_000)

    assert "giữ tiếng" in near.said()

    before = len(STILLS)
    far.page.evaluate(
        "() => { document.querySelector('[data-live]').dataset.therePicture = 'off' }"
    )
    far.do("still")
    near.page.wait_for_selector('[data-live][data-stills="1"]', timeout=45_000)

    assert len(STILLS) == before + 1


def test_a_call_ended_by_its_opener_ends_for_both(
    sides: Any, call: Call, doctor: Any, expert: Any
) -> None:
    near, far = joined(sides, call, doctor, expert)

    near.page.click("text=Kết thúc cho cả hai bên")

    far.waits_for("over")
    assert "đã kết thúc" in far.said()
