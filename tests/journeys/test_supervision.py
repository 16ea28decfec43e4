"""A round from the list of units to the mended fault: planned by risk, filled in, minuted, closed late."""

import base64
import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.supervision.models import CorrectiveAction, SupervisionRound
from tuyen.domains.supervision.tests.conftest import all_met
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.forms.tests.test_drawing_forms import PNG
from tuyen.record.models import Task
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def hospital() -> Unit:
    department = network.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", by=SYSTEM, chain="moh"
    )
    return network.create_unit(parent=department, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


@pytest.fixture
def centre(hospital: Unit) -> Unit:
    unit = network.create_unit(
        parent=hospital.parent, kind="district_health_centre", name="Trung tâm mẫu", by=SYSTEM
    )
    network.affiliate(
        upper=hospital, lower=unit, kind="steering", valid_from=dt.date(2024, 1, 1), by=SYSTEM
    )
    return unit


def _browser(unit: Unit, role: str) -> Client:
    return browser_of(account_at(ScopeNode.objects.get(pk=unit.pk), role))


def _text(answer: object) -> str:
    return str(answer.content.decode())


@pytest.mark.capability("A6", where="/direction/supervision/")
def test_a_finding_is_closed_late_and_shown_late(
    hospital: Unit, centre: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, theirs = _browser(hospital, "direction_office"), _browser(centre, "station_doctor")
    today = clock.today()

    # the unit that nobody has visited stands first, and one click puts it on the calendar
    listed = _text(office.get(reverse("supervision:candidates"), {"only": "unvisited"}))
    assert centre.name in listed
    office.post(
        reverse("supervision:new"),
        {
            "unit": str(centre.id),
            "starts_on": f"{today:%d/%m/%Y}",
            "purpose": "Giám sát quý",
            "form_code": "supervision_station",
            "leader_name": "Trưởng đoàn mẫu",
            "led_by": "Công đoàn ngành y tế",
            "team": "Thành viên mẫu | Sở Y tế",
        },
    )
    round_ = SupervisionRound.objects.get()
    assert centre.name in _text(office.get(reverse("supervision:home")))

    # on the phone: a photo goes ahead of the checklist, a half-done checklist stays
    photo = uuid4()
    content = base64.b64encode(PNG).decode()
    office.post(reverse("forms:file", args=[photo]), {"content": content, "name": "tu-lanh.png"})
    checklist = reverse("supervision:checklist", args=[round_.id])
    assert office.get(checklist).status_code == 200
    half = {"a:staff_on_duty": "met", "half": "1", "repeat": str(uuid4())}
    assert office.post(checklist, half).status_code == 302
    said = {
        f"a:{link}": {True: "yes", False: "no"}.get(value, value)
        for link, value in all_met(emergency_oxygen=False).items()
    }
    said |= {"a:emergency_photo": str(photo), "repeat": str(uuid4())}
    assert office.post(checklist, said).status_code == 302
    assert office.post(checklist, said).status_code == 302  # the outbox sends it once more

    # what lost points is a finding; the minutes make it the unit's work
    action = CorrectiveAction.objects.get()
    assert action.grade == "major"
    assert action.finding_text not in _text(
        theirs.get(reverse("supervision:round", args=[round_.id]))
    )
    office.post(
        reverse("supervision:draft_action", args=[round_.id, action.id]),
        {
            "grade": "major",
            "what": "Mua bình ô-xy",
            "owner_name": "Trưởng trạm",
            "due_on": f"{today + 5 * DAY:%d/%m/%Y}",
        },
    )
    office.post(
        reverse("supervision:conclude", args=[round_.id]),
        {"conclusion": "Thiếu ô-xy.", "unit_said": "Xin khắc phục.", "number": "01/BB"},
    )
    minutes = office.get(reverse("supervision:minutes", args=[round_.id]))
    assert minutes.content.startswith(b"%PDF")
    assert Task.objects.get(unit_id=centre.id).due_on == today + 5 * DAY
    page = _text(theirs.get(reverse("supervision:round", args=[round_.id])))
    assert "Mua bình ô-xy" in page

    # eight days later: overdue on both boards; mended three days after the deadline
    monkeypatch.setattr(clock, "today", lambda: today + 8 * DAY)
    overdue = reverse("supervision:findings")
    assert "Quá hạn 3 ngày" in _text(office.get(overdue, {"state": "overdue"}))
    assert "Quá hạn 3 ngày" in _text(theirs.get(overdue, {"state": "waiting"}))
    url = reverse("supervision:action", args=[action.id])
    bare = theirs.post(url, {"a:done_on": f"{today + 8 * DAY:%d/%m/%Y}"})
    assert bare.status_code == 422
    theirs.post(
        url, {"a:done_on": f"{today + 8 * DAY:%d/%m/%Y}", "a:evidence": "Đã mua, có hóa đơn."}
    )
    office.post(reverse("supervision:accept", args=[action.id]), {"remark": "Đã xem tại chỗ"})

    # closed, and late for ever
    monkeypatch.setattr(clock, "today", lambda: today + 200 * DAY)
    assert "Đóng muộn 3 ngày" in _text(office.get(overdue, {"state": "late"}))
    assert "Đóng muộn 3 ngày" in _text(theirs.get(url))
    assert _text(office.get(reverse("supervision:trends"))).count("<tr>") > 1
    assert office.get(reverse("supervision:findings_xlsx")).content.startswith(b"PK")
    assert office.get(reverse("supervision:of_unit", args=[centre.id])).status_code == 200
