"""One person from the station to the hospital's bed and home again, clicked; another whom nobody sees."""

import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.guide.player import Player, player
from tuyen.core import clock
from tuyen.core.text import fold
from tuyen.domains.imaging import synthetic

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "Giàng Thị Mẫu Sương"


@dataclass
class Staff:
    """Everybody who meets the patient, each at a screen of their own."""

    doctor: Player
    druggist: Player
    clinician: Player
    nurse: Player
    triage: Player
    technician: Player
    radiologist: Player

    def everyone(self) -> list[Player]:
        return list(vars(self).values())


def staff_of(chromium: Any, product: str, together: ExitStack) -> Staff:
    station = ("tram.bacsi", "tram.duocsi")
    hospital = ("bv.bacsi", "bv.dieuduong", "bv.capcuu", "bv.xetnghiem", "bv.bsxetnghiem")
    names = station + hospital
    return Staff(*[together.enter_context(player(chromium, product, each)) for each in names])


def register(doctor: Player, name: str, sex: str = "Nữ") -> str:
    """The path of the new record."""
    doctor.go("/persons/new/")
    doctor.write("Họ và tên", name)
    doctor.write("Ngày sinh", "02/03/1989")
    doctor.pick(sex)
    doctor.press("Đăng ký", ".finish")
    doctor.reads(f"Đã đăng ký {name}.")
    return doctor.here()


def examine(doctor: Player, diagnosis: str, drugs: str) -> None:
    """From the record to the finished visit; `drugs` is the button that writes the prescription."""
    doctor.press("Khám", "main .actions")
    doctor.pick("Đau đầu")
    doctor.page.fill("#id_pressure", "168/98")
    doctor.page.click("#id_diagnosis")
    doctor.page.keyboard.type(diagnosis)
    doctor.page.locator("[role=option]:visible").first.wait_for()
    doctor.key("Enter")
    doctor.page.locator(".picked").first.wait_for()
    if drugs:
        doctor.press(drugs)
        doctor.page.locator(".rx-row").first.wait_for()
    doctor.key("Control+s")
    doctor.reads("Hoàn tác")


def dispense(druggist: Player, name: str) -> None:
    druggist.go("/pharmacy/")
    druggist.press(name)
    druggist.key("Enter")
    druggist.reads("Đã cấp")


def refer(doctor: Player, record: str) -> str:
    """From the newest visit of the record; the path of the paper."""
    doctor.go(record)
    doctor.page.locator(".timeline a").first.click()
    doctor.press("Chuyển tuyến", "main .actions")
    doctor.pick("Bệnh viện Đa khoa")
    doctor.pick("Khẩn")
    doctor.key("Control+s")
    doctor.reads("Nội dung chuyển")
    doctor.look("ca-duong-giay-chuyen")
    return doctor.here()


def arrive(staff: Staff, case: str, name: str) -> None:
    """The hospital takes the paper, the person comes, the triage nurse puts a level on them."""
    staff.nurse.go("/referrals/?box=in")
    staff.nurse.press(name)
    staff.nurse.press("Nhận lời")
    staff.nurse.press("Đã đến", "main .actions")
    staff.triage.go(case)
    staff.triage.press(name, "h1")
    staff.triage.press("Phân loại cấp cứu")
    staff.triage.write("Lý do", "Đau ngực")
    staff.triage.key("Alt+2")
    staff.triage.key("Control+s")
    staff.triage.reads("Cấp cứu")
    assert staff.triage.says(name)
    staff.triage.look("ca-duong-phan-loai")


def admit(staff: Staff, name: str) -> str:
    nurse = staff.nurse
    nurse.go("/ward/emergency/")
    line = nurse.page.locator("tr", has_text=name)
    line.get_by_role("button", name="Xử trí").click()
    line.get_by_role("link", name="Nhập viện").click()
    nurse.write("Chẩn đoán", "Cơn đau thắt ngực")
    nurse.key("Control+s")
    nurse.reads("Nơi nằm")
    return nurse.here()


def examine_blood(staff: Staff, record: str) -> None:
    """Ordered by the doctor, taken and typed in the laboratory, verified, read by the doctor."""
    clinician, technician = staff.clinician, staff.technician
    sheet = order(clinician, record, "Điện giải")
    technician.go(sheet)
    technician.key("m")
    technician.reads("In nhãn")

    for code, said in (("Natri", "140"), ("Kali", "6,8"), ("Clo", "102")):
        technician.write(code, said)
    technician.key("Control+s")
    technician.reads("Nguy kịch")
    technician.look("ca-duong-nguy-kich")
    verify(staff.radiologist, sheet)
    clinician.go("/")
    clinician.page.locator(".task-rows tr", has_text=NAME).get_by_role("link").first.click()
    clinician.page.fill("#id_note", "Đã xử trí hạ kali, theo dõi điện tim")
    clinician.press("Đã xem")


def verify(radiologist: Player, sheet: str) -> None:
    radiologist.go(sheet)
    radiologist.key("d")
    radiologist.reads("Đã duyệt")


def order(clinician: Player, record: str, what: str) -> str:
    """The path of the sheet."""
    clinician.go(record)
    clinician.press("Chỉ định", "main .actions")
    clinician.pick(what)
    clinician.key("Control+s")
    clinician.reads("Phiếu chỉ định")
    return clinician.here()


def slices(folder: Path) -> list[str]:
    """What the machine wrote of her: four slices of a chest."""
    family, _, given = fold(NAME).upper().partition(" ")
    subject = synthetic.Subject(name=f"{family}^{given}", birth_date="19890302", sex="F")
    files = [folder / f"{number}.dcm" for number in range(4)]
    for number, file in enumerate(files):
        file.write_bytes(synthetic.ct_slice(number, of=4, side=64, subject=subject))
    return [str(file) for file in files]


def read_ct(staff: Staff, record: str, folder: Path) -> None:
    """Slices sent and described, the reading verified; the doctor scrolls through them."""
    sheet = order(staff.clinician, record, "CT ngực")
    technician = staff.technician
    technician.go(sheet)
    technician.press("Gửi ảnh DICOM")
    technician.page.set_input_files("input[name=pictures]", slices(folder))
    technician.press("Gửi ảnh")
    technician.reads("CT ngực")
    technician.go(sheet)
    technician.write("Mô tả", "Nốt 12 mm ở thùy dưới phổi phải.")
    technician.write("Kết luận", "Nốt phổi phải, theo dõi sau ba tháng.")
    technician.key("Control+s")
    technician.reads("Chờ duyệt")
    verify(staff.radiologist, sheet)
    staff.clinician.go(sheet)
    staff.clinician.press("Đã xem")
    staff.clinician.press("Xem ảnh")
    staff.clinician.page.locator(".pane[data-shown]").wait_for()
    staff.clinician.key("ArrowDown")
    staff.clinician.look("ca-duong-doc-ct")


def discharge(clinician: Player, stay: str) -> None:
    clinician.go(stay)
    clinician.press("Ra viện", "main .card")
    clinician.write("Quá trình bệnh lý", "Hết đau ngực sau hai ngày.")
    clinician.key("Control+s")
    clinician.reads("Ra lúc")


def send_home(clinician: Player, case: str) -> None:
    """What the ward wrote stands there already; the plan and one drug are added."""
    clinician.go(case)
    assert "Hết đau ngực" in clinician.page.get_by_label("Tóm tắt điều trị").input_value()
    clinician.write("Kế hoạch theo dõi", "Đo huyết áp hằng tuần, uống thuốc đều.")
    clinician.write("Việc cần làm", "Đo huyết áp")
    clinician.page.fill("#id_task_0_on", "+7")
    clinician.page.click("#id_line_0_drug")
    clinician.page.keyboard.type("amlodipin")
    clinician.page.locator("[role=option]:visible", has_text="Amlodipin 5 mg").click()
    clinician.page.fill("#id_line_0_dose", "1x1")
    clinician.page.fill("#id_line_0_quantity", "28")
    clinician.page.fill("#id_line_0_days", "28")
    clinician.key("Control+s")
    clinician.reads("Giấy chuyển về")
    clinician.look("ca-duong-chuyen-ve")


def take_back(doctor: Player, case: str) -> None:
    doctor.go("/")
    doctor.page.locator(f"main a[href*='{case}']").first.click()
    doctor.reads("Kế hoạch theo dõi")
    doctor.key("Control+s")
    doctor.reads("Đã nhận về")


def on_hand(druggist: Player, drug: str) -> int:
    """What the page of the stock says."""
    druggist.go("/pharmacy/stock/")
    row = druggist.page.locator("tr", has_text=drug).first
    return int(row.locator("td.num b").inner_text().replace(".", ""))


def lines_in_the_book(doctor: Player) -> int:
    """The book A1 of today."""
    doctor.go(f"/books/a1/?period={clock.today():%Y-%m-%d}")
    found = doctor.page.locator("tr", has_text=NAME).count()
    while (more := doctor.page.locator("a[rel=next]")).count():
        more.click()
        doctor.page.wait_for_load_state("load")
        found += doctor.page.locator("tr", has_text=NAME).count()
    return int(found)


def readers(doctor: Player, officer: Player, record: str) -> set[str]:
    """The person asks at the station who has looked; the officer opens the list behind the request."""
    doctor.go(f"{record}privacy/")
    doctor.page.get_by_text("Nhận một yêu cầu").click()
    doctor.pick("Xem, nhận bản trích hồ sơ")
    doctor.write("Nội dung yêu cầu", "Xem ai đã mở hồ sơ của tôi")
    doctor.write("Người yêu cầu", NAME)
    doctor.write("Giấy tờ đã xem", "căn cước công dân")
    doctor.press("Nhận yêu cầu")
    officer.go("/privacy/requests/")
    officer.press(NAME)
    officer.press("Ai đã xem hồ sơ này")
    officer.look("ca-duong-ai-da-xem")
    return set(officer.page.locator("td.main").all_inner_texts())


@pytest.mark.capability("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", where="/")
def test_one_person_is_followed_from_the_station_to_the_ward_and_home(
    product: str, chromium: Any, tmp_path: Path
) -> None:
    """Two visits, a referral, triage, a bed, blood and CT, the way home, drugs, stock, books, readers."""
    with ExitStack() as together:
        staff = staff_of(chromium, product, together)
        doctor, druggist = staff.doctor, staff.druggist
        officer = together.enter_context(player(chromium, product, "soyte.dulieu"))
        before = on_hand(druggist, "Amlodipin 5 mg")

        record = register(doctor, NAME)
        examine(doctor, "tang huyet ap", "Tăng huyết áp: 1 thuốc")
        dispense(druggist, NAME)
        doctor.go(record)
        examine(doctor, "dau that nguc", "")
        case = refer(doctor, record)
        arrive(staff, case, NAME)
        stay = admit(staff, NAME)
        examine_blood(staff, record)
        read_ct(staff, record, tmp_path)
        discharge(staff.clinician, stay)
        send_home(staff.clinician, case)
        take_back(doctor, case)
        doctor.go(record)
        examine(doctor, "tang huyet ap", "Như giấy chuyển về")
        dispense(druggist, NAME)

        assert on_hand(druggist, "Amlodipin 5 mg") == before - 30 - 28
        assert lines_in_the_book(doctor) == 3
        assert readers(doctor, officer, record) >= {each.name() for each in staff.everyone()}
        assert not [fault for each in (*staff.everyone(), officer) for fault in each.faults]


HIDDEN, SECURE = "Lò Văn Kín", "Buồng R1 · 2"
OF_THE_WARD = ("/ward/", "/ward/shift/", "/ward/rooms/", "/ward/emergency/", "/orders/")
OF_THE_HOUSE = ("/referrals/?box=in", "/pharmacy/", "/appointments/", "/books/a1/", "/tasks/")
LISTS = ("/", *OF_THE_WARD, *OF_THE_HOUSE)


def take_into_custody(warden: Player) -> tuple[str, str]:
    """Registered, admitted to the secure room; the paths of the record and of the stay."""
    warden.go("/persons/new/")
    warden.write("Họ và tên", HIDDEN)
    warden.write("Ngày sinh", "1979")
    warden.pick("Nam")
    warden.page.get_by_text("Thêm: dân tộc").click()
    warden.pick("giam")
    warden.press("Đăng ký", ".finish")
    record = warden.here()
    warden.press("Nhập viện")
    warden.write("Chẩn đoán", "Viêm dạ dày")
    warden.page.get_by_label("Giường").select_option(label=SECURE)
    warden.key("Control+s")
    warden.reads("Nơi nằm")
    return record, warden.here()


def seen_by(player: Player) -> dict[str, str]:
    """The words of every list; hours of waiting left out, they go on by themselves."""
    said = {}
    for path in LISTS:
        player.go(path)
        if player.page.locator("main [hx-trigger=load]").count():
            player.page.wait_for_load_state("networkidle")  # numbers that come after the page
        words = player.page.locator("main").inner_text()
        still = re.sub(r"(còn|quá) |\d+ (phút|giờ|quá thời gian)", "", words)
        said[path] = " ".join(still.split())  # “59 phút” becomes “1 giờ 2 phút” meanwhile
    return said


@pytest.mark.capability("I1", "J3", where="/custody/")
def test_somebody_in_custody_is_seen_counted_and_guessed_by_nobody_without_the_grant(
    product: str, chromium: Any
) -> None:
    """The nurse of the secure room and the guard see the place; the ward beside them sees no change."""
    with ExitStack() as together:
        names = ("bv.buongrieng", "bv.canhgac", "bv.dieuduong")
        warden, guard, nurse = (
            together.enter_context(player(chromium, product, each)) for each in names
        )
        before = seen_by(nurse)
        record, stay = take_into_custody(warden)
        guard.go("/custody/")

        assert guard.says(HIDDEN)
        assert not guard.says("Viêm dạ dày")
        assert seen_by(nurse) == before
        for path in (stay, record, f"{record}results/", f"{record}images/", f"{record}timeline/"):
            assert nurse.page.goto(product + path).status == 404
        assert not finds(nurse, "lo van kin")
        assert not warden.faults + guard.faults


def finds(nurse: Player, typed: str, name: str = HIDDEN) -> bool:
    nurse.go("/persons/find/")
    nurse.page.keyboard.type(typed)
    nurse.page.locator(".listbox:visible li").first.wait_for()
    return name in nurse.page.locator(".listbox:visible").inner_text()
