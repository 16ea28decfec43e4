"""A station without a line and its hospital, each a machine of its own, by what stands on the screens.

`tuyen two` serves both, joined as in service; an Enter pulls the cable out between them.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.guide.player import Player, player
from tests.guide.screen import SIZES
from tests.guide.test_care_whole import examine
from tests.sync.engines import Template
from tuyen.edge.demo.two_machines import SHARED

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SENT = "Giàng A Mẫu Bình"
DONE = re.compile("Đã gửi xong|không có gì phải gửi")
BUSY = "Đang gửi. Xem lại"


@dataclass
class Two:
    """Both addresses, and the hand at the cable."""

    hub: str
    station: str
    process: Any

    def cut(self) -> None:
        self._enter("Đã rút dây")

    def join(self) -> None:
        self._enter("Đã cắm dây")

    def _enter(self, words: str) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.reads(words)

    def reads(self, words: str) -> None:
        for line in self.process.stdout:
            if words in line:
                return
        raise AssertionError(words)


@pytest.fixture
def two(tmp_path: Path, template: Template) -> Iterator[Two]:
    if not template.is_sqlite:
        pytest.skip("both demo machines run on SQLite")
    made = tmp_path / "two" / "pristine"
    made.mkdir(parents=True)
    shutil.copy(template.file, made / "tuyen.sqlite3")
    port = _free_ports(3)
    given = {k: v for k, v in os.environ.items() if not k.startswith("TUYEN_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tuyen", "two", "--port", str(port)],
        cwd=settings.CHECKOUT,
        env=given | {"TUYEN_HOME": str(tmp_path), "LANG": "vi_VN.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        pair = Two(f"http://localhost:{port}", f"http://localhost:{port + 1}", process)
        pair.reads("Enter:")
        yield pair
    finally:
        process.terminate()
        process.communicate(timeout=240)
        for each in (port, port + 1):  # both servers have gone with it
            socket.create_server(("127.0.0.1", each)).close()


def _free_ports(many: int) -> int:
    """The first of so many in a row."""
    while True:
        with ExitStack() as held:
            first = held.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
            port: int = first.getsockname()[1]
            try:
                for more in range(1, many):
                    held.enter_context(closing(socket.create_server(("127.0.0.1", port + more))))
            except OSError:
                continue
            return port


def record_of(seen: Player, name: str) -> str:
    seen.go("/persons/find/")
    seen.page.keyboard.type(name)
    option = seen.page.locator("[role=option]:visible", has_text=name).first
    option.wait_for()
    return str(option.get_attribute("data-href"))


def change_both(seen: Player, phone: str, reaction: str) -> None:
    """Phone and allergy of the person whom both look after."""
    record = record_of(seen, SHARED)
    seen.go(f"{record}edit/")
    seen.write("Điện thoại", phone)
    seen.key("Control+s")
    seen.reads(phone)
    seen.go(f"{record}courses/")
    seen.page.locator("details", has_text="Sửa").first.locator("summary").click()
    seen.page.get_by_label("Biểu hiện").first.fill(reaction)
    seen.page.get_by_label("Vì sao sửa").first.fill("Hỏi lại người bệnh")
    seen.page.locator(".mend-form button:visible", has_text="Lưu").first.click()
    seen.page.locator(".toast, [role=status], main").get_by_text(reaction).first.wait_for()


def exchange(nurse: Player) -> None:
    """The button until it has talked: the machine may be talking by itself at that moment."""
    while True:
        nurse.go("/sync/")
        nurse.key("g")
        said = nurse.page.get_by_text(DONE).or_(nurse.page.get_by_text(BUSY)).first
        said.wait_for()
        if BUSY not in said.inner_text():
            return


def visit_and_refer(nurse: Player) -> None:
    nurse.go(record_of(nurse, SENT))
    examine(nurse, "viem phoi", "")
    nurse.go(record_of(nurse, SENT))
    nurse.page.locator(".timeline a").first.click()
    nurse.press("Chuyển tuyến", "main .actions")
    nurse.pick("Bệnh viện huyện Mẫu")
    nurse.pick("Khẩn")
    nurse.key("Control+s")
    nurse.reads("Nội dung chuyển")


def answer(doctor: Player) -> None:
    """The referral came with the record; the doctor takes it, sees what the nurse wrote, and answers."""
    doctor.go("/referrals/?box=in")
    doctor.press(SENT)
    doctor.key("n")
    doctor.press("Đã đến", "main .actions")
    case = doctor.here()
    doctor.press(SENT, "h1")
    doctor.reads("168/98")
    doctor.go(case)
    doctor.write("Tóm tắt điều trị", "Viêm phổi, đã tiêm kháng sinh, cho về.")
    doctor.press("Chỉ phản hồi")
    doctor.reads("Đã có trả lời")


def decide(nurse: Player) -> None:
    nurse.go("/sync/conflicts/")
    for words in (
        "Nổi mề đay",
        "Khó thở, tím",
        "Điều dưỡng trạm y tế (mẫu)",
        "Bác sĩ bệnh viện (mẫu)",
    ):
        nurse.reads(words)
    nurse.reads("1 chỗ chờ chọn")
    nurse.look("hai-ben-cung-sua")
    with phone_sized(nurse):
        nurse.look("hai-ben-cung-sua")
    nurse.key("o")
    nurse.reads("Bệnh và thuốc")
    for words in ("Nổi mề đay", "Khó thở, tím"):
        nurse.reads(words)
    nurse.look("ho-so-hai-gia-tri")
    nurse.go("/sync/conflicts/")
    nurse.key("2")
    nurse.reads("Đã lấy giá trị kia.")
    nurse.press("Hoàn tác", "body")
    nurse.reads("Đã hoàn tác")
    nurse.reads("Giữ giá trị đang dùng")
    nurse.key("1")
    nurse.reads("Đã giữ giá trị đang dùng.")


@contextmanager
def phone_sized(seen: Player) -> Iterator[None]:
    """The same window, as narrow as a phone."""
    for size in ("phone", "desk"):
        width, height = SIZES[size]
        seen.page.set_viewport_size({"width": width, "height": height})
        seen.size = size
        if size == "phone":
            yield


def play(two: Two, nurse: Player, doctor: Player) -> None:
    nurse.go("/sync/")
    nurse.reads("Không có gì chờ gửi")
    nurse.reads("Đã gửi hết lúc")

    two.cut()
    visit_and_refer(nurse)
    change_both(nurse, "0912345678", "Nổi mề đay")
    change_both(doctor, "0987654321", "Khó thở, tím")
    nurse.go("/sync/")
    nurse.key("g")
    nurse.reads("việc chờ gửi từ")
    nurse.look("cho-gui")
    doctor.go("/referrals/?box=in")
    assert not doctor.says(SENT)

    two.join()
    exchange(nurse)
    answer(doctor)
    exchange(nurse)
    nurse.go("/referrals/?box=out")
    nurse.press(SENT)
    nurse.reads("đã tiêm kháng sinh")

    decide(nurse)
    exchange(nurse)
    doctor.go("/sync/conflicts/")
    doctor.reads("Không có chỗ nào hai bên cùng sửa.")
    doctor.go("/sync/conflicts/?show=decided")
    for words in ("Nổi mề đay", "Khó thở, tím"):
        doctor.reads(words)


@pytest.mark.capability("J1", "J2", "B4", where="/sync/")
def test_a_station_works_without_a_line_and_what_both_changed_is_chosen_between(
    two: Two, chromium: Any
) -> None:
    """Visit and referral while the cable is out; the hospital answers; nothing that either wrote is lost."""
    with (
        player(chromium, two.station, "tram.dieuduong") as nurse,
        player(chromium, two.hub, "bv.bacsi") as doctor,
    ):
        play(two, nurse, doctor)

        with player(chromium, two.station, "tram.dieuduong", "phone") as phone:
            phone.go("/sync/conflicts/?show=decided")
            phone.look("da-chon")
            phone.go("/sync/")
            phone.look("cho-gui")
        with player(chromium, two.hub, "soyte.may") as keeper:
            keeper.go("/nodes/")
            keeper.reads("Máy trạm (mẫu)")
            keeper.look("cac-may")
            keeper.press("Máy trạm (mẫu)")
            keeper.look("mot-may")

        assert not nurse.faults + doctor.faults + phone.faults + keeper.faults
