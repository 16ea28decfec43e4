"""A question from a commune goes up through three tiers, is answered, carried out and followed to the end."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from tests.agreements import agreed, on_duty_now
from tests.journeys.desk import Desk
from tests.network import account_at
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.teleconsult.jobs import escalate_before
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import Consult, Task
from tuyen.record.tests.conftest import sheet
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


def unit(parent: Unit | None, kind: str, name: str, **said: Any) -> Unit:
    return create_unit(parent=parent, kind=kind, name=name, by=SYSTEM, **said)


def desk(at: Unit, role: str = "hospital_doctor") -> Desk:
    return Desk(account_at(ScopeNode.objects.get(unit_id=at.id), role))


@pytest.mark.capability("A7", where="/consults/")
def test_a_question_climbs_three_tiers_and_is_followed_to_the_end() -> None:
    """Asked at a station, unanswered at the centre, second opinion of the central hospital, outcome."""
    ministry = unit(None, "ministry", "Bộ Y tế mẫu", chain="moh")
    province = unit(ministry, "hospital", "Bệnh viện tỉnh mẫu")
    centre = unit(province, "district_health_centre", "Trung tâm Y tế mẫu")
    station = unit(centre, "health_station", "Trạm Y tế mẫu")
    central = unit(ministry, "hospital", "Bệnh viện trung ương mẫu")
    for one, other in ((station, centre), (centre, province), (province, central)):
        agreed(one.id, other.id)
    on_duty_now(centre.id, "BS Trực Mẫu")
    below, middle, top = desk(station, "station_doctor"), desk(province), desk(central)
    patient = person(below.who)
    enqueue(person_id=patient.id, by=below.who)
    visit = finish_visit(person=patient.id, sheet=sheet(lines=()), by=below.who).encounter_id

    # the station asks; nobody at the centre answers, the clock moves the case up
    ask = reverse("teleconsult:ask", args=[visit])
    assert "BS Trực Mẫu" in below.at(ask)
    said = {"question": "Có cần chuyển không?", "urgency": "urgent", "is_informed": "on"}
    below.fill(ask, **said)
    first = Consult.objects.get()
    assert first.to_unit_id == centre.id
    assert escalate_before(clock.now() + dt.timedelta(hours=3)) == 1
    case = Consult.objects.get(follows_id=first.id)
    assert case.to_unit_id == province.id
    assert "Có cần chuyển không?" in middle.see("teleconsult:board")
    assert middle.misses("teleconsult:case", first.id) is False

    # the province takes it, asks for more, asks the central hospital, signs
    page = reverse("teleconsult:case", args=[case.id])
    middle.fill(page, reverse("teleconsult:accept", args=[case.id]))
    answer = reverse("teleconsult:answer", args=[case.id])
    middle.fill(page, answer, verb="more", text="Gửi thêm điện tim")
    below.fill(page, reverse("teleconsult:say", args=[case.id]), text="Nhịp xoang, không ST chênh")
    to_central = {"verb": "second", "to_unit": str(central.id), "note": "Có chụp mạch không?"}
    middle.fill(page, reverse("teleconsult:redirect", args=[case.id]), **to_central)
    further = Consult.objects.get(to_unit_id=central.id)
    up = reverse("teleconsult:case", args=[further.id])
    assert "Nhịp xoang" not in top.at(up)  # the talk of the first stays with its two sides
    top.fill(
        up,
        reverse("teleconsult:answer", args=[further.id]),
        verb="sign",
        sure="1",
        kind="treat_here",
        text="Chưa cần chụp mạch.",
    )
    advice = {"verb": "sign", "sure": "1", "kind": "treat_here", "text": "Điều trị tại trạm."}
    middle.fill(page, answer, **advice)

    # the station reads it, follows the person and tells the end; the province closes
    assert "Điều trị tại trạm." in below.at(page)
    below.fill(page, reverse("teleconsult:read", args=[case.id]))
    follow = reverse("teleconsult:follow", args=[case.id])
    for state in ("same", "better", "better"):
        below.fill(page, follow, state=state)
    close = reverse("teleconsult:close", args=[case.id])
    middle.browser.post(close, {"held": "yes"})
    case.refresh_from_db()
    assert case.status == "advised"  # no closing before the outcome
    below.fill(page, reverse("teleconsult:outcome", args=[case.id]), outcome="1", agreed="yes")
    middle.fill(page, close, held="yes")
    top.fill(up, reverse("teleconsult:close", args=[further.id]), held="yes")

    case.refresh_from_db()
    assert (case.status, case.outcome, case.held) == ("closed", "1", "yes")
    assert not Task.objects.filter(subject_id=case.id, status="requested").exists()
    readers = set(ReadLog.objects.filter(patient_id=patient.id).values_list("what", flat=True))
    assert {"consult_form", "consult"} <= readers
