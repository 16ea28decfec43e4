"""Calls are timed, callers found by their number, promises of calling back kept, the roster answers."""

import datetime as dt

import pytest
from django.urls import reverse

from tuyen.core import clock, facts
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.domains.steering.actions import hotline as actions
from tuyen.domains.steering.actions.hotline import Advice, Turn
from tuyen.domains.steering.actions.support import Asked
from tuyen.domains.steering.models import DutyTurn, HotlineCall, SupportRequest
from tuyen.domains.steering.queries import hotline as queries
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.domains.steering.rules import duty
from tuyen.domains.steering.rules.hotline import is_met, phone_key, phones_in
from tuyen.domains.steering.tests.conftest import at, browser_at
from tuyen.platform import changes
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.actions import new_member
from tuyen.registry.staff.models import Post

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)
ADVISED = Advice(outcome="advised", question="Sốt xuất huyết ngày 5", advice="Truyền dịch chậm")


@pytest.mark.parametrize(
    "text, key",
    [
        pytest.param("0912 345 678", "0912345678", id="spaces"),
        pytest.param("+84912345678", "0912345678", id="abroad"),
        pytest.param("84912345678", "0912345678", id="without_plus"),
        pytest.param("0213.387.1222", "02133871222", id="points"),
        pytest.param("115", "", id="too_short"),
        pytest.param("", "", id="empty"),
    ],
)
def test_one_number_has_one_key_however_it_is_typed(text: str, key: str) -> None:
    assert phone_key(text) == key


def test_a_field_may_hold_several_numbers() -> None:
    assert phones_in("0213 3870 100, 0912.345.678") == {"02133870100", "0912345678"}


@pytest.mark.parametrize(
    "in_time, answered, missed, met",
    [
        pytest.param(0, 0, 0, True, id="no_call"),
        pytest.param(9, 10, 0, True, id="nine_of_ten"),
        pytest.param(9, 9, 2, False, id="missed_calls_count"),
    ],
)
def test_the_service_level_counts_missed_calls(
    in_time: int, answered: int, missed: int, met: bool
) -> None:
    assert is_met(in_time, answered, missed, 0.9) is met


@pytest.fixture
def call(office: Actor) -> HotlineCall:
    return actions.ring(by=office)


def member_of(place: Unit, name: str, phone: str):
    member = new_member(unit=place, name=name, birth_year=1985, profession="doctor")
    member.phone = phone
    post = Post(id=uuid7(), unit_id=place.id, staff_id=member.id, position="Bác sĩ")
    with changes.apply(actor=SYSTEM, reason="test.staff") as log:
        log.create(member, post)
    return member


def test_the_wait_is_from_the_first_ring_to_picking_up(call: HotlineCall, office: Actor) -> None:
    with clock.stopped(call.rang_at + 17 * SECOND):
        actions.pick_up(call=call, by=office)
    with clock.stopped(call.rang_at + 90 * SECOND):
        actions.save(call=call, said=ADVISED, by=office)

    row = HotlineCall.objects.get()
    assert (row.status, row.waited_seconds) == ("saved", 17)
    assert row.ended_at == row.rang_at + 90 * SECOND
    with pytest.raises(Refused):
        actions.pick_up(call=row, by=office)


def test_saving_without_picking_up_never_makes_the_wait_shorter(
    call: HotlineCall, office: Actor
) -> None:
    with clock.stopped(call.rang_at + 40 * SECOND):
        actions.save(call=call, said=ADVISED, by=office)

    assert HotlineCall.objects.get().waited_seconds == 40


def test_a_missed_call_counts_and_takes_no_advice(call: HotlineCall, office: Actor) -> None:
    actions.miss(call=call, by=office)

    with pytest.raises(Refused, match="nhỡ"):
        actions.save(call=call, said=ADVISED, by=office)
    since = call.rang_at - SECOND
    level = queries.service_level(
        queries.our_calls(office), since, clock.today(), facility_of(office)
    )
    assert (level.calls, level.missed, level.percent, level.is_met) == (1, 1, 0, False)


def test_the_caller_is_a_unit_or_somebody_of_a_unit_below(
    office: Actor, centre: Unit, station: Unit, other_hospital: Unit
) -> None:
    member = member_of(station, "Lò Thị Mẫu", "0912.345.678")
    member_of(other_hospital, "Người nơi khác", "0912 345 678")

    by_unit = queries.callers("02133871222", office)
    by_staff = queries.callers("+84 912 345 678", office)

    assert [(each.unit_id, each.staff_id) for each in by_unit] == [(centre.id, None)]
    assert [(each.unit_id, each.staff_id) for each in by_staff] == [(station.id, member.id)]
    assert queries.callers("678", office) == []


def test_a_promised_call_back_is_a_task_until_it_is_made(call: HotlineCall, office: Actor) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    said = Advice(outcome="advised", caller_name="BS Mẫu", follow_up_on=tomorrow)
    actions.save(call=call, said=said, by=office)

    task = Task.objects.get(kind=actions.FOLLOW_UP)
    assert (task.due_on, task.status) == (tomorrow, "requested")

    actions.follow_up(call=call, note="Bệnh đỡ, không cần chuyển", by=office)

    assert Task.objects.get(pk=task.id).status == "completed"
    with pytest.raises(Refused, match="không còn hẹn"):
        actions.follow_up(call=call, note="lần nữa", by=office)


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param(Advice(outcome="nonsense"), "Chọn xử trí", id="outcome"),
        pytest.param(
            Advice(outcome="advised", follow_up_on=dt.date(2020, 1, 1)), "đã qua", id="past"
        ),
    ],
)
def test_what_cannot_be_is_refused(
    call: HotlineCall, office: Actor, said: Advice, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.save(call=call, said=said, by=office)


def test_a_call_becomes_a_request_of_the_caller_once(
    call: HotlineCall, office: Actor, station: Unit, hospital: Unit
) -> None:
    asked = Asked(hospital.id, "outbreak", "urgent", "Cần tổ hỗ trợ ổ dịch")
    with pytest.raises(Refused, match="Chọn đơn vị gọi"):
        actions.turn_into_request(call=call, said=asked, by=office)
    actions.save(call=call, said=Advice(outcome="send_team", caller_unit_id=station.id), by=office)

    made = actions.turn_into_request(call=call, said=asked, by=office)

    row = SupportRequest.objects.get()
    assert (row.unit_id, row.to_unit_id, row.status) == (station.id, hospital.id, "taken")
    assert row.call_id == call.id
    assert HotlineCall.objects.get().support_request_id == made.id
    with pytest.raises(Refused, match="đã có đề nghị"):
        actions.turn_into_request(call=call, said=asked, by=office)


def test_another_hospital_neither_sees_nor_saves_the_call(
    call: HotlineCall, other_hospital: Unit
) -> None:
    stranger = at(other_hospital, "hospital_doctor")

    assert not queries.calls_seen_by(stranger).exists()
    with pytest.raises(NotPermitted):
        actions.save(call=call, said=ADVISED, by=stranger)


def test_a_night_shift_reaches_into_the_morning(office: Actor, office_unit: Unit) -> None:
    day = dt.date(2026, 6, 15)
    actions.put_on_duty(turn=Turn(day, "night", "BS Tim mạch", "cardiology"), by=office)
    actions.put_on_duty(turn=Turn(day, "night", "Lãnh đạo trực"), by=office)
    actions.put_on_duty(turn=Turn(day, "day", "BS Ca ngày", "cardiology"), by=office)
    at_three = dt.datetime(2026, 6, 16, 3, 0, tzinfo=clock.VIETNAM)

    found = facts.ask(
        "steering.on_duty", unit_id=office_unit.id, specialty="cardiology", at=at_three
    )

    assert [each.name for each in found] == ["BS Tim mạch", "Lãnh đạo trực"]
    assert found[0].until == dt.datetime(2026, 6, 16, 7, 0, tzinfo=clock.VIETNAM)


def test_the_roster_is_copied_from_the_week_before_once(office: Actor) -> None:
    monday = dt.date(2026, 6, 15)
    actions.put_on_duty(turn=Turn(monday, "day", "BS A", "surgery"), by=office)

    assert actions.copy_week(first=monday + actions.WEEK, by=office) == 1
    with pytest.raises(Refused, match="đã chép"):
        actions.copy_week(first=monday + actions.WEEK, by=office)
    with pytest.raises(Refused, match="đã có trong ca"):
        actions.put_on_duty(turn=Turn(monday, "day", "BS A", "surgery"), by=office)
    assert duty.week_of(monday)[-1] == dt.date(2026, 6, 21)


def test_the_desk_from_ring_to_request(office_unit: Unit, centre: Unit) -> None:
    browser = browser_at(office_unit, "direction_office")

    rung = browser.post(reverse("steering:ring"))
    call = HotlineCall.objects.get()
    browser.post(reverse("steering:pick_up", args=[call.id]))
    found = browser.post(reverse("steering:callers"), {"phone": "0213 387 1222"})
    typed = {
        "phone": "0213 387 1222",
        "outcome": "refer",
        "question": "Chuyển ca?",
        "then": "request",
    }
    saved = browser.post(reverse("steering:call", args=[call.id]), typed)
    page = browser.get(saved.headers["Location"])

    assert rung.status_code == saved.status_code == 302
    assert "Trung tâm Y tế A" in found.text
    assert HotlineCall.objects.get().caller_unit_id == centre.id, "the only one with that number"
    assert "Chuyển ca?" in page.text
    assert "Trung tâm Y tế A" in browser.get(reverse("steering:hotline")).text


def test_a_form_with_a_past_day_keeps_what_was_typed(office_unit: Unit, call: HotlineCall) -> None:
    browser = browser_at(office_unit, "direction_office")
    typed = {"outcome": "advised", "question": "Hỏi liều", "follow_up_on": "01/01/2020"}

    answer = browser.post(reverse("steering:call", args=[call.id]), typed)

    assert answer.status_code == 422
    assert "Hỏi liều" in answer.text
    assert "đã qua" in answer.text


def test_numbers_and_roster_have_pages(office_unit: Unit, station: Unit) -> None:
    browser = browser_at(office_unit, "direction_office")

    bad = browser.post(reverse("steering:numbers"), {"phone": "115", "purpose": "care"})
    good = browser.post(reverse("steering:numbers"), {"phone": "0213 3870 115", "purpose": "care"})
    turn = {"day": "15/06/2026", "shift": "day", "name": "BS Trực", "staff": "", "specialty": ""}
    added = browser.post(reverse("steering:roster") + "?week=15/06/2026", turn)
    page = browser.get(reverse("steering:roster") + "?week=15/06/2026")
    row = DutyTurn.objects.get()
    browser.post(reverse("steering:off_duty", args=[row.id]))

    assert (bad.status_code, good.status_code, added.status_code) == (422, 302, 302)
    assert "BS Trực" in page.text
    assert DutyTurn.objects.get().is_off
    home = browser_at(station, "station_doctor").get(reverse("steering:our_unit"))
    assert "0213 3870 115" in home.text, "the lower unit sees whom to call"
