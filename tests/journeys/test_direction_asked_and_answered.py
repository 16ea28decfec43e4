"""From the hotline to a closed request, and an agreement from its signing to its end, by the pages alone."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of
from tuyen.core import clock, facts
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.steering.models import (
    Agreement,
    Commitment,
    DirectionEntry,
    DirectionPlan,
    HotlineCall,
    SupportRequest,
)
from tuyen.domains.steering.queries import plans
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Task
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def top(db: None) -> Unit:
    return create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )


@pytest.fixture
def hospital(top: Unit) -> Unit:
    return create_unit(parent=top, kind="hospital", name="Bệnh viện tỉnh mẫu", by=SYSTEM)


@pytest.fixture
def station(hospital: Unit) -> Unit:
    return create_unit(
        parent=hospital, kind="health_station", name="Trạm Mẫu", phone="0213 3777 001", by=SYSTEM
    )


YEAR = (clock.today().replace(month=1, day=1), clock.today())


def who_of(place: Unit) -> Actor:
    return actor_at(ScopeNode.objects.get(unit_id=place.id), "direction_office")


def browser_at(place: Unit, role: str):
    return browser_of(account_at(ScopeNode.objects.get(unit_id=place.id), role))


def day(ahead: int) -> str:
    return f"{clock.today() + dt.timedelta(days=ahead):%d/%m/%Y}"


@pytest.mark.capability("A8", where="/direction/hotline/")
@pytest.mark.capability("A11", where="/direction/support/")
def test_a_call_becomes_a_request_that_is_answered_and_closed_by_who_asked(
    hospital: Unit, station: Unit
) -> None:
    office = browser_at(hospital, "direction_office")
    nurse = browser_at(station, "station_nurse")

    office.post(reverse("steering:ring"))
    call = HotlineCall.objects.get()
    office.post(reverse("steering:pick_up", args=[call.id]))
    said = {
        "phone": "02133777001",
        "outcome": "send_team",
        "question": "Ba ca tiêu chảy cùng bản",
        "advice": "Cách ly, bù nước; sẽ cử tổ xuống",
        "follow_up_on": day(1),
        "then": "request",
    }
    saved = office.post(reverse("steering:call", args=[call.id]), said)
    form = {"urgency": "urgent", "topic": "outbreak", "title": "Tổ hỗ trợ ổ tiêu chảy"}
    office.post(saved.headers["Location"], form)
    row = SupportRequest.objects.get()
    office.post(reverse("steering:answer", args=[row.id]), {"answer": "Tổ 3 người, 14 giờ có mặt"})
    home = nurse.get(reverse("steering:home"), follow=True)  # a lower unit is led to its own board
    nurse.post(reverse("steering:close", args=[row.id]), {"rating": "5", "note": "Đến đúng giờ"})
    office.post(reverse("steering:follow_up", args=[call.id]), {"note": "Bản ổn, không ca mới"})

    row = SupportRequest.objects.get()
    assert (row.unit_id, row.call_id, row.status, row.rating) == (station.id, call.id, "closed", 5)
    assert "Tổ hỗ trợ ổ tiêu chảy" in home.text, "the station's own home shows what it asked"
    assert not Task.objects.filter(status="requested").exists()
    assert "Tổ hỗ trợ ổ tiêu chảy" in office.get(reverse("steering:unit", args=[station.id])).text


@pytest.mark.capability("A10", where="/direction/agreements/")
def test_an_agreement_carries_work_until_it_ends_and_nothing_after(
    hospital: Unit, station: Unit
) -> None:
    other_top = create_unit(
        parent=None, kind="health_department", name="Sở khác", chain="moh", by=SYSTEM
    )
    central = create_unit(
        parent=other_top, kind="hospital", name="Bệnh viện trung ương mẫu", by=SYSTEM
    )
    office, partner = (
        browser_at(hospital, "direction_office"),
        browser_at(central, "hospital_director"),
    )
    typed = {
        "kind": "comprehensive",
        "number": "01/HTTD",
        "title": "Hợp tác toàn diện",
        "other": str(central.id),
        "purposes": ["teleconsult", "technique_transfer"],
        "signed_on": day(-400),
        "valid_from": day(-390),
        "valid_to": day(60),
    }

    office.post(reverse("steering:new_agreement"), typed)
    row = Agreement.objects.get()
    url = reverse("steering:agreement", args=[row.id])
    owed = {
        "title": "Chuyển giao phaco",
        "deliverable": "Quyết định phê duyệt",
        "owner": str(central.id),
        "due_on": day(30),
    }
    office.post(reverse("steering:promise", args=[row.id]), owed)
    promise = Commitment.objects.get()
    partner.post(
        reverse("steering:fulfil", args=[promise.id]), {"on": day(0), "result": "QĐ 12/QĐ-BV"}
    )
    near = office.get(reverse("steering:agreements") + "?state=expiring")
    office.post(reverse("steering:end_agreement", args=[row.id]), {"on": day(0), "why": "CV 9"})
    refused = office.post(reverse("steering:promise", args=[row.id]), owed)

    asked = {"a": hospital.id, "b": central.id, "purpose": "teleconsult"}
    assert "Hợp tác toàn diện" in near.text
    assert Commitment.objects.get().status == "done"
    assert "Đã chấm dứt" in office.get(url).text
    assert refused.status_code == 422
    assert facts.ask("steering.agreement_in_force", **asked, on=clock.today()) is None
    assert not Task.objects.filter(status="requested").exists()


@pytest.mark.capability("A2", where="/direction/plans/work/")
def test_a_plan_of_both_sides_is_followed_and_the_sum_shows_who_got_too_little(
    hospital: Unit, station: Unit
) -> None:
    far = create_unit(parent=hospital, kind="health_station", name="Trạm Xa", by=SYSTEM)
    office = browser_at(hospital, "direction_office")
    nurse = browser_at(station, "station_nurse")
    year = str(clock.today().year)

    form = {"side": "directs", "year": year, "quarter": "0", "title": "Kế hoạch của tuyến trên"}
    office.post(reverse("steering:new_plan"), form)
    plan = DirectionPlan.objects.get()
    line = {"other": str(station.id), "kind": "remote_outbreak", "subject": "Họp về dịch sởi"}
    office.post(reverse("steering:plan", args=[plan.id]), {**line, "person_days": "1"})
    office.post(reverse("steering:approve_plan", args=[plan.id]))
    entry = {**line, "done_on": day(0), "person_days": "0,5", "minutes": "90", "attended": "24"}
    office.post(reverse("steering:new_entry"), entry)

    work = office.get(reverse("steering:work")).text
    assert "Kế hoạch của tuyến trên" in nurse.get(reverse("steering:plans")).text
    assert DirectionEntry.objects.get().minutes == 90
    assert "Họp về dịch sởi" in nurse.get(reverse("steering:log")).text
    assert work.index(far.name) < work.index(station.name), "the neglected one stands first"
    assert "thiếu" in work

    ours = lower_side_plans_and_logs(hospital, station)

    assert "Kế hoạch của trạm" in office.get(reverse("steering:plans")).text
    assert "Mời về dạy khâu tầng sinh môn" in office.get(reverse("steering:log")).text
    [line_of_ours] = plans.lines_of(ours)
    assert (line_of_ours.done_days, line_of_ours.times) == (1.5, 1)
    shares = plans.work(who_of(hospital), *YEAR).shares
    given = {share.given.unit_id: share.given.person_days for share in shares}
    assert given[station.id] == 0.5, "what the lower side wrote is not counted twice"


def lower_side_plans_and_logs(hospital: Unit, station: Unit) -> DirectionPlan:
    """The station plans what it wants of the hospital, and writes down that it came."""
    doctor = browser_at(station, "station_doctor")
    form = {"side": "directed", "year": str(clock.today().year), "quarter": "0"}
    doctor.post(reverse("steering:new_plan"), {**form, "title": "Kế hoạch của trạm"})
    plan = DirectionPlan.objects.get(unit_id=station.id)
    page = reverse("steering:plan", args=[plan.id])
    line = {"other": str(hospital.id), "kind": "hands_on", "person_days": "3"}
    doctor.post(page, {**line, "subject": "Mời về dạy khâu tầng sinh môn"})
    doctor.post(reverse("steering:approve_plan", args=[plan.id]))
    [planned] = plans.lines_of(plan)
    done = {**line, "subject": "Mời về dạy khâu tầng sinh môn", "person_days": "1,5"}
    entry = {**done, "done_on": day(0), "plan_line": str(planned.row.id)}
    assert doctor.post(reverse("steering:new_entry"), entry).status_code == 302
    assert DirectionEntry.objects.get(unit_id=station.id).side == "directed"
    return plan
