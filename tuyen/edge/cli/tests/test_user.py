"""Accounts made and reset on a node without a network."""

import json
import re

import pytest

from tests import network
from tuyen.edge.cli.app import app
from tuyen.platform.access.actions import first_password
from tuyen.platform.access.sign_in import posts_of
from tuyen.platform.accounts.models import Account

pytestmark = pytest.mark.django_db


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    with pytest.raises(SystemExit) as ended:
        app([*arguments, "--json"])

    assert ended.value.code == 0
    said: dict[str, str] = json.loads(capsys.readouterr().out)
    return said


def test_a_new_account_signs_in_with_its_one_time_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    station = network.node("Trạm y tế xã Mẫu")

    said = _run(
        capsys, "user", "add", "Lan", "--name", "Mẫu", "--role", "station_nurse",
        "--unit", "Trạm y tế xã Mẫu",
    )  # fmt: skip

    account = Account.objects.get(username="lan")
    assert account.check_password(said["password"])
    assert account.must_change_password
    assert posts_of(account)[0].unit_id == station.unit_id


def test_a_reset_ends_the_old_password(capsys: pytest.CaptureFixture[str]) -> None:
    account = network.account_at(network.node("Trạm"), "station_nurse")

    said = _run(capsys, "user", "reset", account.username)

    account.refresh_from_db()
    assert not account.check_password(network.PASSWORD)
    assert account.check_password(said["password"])


def test_a_one_time_password_can_be_read_over_the_telephone() -> None:
    assert re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", first_password())
