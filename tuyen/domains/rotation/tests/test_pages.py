"""Every page of rotation answers both sides, with few statements."""

import pytest
from django.urls import reverse

from tests.network import browser_of
from tests.statements import counted
from tuyen.core import clock
from tuyen.domains.rotation.models import RotationTurn, Stage
from tuyen.domains.rotation.tests.conftest import account, someone
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db


def test_pages_on_both_sides(turn: RotationTurn, upper: Unit, lower: Unit) -> None:
    for unit in (upper, lower):
        browser = browser_of(account(unit, "direction_office"))
        for name in ("home", "sheet", "techniques", "new", "exchange"):
            assert browser.get(reverse(f"rotation:{name}")).status_code == 200, name
        shown = browser.get(reverse("rotation:turn", args=[turn.id]))
        assert "Trần Văn Tim" in shown.text
        assert ("Đánh giá</a>" in shown.text) == (unit == lower)
        assert browser.get(reverse("rotation:of_unit", args=[lower.id])).status_code == 200


def test_from_the_form_to_the_printed_decision(
    cardiologist: StaffMember, upper: Unit, lower: Unit
) -> None:
    browser = browser_of(account(upper, "direction_office"))
    told = {
        "staff": str(cardiologist.id),
        "to_unit": str(lower.id),
        "kind": "project_1816",
        "starts_on": f"{clock.today():%d/%m/%Y}",
        "ends_on": "+90",
        "position": "Bác sĩ tim mạch",
        "duties": "Hội chẩn hằng ngày\nĐào tạo tại chỗ",
    }

    browser.post(reverse("rotation:new"), told)
    turn = RotationTurn.objects.get()
    early = browser.get(reverse("rotation:paper", args=[turn.id]))
    signed = {"number": "7/QĐ", "on": f"{clock.today():%d/%m/%Y}", "signed_by": "Giám đốc mẫu"}
    browser.post(reverse("rotation:decide", args=[turn.id]), signed)
    paper = browser.get(reverse("rotation:paper", args=[turn.id]))

    assert early.status_code == 422
    assert RotationTurn.objects.get().stage == Stage.DECIDED
    assert turn.tasks.count() == 2
    assert paper.content.startswith(b"%PDF")
    again = browser.post(reverse("rotation:new"), told)
    assert again.status_code == 422
    assert "đã có đợt luân phiên" in again.text


def test_an_exchange_by_form(cardiologist: StaffMember, upper: Unit, lower: Unit) -> None:
    partner = someone(lower, "Lò Văn Đổi")
    browser = browser_of(account(upper, "direction_office"))
    told = {
        "ours": str(cardiologist.id),
        "theirs": str(partner.id),
        "starts_on": "+1",
        "ends_on": "+30",
        "position": "Bác sĩ tim mạch",
    }

    browser.post(f"{reverse('rotation:exchange')}?unit={lower.id}", told)

    assert RotationTurn.objects.values("pair_id").distinct().count() == 1
    assert RotationTurn.objects.count() == 2


def test_a_stranger_finds_nothing(turn: RotationTurn, ministry: Unit) -> None:
    from tuyen.core.actor import SYSTEM
    from tuyen.registry.facilities import actions as facilities

    other = facilities.create_unit(parent=ministry, kind="hospital", name="Khác", by=SYSTEM)
    browser = browser_of(account(other, "direction_office"))

    assert browser.get(reverse("rotation:turn", args=[turn.id])).status_code == 404
    assert "Trần Văn Tim" not in browser.get(reverse("rotation:home"), {"when": "all"}).text


def test_the_board_asks_few_statements(turn: RotationTurn, upper: Unit) -> None:
    browser = browser_of(account(upper, "direction_office"))
    limits = {reverse("rotation:home"): 8, reverse("rotation:turn", args=[turn.id]): 12}

    for address, most in limits.items():
        browser.get(address)
        with counted() as statements:
            browser.get(address)
        assert len(statements) <= most, (address, "\n".join(statements))
