"""The receiving unit answers the form on a guest once; both sides read it with the name of who answered."""

import pytest
from django.urls import reverse

from tests.network import browser_of
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.evaluation import actions, queries
from tuyen.domains.evaluation.models import Evaluation
from tuyen.domains.rotation import actions as rotation
from tuyen.domains.rotation import judged
from tuyen.domains.rotation.models import RotationTurn
from tuyen.domains.rotation.tests.conftest import account, said
from tuyen.record import evaluated
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db
SAID = {
    "professional": "5",
    "teaching": "4",
    "attitude": "5",
    "patients": "5",
    "target": True,
    "again": True,
    "kept": "Siêu âm tim tại giường",
}


def given(turn: RotationTurn, by: Actor) -> Evaluation:
    subject = evaluated.subject(judged.KIND)
    assert subject is not None
    found = subject.find(by, turn.id)
    assert found is not None
    form = queries.form_of(found, subject)
    return actions.evaluate(found=found, kind=judged.KIND, form=form, answers=SAID, by=by)


@pytest.mark.capability("A9", where="/evaluations/")
def test_the_receiver_answers_and_both_sides_read_it_with_the_name(
    turn: RotationTurn, giver: Actor, taker: Actor, upper: Unit, lower: Unit
) -> None:
    """Asked on the page of the turn, answered once for the unit, read by the sender."""
    with pytest.raises(NotPermitted, match="đơn vị nhận"):
        given(turn, giver)
    given(turn, taker)
    with pytest.raises(Refused, match="chỉ gửi một lần"):
        given(turn, taker)

    browser = browser_of(account(upper, "direction_office"))
    summary = reverse("evaluation:summary", args=[judged.KIND, turn.id])
    assert summary in browser.get(reverse("rotation:turn", args=[turn.id])).text
    read = browser.get(summary).text
    assert "Siêu âm tim tại giường" in read
    assert taker.name in read


def test_a_turn_that_has_not_begun_is_not_evaluated(
    cardiologist: StaffMember, upper: Unit, lower: Unit, giver: Actor, taker: Actor
) -> None:
    coming = rotation.plan_turn(said=said(cardiologist, upper, lower, first=5), by=giver)

    with pytest.raises(NotPermitted, match="đã bắt đầu"):
        given(coming, taker)
