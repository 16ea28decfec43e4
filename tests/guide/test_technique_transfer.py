"""Phaco from a centre's request to the certificate, with cases recorded in charts, and lapsed without."""

from contextlib import ExitStack
from typing import Any

import pytest

from tests.guide.conftest import Later
from tests.guide.player import Player, player
from tests.guide.test_care_whole import examine, register

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHACO, GIVER = "14.5", "Bệnh viện Đa khoa tỉnh Lai Châu"
A_YEAR_AND_MORE = 400


@pytest.mark.capability("A5", where="/techniques/transfers/")
def test_phaco_is_asked_for_learnt_certified_and_lapses(
    product: str, chromium: Any, later: Later
) -> None:
    with ExitStack() as together:
        names = ("tt.bacsimat", "bv.chidaotuyen", "bv.chuyengia")
        learner, office, expert = (
            together.enter_context(player(chromium, product, each)) for each in names
        )
        transfer = asks(learner)
        begins(office, transfer, expert, learner)
        visit = sees_a_patient(learner)
        teacher = named(expert)

        operates(learner, visit, performer=teacher, assistant_1=named(learner))
        signs(expert, transfer, then="Phụ mổ")
        signs(expert, transfer, then="Làm có kèm")
        for _eye in range(2):
            operates(learner, visit, performer=named(learner), supervisor=teacher)
        signs(expert, transfer, then="Tự làm")
        for _case in range(3):
            operates(learner, visit, performer=named(learner))
        signs(expert, transfer, then="Công nhận")
        expert.write("Số quyết định công nhận", "34/QĐ-BV")
        signs(expert, transfer, then="Duy trì", is_open=True)
        expert.look("so-chuyen-giao")
        office.go("/techniques/")

        assert expert.says("34/QĐ-BV")
        assert expert.says("2/2")
        for each in (learner, office, expert):
            assert not each.faults, each.faults
    with player(chromium, product, "bv.chuyengia", "phone") as carried:
        carried.go(transfer)
        carried.look("so-chuyen-giao")
        assert not carried.faults, carried.faults
    with later(A_YEAR_AND_MORE) as address, player(chromium, address, "bv.chidaotuyen") as after:
        after.go(transfer)

        assert "Mai một" in after.page.locator(".stage-bar [aria-current]").inner_text()
        assert after.says("Bước tiếp: Làm có kèm")
        assert not after.faults, after.faults


def named(seen: Player) -> str:
    if seen.page.url == "about:blank":
        seen.go("/")
    return seen.name()


def asks(learner: Player) -> str:
    """The path of the transfer; whoever directs the centre nearest is offered first."""
    learner.go("/techniques/transfers/")
    learner.key("n")
    learner.reads("Gửi đề nghị")
    learner.find("#id_technique", "phaco", PHACO)
    giver = learner.page.get_by_label("Đơn vị chuyển giao")
    assert giver.locator("option:checked").inner_text() == GIVER
    learner.write("Vì sao cần", "Mỗi năm chuyển tuyến 80 người vì đục thủy tinh thể")
    learner.key("Control+s")
    learner.reads("Bước tiếp: Khảo sát")
    return learner.here()


def begins(office: Player, transfer: str, expert: Player, learner: Player) -> None:
    """What lacks becomes needs; surveyed, people of both sides named, agreed, theory learnt."""
    office.go(transfer)
    office.press("Ghi phần thiếu thành nhu cầu")
    office.reads("nhu cầu của đơn vị tiếp nhận.")
    office.key("Control+s")
    office.reads("Bước tiếp: Thỏa thuận")
    for each in (expert, learner):
        office.find("#id_staff", named(each))
        office.press("Thêm", "form.inline-add:has(#id_staff)")
        office.page.locator("main li").filter(has_text=named(each)).first.wait_for()
    office.write("Số thỏa thuận", "12/TTCG")
    office.write("Số ca làm có kèm", "2")
    office.key("Control+s")
    office.reads("Bước tiếp: Học lý thuyết")
    office.key("Control+s")
    office.reads("Bước tiếp: Quan sát")


def sees_a_patient(surgeon: Player) -> str:
    """The page of the procedures of a finished visit."""
    name = "Giàng Thị Mẫu Mắt"
    register(surgeon, name)
    examine(surgeon, "h25", "")
    surgeon.press(name)
    surgeon.press("Thủ thuật, phẫu thuật")
    surgeon.reads("Ghi một ca")
    return surgeon.here()


def operates(surgeon: Player, visit: str, **table: str) -> None:
    """One case is written down: who did it, who stood beside, who assisted."""
    surgeon.go(visit)
    rows = surgeon.page.locator("main tbody tr")
    before = rows.count()
    surgeon.find("#id_code", "phaco", PHACO)
    for place, name in table.items():
        surgeon.find(f"#id_{place}", name)
    surgeon.key("Control+s")
    rows.nth(before).wait_for()


def signs(expert: Player, transfer: str, then: str, *, is_open: bool = False) -> None:
    """The expert, who was there, signs in person; the next stage is `then`."""
    if not is_open:
        expert.go(transfer)
    expert.key("Control+s")
    expert.reads(f"Bước tiếp: {then}")
