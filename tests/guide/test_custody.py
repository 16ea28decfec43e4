"""A prisoner in a browser: from the prison's clinic under guard to the secure room and back."""

from contextlib import ExitStack
from typing import Any

import pytest

from tests.guide.player import Player, player
from tests.guide.test_care_whole import examine, finds, refer, seen_by

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME, ILLNESS, BED = "Vàng Văn Kín", "Viêm loét dạ dày", "Buồng R1 · 3"


def register(doctor: Player) -> str:
    """In the prison's clinic; the path of the record."""
    doctor.go("/persons/new/")
    doctor.write("Họ và tên", NAME)
    doctor.write("Ngày sinh", "1981")
    doctor.pick("Nam")
    doctor.page.get_by_text("Thêm: dân tộc").click()
    doctor.pick("giam")
    doctor.press("Đăng ký", ".finish")
    return doctor.here()


def take_in(warden: Player) -> str:
    """The hospital answers, the escort arrives, a bed in the secure room; the path of the stay."""
    warden.go("/referrals/?box=in")
    warden.press(NAME)
    warden.press("Nhận lời")
    warden.press("Đã đến", "main .actions")
    warden.press("Nhập viện", "main .actions")
    warden.write("Chẩn đoán", ILLNESS)
    warden.page.get_by_label("Giường").select_option(label=BED)
    warden.key("Control+s")
    warden.reads("Nơi nằm")
    return warden.here()


def keep_papers(guard: Player) -> None:
    """The order of extraction, from the guard's roster."""
    guard.go("/custody/")
    guard.press(NAME)
    guard.page.get_by_label("Tình trạng pháp lý").select_option(index=1)
    guard.write("Cơ quan giam giữ", "Trại giam mẫu")
    guard.write("Số lệnh trích xuất", "12/LTX")
    guard.key("Control+s")
    guard.reads("Ghi bàn giao lại")


def hand_back(guard: Player) -> None:
    guard.go("/custody/")
    guard.press(NAME)
    guard.write("Người nhận lại", "Cán bộ áp giải mẫu")
    guard.write("Số văn bản bàn giao", "15/BG")
    guard.press("Ghi bàn giao lại")
    guard.reads("15/BG")


def discharge(clinician: Player, stay: str) -> None:
    clinician.go(stay)
    clinician.press("Ra viện", "main .card")
    clinician.write("Quá trình bệnh lý", "Hết đau sau ba ngày.")
    clinician.key("Control+s")
    clinician.reads("Ra lúc")


def send_home(clinician: Player, case: str) -> None:
    clinician.go(case)
    clinician.write("Kế hoạch theo dõi", "Ăn mềm, khám lại sau hai tuần.")
    clinician.key("Control+s")
    clinician.reads("Giấy chuyển về")


@pytest.mark.capability("I1", "J3", where="/custody/")
def test_a_prisoner_is_sent_treated_and_sent_back_and_nobody_else_learns_of_it(
    product: str, chromium: Any
) -> None:
    """Visit, referral, secure room, guard's roster, hand-over, way back; the ward beside sees no change."""
    with ExitStack() as together:
        names = ("trai.bacsi", "bv.buongrieng", "bv.bsbuongrieng", "bv.canhgac", "bv.dieuduong")
        doctor, warden, clinician, guard, nurse = (
            together.enter_context(player(chromium, product, each)) for each in names
        )
        before = seen_by(nurse)
        record = register(doctor)
        examine(doctor, "viem da day", "")
        case = refer(doctor, record)
        stay = take_in(warden)

        guard.go("/custody/")
        assert guard.says(NAME)
        assert guard.says(BED.rpartition(" ")[2])
        assert not guard.says(ILLNESS)
        guard.look("buong-rieng-canh-gac")
        assert guard.page.request.get(product + stay).status in (403, 404)
        assert seen_by(nurse) == before

        keep_papers(guard)
        hand_back(guard)
        discharge(clinician, stay)
        send_home(clinician, case)
        doctor.go(case)
        doctor.reads("khám lại sau hai tuần")

        assert seen_by(nurse) == before
        for path in (stay, case, record, f"{record}results/", f"{record}timeline/"):
            assert nurse.page.goto(product + path).status == 404
        assert not finds(nurse, "vang van kin", NAME)
        assert not [fault for each in (doctor, warden, clinician, guard) for fault in each.faults]
