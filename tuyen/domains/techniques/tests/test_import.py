"""A facility's list from a spreadsheet: what is known stays, what is wrong comes back with the reason."""

import datetime as dt
from typing import Any

import pytest

from tuyen.core.actor import Actor
from tuyen.domains.techniques.approved_import import APPROVED
from tuyen.domains.techniques.models import ApprovedTechnique
from tuyen.domains.techniques.tests.conftest import at
from tuyen.platform.imports.kinds import Outcome, Row
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(hospital: Unit, techniques: None) -> Actor:
    return at(hospital, "direction_office")


def row(number: int, **said: Any) -> Row:
    usual = {
        "code": "14.5",
        "name": "",
        "decision_number": "215/QĐ-SYT",
        "valid_from": dt.date(2024, 12, 30),
        "unit": "",
    }
    return Row(number, usual | said)


def test_a_list_is_taken_over_once(office: Actor, hospital: Unit) -> None:
    rows = [row(2), row(3, code="03.1527"), row(4)]

    first = [each.outcome for each in APPROVED.apply(rows, office, False)]
    again = [each.outcome for each in APPROVED.apply(rows, office, False)]

    assert first == [Outcome.CREATED, Outcome.CREATED, Outcome.UNCHANGED]
    assert again == [Outcome.UNCHANGED] * 3
    found = ApprovedTechnique.objects.filter(unit_id=hospital.id).order_by("code")
    assert [each.code for each in found] == ["14.5", "3.1527"]


def test_a_trial_writes_nothing(office: Actor) -> None:
    assert next(iter(APPROVED.apply([row(2)], office, True))).outcome == Outcome.CREATED

    assert not ApprovedTechnique.objects.exists()


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param({"code": "99.99"}, "Không có mã kỹ thuật", id="unknown code"),
        pytest.param({"valid_from": dt.date(2099, 1, 1)}, "sau hôm nay", id="future"),
        pytest.param({"unit": "Bệnh viện nào đó"}, "Không rõ đơn vị", id="unknown unit"),
        pytest.param({"unit": "Bệnh viện khác"}, "do giám đốc", id="not theirs"),
    ],
)
def test_a_bad_row_comes_back_with_the_reason(
    office: Actor, stranger: Unit, said: dict[str, Any], sentence: str
) -> None:
    [result] = APPROVED.apply([row(2, **said)], office, False)

    assert result.outcome == Outcome.BAD
    assert sentence in result.errors[0]
    assert not ApprovedTechnique.objects.exists()
