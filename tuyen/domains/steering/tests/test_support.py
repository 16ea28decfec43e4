"""A lower unit asks, the upper one answers inside its clock, the asker closes or reopens."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.steering.actions import agreements
from tuyen.domains.steering.actions import support as actions
from tuyen.domains.steering.actions.support import Asked
from tuyen.domains.steering.models import SupportRequest
from tuyen.domains.steering.queries import support as queries
from tuyen.domains.steering.rules import support as rules
from tuyen.domains.steering.rules.support import NEXT, Status
from tuyen.domains.steering.tests.conftest import at, browser_at, signed, unit
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit
from tuyen.registry.terms import actions as terms
from tuyen.registry.terms import figures

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
NOON = dt.datetime(2026, 6, 15, 5, 0, tzinfo=dt.UTC)


def asked(to: Unit, **more: str) -> Asked:
    given = {"topic": "treatment", "urgency": "urgent", "title": "Xử trí phản vệ tại trạm"}
    return Asked(to_unit_id=to.id, **{**given, **more})


@pytest.fixture
def request_(doctor: Actor, hospital: Unit) -> SupportRequest:
    return actions.ask(said=asked(hospital, question="Phác đồ nào?"), by=doctor)


def test_no_status_leads_nowhere_but_the_withdrawn_and_the_declined_one() -> None:
    ends = {status for status, then in NEXT.items() if not then}

    assert ends == {Status.WITHDRAWN, Status.DECLINED}


@pytest.mark.capability("A8", where="/direction/support/")
def test_a_unit_that_cannot_help_declines_and_the_asker_goes_elsewhere(
    request_: SupportRequest, hospital: Unit, centre: Unit, station: Unit
) -> None:
    above, below = browser_at(hospital, "direction_office"), browser_at(station, "station_doctor")
    address = reverse("steering:request", args=[request_.id])
    decline = reverse("steering:decline", args=[request_.id])

    assert below.post(decline, {"why": "x"}).status_code == 403
    assert above.post(decline, {"why": " "}).status_code == 422
    assert (
        above.post(decline, {"why": "Không có bác sĩ nhi, hỏi bệnh viện khác"}).status_code == 302
    )

    told = Task.objects.get(kind=actions.DECLINED, status="requested")
    assert told.unit_id == station.id
    assert not Task.objects.filter(kind=actions.TO_ANSWER, status="requested").exists()
    shown = below.get(address).text
    assert "Không có bác sĩ nhi" in shown
    assert "Gửi nơi khác" in shown
    elsewhere = f"{reverse('steering:ask')}?after={request_.id}"
    offered = below.get(elsewhere).text
    assert request_.title in offered
    assert f'value="{hospital.id}"' not in offered
    said = {"to": str(centre.id), "urgency": "urgent", "topic": "treatment", "title": "Như trên"}
    below.post(elsewhere, said)
    further = SupportRequest.objects.get(after_id=request_.id)
    told.refresh_from_db()
    assert (further.to_unit_id, further.status) == (centre.id, "requested")
    assert told.status == "completed"
    assert reverse("steering:request", args=[further.id]) in below.get(address).text


@pytest.mark.parametrize("closed", ["answered", "withdrawn"])
def test_what_was_answered_or_withdrawn_is_not_declined(
    request_: SupportRequest, office: Actor, doctor: Actor, closed: str
) -> None:
    if closed == "answered":
        actions.answer(request=request_, text="Adrenalin", by=office)
    else:
        actions.withdraw(request=request_, why="Đã qua", by=doctor)

    with pytest.raises(Refused, match="không từ chối được"):
        actions.decline(request=request_, why="Không có người", by=office)


@pytest.mark.parametrize(
    "minutes, urgency, tone",
    [
        pytest.param(10, "urgent", "good", id="fresh"),
        pytest.param(180, "urgent", "warn", id="three_quarters_gone"),
        pytest.param(241, "urgent", "warn", id="late"),
        pytest.param(241, "emergency", "danger", id="late_emergency"),
    ],
)
def test_the_clock_turns_red_for_an_emergency_only(minutes: int, urgency: str, tone: str) -> None:
    due = NOON + 240 * MINUTE

    assert rules.tone_of(NOON, due, NOON + minutes * MINUTE, urgency) == tone


def test_asked_taken_answered_and_closed_by_the_asker(
    request_: SupportRequest, office: Actor, doctor: Actor, hospital: Unit, station: Unit
) -> None:
    assert Task.objects.get(kind=actions.TO_ANSWER).unit_id == hospital.id

    actions.take(request=request_, by=office)
    actions.answer(request=request_, text="Adrenalin 0,5 mg tiêm bắp", by=office)

    assert Task.objects.get(kind=actions.TO_ANSWER).status == "completed"
    assert Task.objects.get(kind=actions.TO_CLOSE, status="requested").unit_id == station.id

    actions.close(request=request_, rating=5, note="Kịp thời", by=doctor)

    row = SupportRequest.objects.get()
    assert (row.status, row.rating, row.closed_by_name) == ("closed", 5, "Bác sĩ trạm")
    assert not Task.objects.filter(status="requested").exists()
    assert [step.status for step in queries.steps_of(row)] == [
        "requested",
        "taken",
        "answered",
        "closed",
    ]


def test_an_answer_that_did_not_help_is_reopened_and_stays_readable(
    request_: SupportRequest, office: Actor, doctor: Actor
) -> None:
    actions.answer(request=request_, text="Xem tài liệu", by=office)
    first = request_.answer_by
    with clock.stopped(clock.now() + dt.timedelta(hours=2)):
        actions.reopen(request=request_, why="Trạm không có tài liệu đó", by=doctor)

    assert request_.answer_by > first, "the clocks run anew"
    assert Task.objects.filter(kind=actions.TO_ANSWER, status="requested").count() == 1

    actions.answer(request=request_, text="Gửi bản chụp phác đồ", by=office)

    assert "Xem tài liệu" in [step.said for step in queries.steps_of(request_)]
    assert SupportRequest.objects.get().reopened == 1


def test_steps_out_of_order_are_refused(
    request_: SupportRequest, office: Actor, doctor: Actor
) -> None:
    with pytest.raises(Refused, match="Chưa có trả lời"):
        actions.close(request=request_, rating=3, by=doctor)
    with pytest.raises(Refused, match="đã có trả lời"):
        actions.reopen(request=request_, why="?", by=doctor)
    actions.answer(request=request_, text="Đáp", by=office)
    with pytest.raises(Refused, match="đóng đề nghị thay vì rút"):
        actions.withdraw(request=request_, why="", by=doctor)
    actions.close(request=request_, rating=None, by=doctor)
    with pytest.raises(Refused, match="mở lại thì mới"):
        actions.answer(request=request_, text="Thêm", by=office)


def test_only_the_asked_unit_answers_and_only_the_asker_closes(
    request_: SupportRequest, office: Actor, doctor: Actor, centre: Unit, department: Unit
) -> None:
    officer = at(department, "department_officer")

    with pytest.raises(NotPermitted):
        actions.answer(request=request_, text="Sở trả lời thay", by=officer)
    with pytest.raises(NotPermitted):
        actions.close(request=request_, rating=5, by=office)
    assert queries.visible_to(officer).exists(), "who directs both sides reads it"


def test_nobody_asks_a_unit_that_does_not_direct_them(
    doctor: Actor, other_hospital: Unit, agreement: object
) -> None:
    with pytest.raises(Refused, match="văn bản hợp tác còn hiệu lực"):
        actions.ask(said=asked(other_hospital), by=doctor)


def test_an_agreement_in_force_opens_the_door_and_an_ended_one_closes_it(
    office: Actor, agreement: object, other_hospital: Unit
) -> None:
    actions.ask(said=asked(other_hospital), by=office)

    agreements.end(agreement=agreement, on=clock.today(), why="CV 1", by=office)

    with pytest.raises(Refused, match="gia hạn hoặc ký mới"):
        actions.ask(said=asked(other_hospital), by=office)


def test_a_lapsed_regulation_opens_no_door(office: Actor, other_hospital: Unit) -> None:
    lapsed = signed(
        other=other_hospital,
        signed_on=dt.date(2020, 1, 1),
        valid_from=dt.date(2020, 1, 1),
        valid_to=dt.date(2023, 12, 31),
    )
    agreements.sign(said=lapsed, by=office)

    with pytest.raises(Refused):
        actions.ask(said=asked(other_hospital), by=office)


def test_the_lists_of_both_sides(
    request_: SupportRequest, office: Actor, doctor: Actor, station: Unit
) -> None:
    stranger = at(unit("Sở Y tế xa", "health_department", chain="moh"), "department_officer")

    assert list(queries.listed(office, which="to_us")) == [request_]
    assert list(queries.listed(doctor, which="ours")) == [request_]
    assert not queries.listed(doctor, which="late").exists()
    assert not queries.listed(stranger, which="all").exists()
    with clock.stopped(clock.now() + dt.timedelta(hours=5)):
        assert list(queries.listed(office, which="late")) == [request_], "nobody took it in time"


def test_how_requests_of_a_year_were_served(
    request_: SupportRequest, office: Actor, doctor: Actor
) -> None:
    actions.answer(request=request_, text="Đáp", by=office)
    actions.close(request=request_, rating=4, by=doctor)

    served = queries.served(office, clock.start_of(clock.today().replace(month=1, day=1)))

    assert (served.asked, served.answered, served.in_time, served.open) == (1, 1, 1, 0)
    assert served.rating == 4


def test_the_pages_of_both_sides(office_unit: Unit, station: Unit, hospital: Unit) -> None:
    below, above = browser_at(station, "station_nurse"), browser_at(office_unit, "direction_office")
    typed = {
        "to": str(hospital.id),
        "urgency": "emergency",
        "topic": "drug",
        "title": "Hết adrenalin",
        "question": "Xin hỗ trợ 10 ống",
    }

    sent = below.post(reverse("steering:ask"), typed)
    row = SupportRequest.objects.get()
    url = reverse("steering:request", args=[row.id])
    listed = above.get(reverse("steering:requests") + "?which=to_us")
    taken = above.post(reverse("steering:take", args=[row.id]))
    empty = above.post(reverse("steering:answer", args=[row.id]), {"answer": ""})
    above.post(reverse("steering:answer", args=[row.id]), {"answer": "Gửi trong sáng nay"})
    below.post(reverse("steering:close", args=[row.id]), {"rating": "5", "note": ""})

    assert (sent.status_code, taken.status_code, empty.status_code) == (302, 302, 422)
    assert "Hết adrenalin" in listed.text
    assert "Gửi trong sáng nay" in below.get(url).text
    assert SupportRequest.objects.get().status == "closed"
    assert "Hết adrenalin" in below.get(reverse("steering:requests") + "?which=closed").text


def test_the_list_of_requests_asks_few_statements(
    request_: SupportRequest, office_unit: Unit
) -> None:
    browser = browser_at(office_unit, "direction_office")
    browser.get(reverse("steering:requests"))

    with counted() as statements:
        browser.get(reverse("steering:requests"))

    assert len(statements) <= 8, "\n".join(statements)


def test_the_clock_of_the_asked_hospital_counts_and_no_other(
    doctor: Actor, hospital: Unit, other_hospital: Unit, department: Unit
) -> None:
    head = at(hospital, "hospital_director")
    figure = figures.with_code("steering.support:urgent:answer_minutes", clock.today())
    assert figure is not None
    before = queries.urgencies(clock.today(), hospital.id)["urgent"]["answer_minutes"]
    terms.confirm_value(
        open_value=figure, value="90", source="Quy chế 5", valid_from=clock.today(), by=head
    )

    row = actions.ask(said=asked(hospital), by=doctor)

    assert before == 1440
    assert row.answer_by - row.asked_at == 90 * MINUTE
    assert queries.urgencies(clock.today(), other_hospital.id)["urgent"]["answer_minutes"] == 1440
    yesterday = clock.today() - dt.timedelta(days=1)
    assert queries.urgencies(yesterday, hospital.id)["urgent"]["answer_minutes"] == 1440
