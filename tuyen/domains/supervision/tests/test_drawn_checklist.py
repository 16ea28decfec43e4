"""A checklist that the office drew itself goes on a round like one that ships."""

import pytest
from django.urls import reverse

from tests.drawn import drawn
from tests.network import account_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.supervision.actions import rounds
from tuyen.domains.supervision.models import Finding, SupervisionRound
from tuyen.domains.supervision.tests.conftest import wanted
from tuyen.platform import forms
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.forms.reading import ANSWER
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db
WATER = {
    "link": "water",
    "kind": "boolean",
    "label_vi": "Có nước sạch",
    "required": True,
    "score": 2,
    "marks": {"finding": "major"},
}
LEVELS = [{"at_least": 0, "label_vi": "Chưa đạt nước", "tone": "danger"}]


@pytest.mark.capability("A6")
def test_a_drawn_checklist_is_chosen_filled_in_and_finds_fault(
    office: Actor, hospital: Unit, centre: Unit
) -> None:
    form = drawn("supervision", "Kiểm tra nước", WATER, levels=LEVELS, by=office)
    browser = browser_of(account_at(ScopeNode.objects.get(pk=hospital.pk), "direction_office"))
    today = f"{clock.today():%d/%m/%Y}"
    sent = {
        "unit": str(centre.pk),
        "starts_on": today,
        "ends_on": today,
        "purpose": "Giám sát nước",
        "leader_name": "Trưởng đoàn mẫu",
        "form_code": form.code,
    }

    offered = browser.get(reverse("supervision:new"))
    browser.post(reverse("supervision:new"), sent)
    row = SupervisionRound.objects.get()
    page = reverse("supervision:checklist", args=[row.id])
    asked = browser.get(page)
    browser.post(page, {f"{ANSWER}water": "no"})
    shown = browser.get(reverse("supervision:round", args=[row.id]))

    assert "Kiểm tra nước" in offered.text
    assert "Có nước sạch" in asked.text
    assert [each.grade for each in Finding.objects.filter(round_id=row.id)] == ["major"]
    assert "Chưa đạt nước" in shown.text


def test_a_survey_is_no_checklist(office: Actor, centre: Unit) -> None:
    form = drawn("survey", "Phiếu nước", WATER, by=office)

    with pytest.raises(Refused, match="không thuộc loại"):
        rounds.plan_round(wanted=wanted(centre, form_code=form.code), by=office)
    assert forms.find(form.code).kind == "survey"
