"""Whoever manages accounts makes a key, sees its use and takes it back; nobody else does."""

import re

import pytest
from django.test import Client

from tests.network import account_at, browser_of, node
from tests.statements import counted
from tuyen.core.actor import SYSTEM
from tuyen.platform.access.models import AccountAct, ScopeNode
from tuyen.platform.access.sign_in import posts_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.tokens import actions
from tuyen.platform.tokens.models import ApiToken

pytestmark = pytest.mark.django_db

PAGE = "/accounts/tokens/"


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def doctor(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def manager(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "unit_administrator"))


def asked(account: Account, **more: object) -> dict[str, object]:
    return {"name": "Phần mềm xét nghiệm", "username": account.username, "days": 30} | more


@pytest.mark.capability("J8", where="/accounts/tokens/")
def test_a_key_is_shown_once_and_opens_the_api(manager: Client, doctor: Account) -> None:
    made = manager.post(PAGE, asked(doctor))
    listed = manager.get(PAGE).content.decode()

    [key] = re.findall(r"tuyen_[\w-]+", made.content.decode())
    assert made["Cache-Control"] == "no-store"
    assert key not in listed
    assert "Phần mềm xét nghiệm" in listed
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})
    assert answer.json()["role"] == "station_doctor"
    assert AccountAct.objects.filter(account_id=doctor.id, act="key_issued").exists()


def test_a_key_that_only_reads_is_refused_in_words_when_it_writes(
    manager: Client, doctor: Account
) -> None:
    made = manager.post(PAGE, asked(doctor, only_reads="on")).content.decode()
    [key] = re.findall(r"tuyen_[\w-]+", made)

    answer = Client().post(
        "/api/v1/persons",
        {"name": "Mẫu"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )

    assert answer.status_code == 403
    assert "chỉ được đọc" in answer.json()["detail"]


def test_a_key_is_taken_back_on_the_page(manager: Client, doctor: Account) -> None:
    token, _key = actions.issue(post=posts_of(doctor)[0], name="Cũ", days=9, by=SYSTEM)

    manager.post(f"{PAGE}{token.id}/revoke/")

    assert ApiToken.objects.get().revoked_at is not None
    assert "Đã thu hồi" in manager.get(PAGE).content.decode()


def test_accounts_elsewhere_get_no_key_and_their_keys_are_not_there(manager: Client) -> None:
    stranger = account_at(node("Trạm Y tế xã khác"), "station_doctor")
    token, _key = actions.issue(post=posts_of(stranger)[0], name="Nơi khác", days=9, by=SYSTEM)

    refused = manager.post(PAGE, asked(stranger))

    assert refused.status_code == 422
    assert "đơn vị bạn quản lý" in refused.content.decode()
    assert "Nơi khác" not in refused.content.decode()
    assert manager.post(f"{PAGE}{token.id}/revoke/").status_code == 404


def test_the_list_keeps_to_the_budget_of_statements(manager: Client, doctor: Account) -> None:
    for number in range(3):
        actions.issue(post=posts_of(doctor)[0], name=f"Khóa {number}", days=9, by=SYSTEM)

    with counted() as statements:
        manager.get(PAGE)

    assert len(statements) <= 8
