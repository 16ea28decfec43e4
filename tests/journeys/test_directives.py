"""Down and up the tree through pages: a directive read by eleven of twelve units, another withdrawn; a
difficulty raised by thirty stations, grouped, answered once, closed; a workshop of eighty stations."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.directives.models import (
    Attendance,
    Conclusion,
    Difficulty,
    Directive,
    Duty,
    Gathering,
    Receipt,
    Site,
    TopicCase,
)
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.changes import history
from tuyen.record.models import Task
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


def desk(unit: Unit, role: str, name: str = "") -> tuple[Client, Actor]:
    account = account_at(ScopeNode.objects.get(pk=unit.pk), role, name=name)
    who = actor_of(account)
    assert who is not None
    return browser_of(account), who


@pytest.fixture
def hospital() -> Unit:
    top = create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )
    return create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


def stations(parent: Unit, count: int) -> list[Unit]:
    return [
        create_unit(parent=parent, kind="health_station", name=f"Trạm Y tế Mẫu {n:02d}", by=SYSTEM)
        for n in range(1, count + 1)
    ]


def issued(office: Client, director: Client, number: str) -> Directive:
    """Drafted by the office, approved and issued by the director, all on pages."""
    form = {
        "kind": "dispatch",
        "title": f"Văn bản {number}",
        "audience": "tree",
        "ask_title_0": "Báo cáo kết quả",
        "ask_due_0": "+10",
    }
    office.post(reverse("directives:new"), form)
    row = Directive.objects.get(title=f"Văn bản {number}")
    director.post(reverse("directives:approve", args=[row.id]))
    signed = {
        "number": number,
        "issued_on": f"{clock.today():%d/%m/%Y}",
        "signed_by": "Giám đốc mẫu",
    }
    answer = director.post(reverse("directives:issue", args=[row.id]), signed)
    assert answer.status_code == 302, answer.text[-1500:]
    return row


@pytest.mark.capability("A13", where="/direction/directives/")
def test_a_directive_is_read_by_eleven_of_twelve_units_and_the_twelfth_is_reminded(
    hospital: Unit,
) -> None:
    """Issued to twelve stations, eleven read it, the twelfth is reminded; a second one is withdrawn."""
    units = stations(hospital, 12)
    office, _clerk = desk(hospital, "direction_office")
    director, _head = desk(hospital, "hospital_director")
    row = issued(office, director, "01/CV")
    page = reverse("directives:directive", args=[row.id])

    readers = [desk(unit, "station_doctor", f"Bác sĩ {unit.name}")[0] for unit in units]
    for browser in readers[:11]:
        assert "Văn bản 01/CV" in browser.get(reverse("directives:home")).text
        browser.post(reverse("directives:read", args=[row.id]))

    assert "11/12" in office.get(page).text
    unread = office.get(page, {"state": "unread"}).text
    assert units[11].name in unread
    assert units[0].name not in unread
    office.post(reverse("directives:remind", args=[row.id]))
    assert Receipt.objects.get(unit_id=units[11].id).reminders == 1
    assert Receipt.objects.filter(reminders__gt=0).count() == 1
    assert "Đã được nhắc 1 lần" in readers[11].get(page).text
    duty = Duty.objects.get(unit_id=units[0].id)
    readers[0].post(reverse("directives:duty", args=[duty.id]), {"report": "Đã làm xong"})
    office.post(reverse("directives:judge", args=[duty.id]), {"verdict": "accept"})
    assert Duty.objects.get(pk=duty.id).status == "accepted"

    second = issued(office, director, "02/CV")
    director.post(reverse("directives:withdraw", args=[second.id]), {"why": "Trùng văn bản của Sở"})
    told = readers[3].get(reverse("directives:directive", args=[second.id])).text
    assert "Trùng văn bản của Sở" in told
    assert Task.objects.filter(kind="directive_withdrawn", status="requested").count() == 12
    assert not Duty.objects.filter(directive_id=second.id).exclude(status="cancelled").exists()
    assert not list(history.broken_links())


@pytest.mark.capability("A14", where="/direction/difficulties/")
def test_a_difficulty_of_thirty_stations_is_answered_once_and_closed_by_the_last(
    hospital: Unit,
) -> None:
    """Thirty stations raise the same; the office groups them, answers once; each says that it is solved."""
    doctors = [desk(unit, "station_doctor") for unit in stations(hospital, 30)]
    office, _clerk = desk(hospital, "direction_office")
    form = {"topic": "software", "title": "Phải nhập hai lần", "to_unit_id": str(hospital.id)}
    for browser, _who in doctors:
        assert browser.post(reverse("directives:raise"), form).status_code == 302

    ids = [str(row.id) for row in Difficulty.objects.all()]
    grouped = office.post(
        reverse("directives:gather"), {"difficulty": ids, "title": "Nhập liệu hai lần"}
    )
    case = TopicCase.objects.get()
    assert (case.units_count, grouped.status_code) == (30, 302)
    assert "30 đơn vị" in office.get(grouped["Location"]).text
    office.post(reverse("directives:case", args=[case.id]), {"text": "Đã liên thông một lần nhập"})

    for number, (browser, who) in enumerate(doctors):
        row = Difficulty.objects.get(unit_id=who.unit_id)
        seen = browser.get(reverse("directives:difficulty", args=[row.id])).text
        assert "Đã liên thông một lần nhập" in seen
        browser.post(reverse("directives:settle", args=[row.id]), {"verdict": "solved"})
        expected = "closed" if number == 29 else "answered"
        assert TopicCase.objects.get().status == expected

    assert not Task.objects.filter(status="requested").exists()


@pytest.mark.capability("A12", where="/direction/gatherings/")
def test_a_workshop_of_eighty_stations_ends_in_minutes_and_tasks(hospital: Unit) -> None:
    """Eighty sites, two hundred and twenty people by list and by code, a conclusion with its owner."""
    units = stations(hospital, 80)
    office, _clerk = desk(hospital, "direction_office")
    form = {
        "title": "Hội thảo chất lượng trạm y tế",
        "kind": "workshop",
        "mode": "both",
        "day": f"{clock.today():%d/%m/%Y}",
        "starts": "08:00",
        "hosts": "Giám đốc mẫu",
    }
    office.post(reverse("directives:new_gathering"), form)
    row = Gathering.objects.get()
    everyone = {"everyone": "on", "seats": "3", "own_sites": "on"}
    assert office.post(reverse("directives:invite", args=[row.id]), everyone).status_code == 302
    sites = {site.at_unit_id: site for site in Site.objects.filter(is_main=False)}
    assert len(sites) == 80

    for number, unit in enumerate(units):
        count = 3 if number < 59 else 2
        names = "\n".join(f"Cán bộ {number} {n}; Điều dưỡng" for n in range(count))
        listed = {"site": str(sites[unit.id].id), "names": names}
        answer = office.post(reverse("directives:write_list", args=[row.id]), listed)
        assert answer.status_code == 302, answer.text[-1500:]
    browser, who = desk(units[0], "station_doctor", "Bác sĩ quét mã")
    scanned = {"code": row.code, "site": str(sites[units[0].id].id)}
    browser.post(reverse("directives:check_in", args=[row.id]), scanned)

    assert Attendance.objects.count() == 220
    page = office.get(reverse("directives:gathering", args=[row.id])).text
    assert "<b>220</b>" in page
    conclusion = {"text": "Lập danh sách máy hỏng", "unit": str(units[0].id), "due_on": "+14"}
    office.post(reverse("directives:add_part", args=[row.id, "conclusion"]), conclusion)
    office.post(reverse("directives:close_minutes", args=[row.id]), {"discussion": "Thống nhất"})
    minutes = browser.get(reverse("directives:minutes", args=[row.id]))
    assert minutes.content[:4] == b"%PDF"
    done = Conclusion.objects.get(unit_id=who.unit_id)
    browser.post(reverse("directives:conclusion", args=[done.id]), {"report": "Có 14 trạm"})
    assert Conclusion.objects.get().status == "done"
