"""Two seats, words between them, attendance written once: what the server does of a call."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.live import actions, ice, jobs, queries, rules, subjects
from tuyen.platform.live.actions import Line
from tuyen.platform.live.models import Call, CallAttendance, CallSeat, CallSignal

pytestmark = pytest.mark.django_db

OFFER = {"description": {"type": "offer", "sdp": "v=0"}}


@pytest.fixture
def station(db: Any) -> ScopeNode:
    return node("Trạm Mẫu")


@pytest.fixture
def hospital(db: Any) -> ScopeNode:
    return node("Bệnh viện Mẫu", kind="hospital")


@pytest.fixture
def nurse(station: ScopeNode) -> Actor:
    return actor_at(station, "station_doctor", name="Bác sĩ trạm Mẫu")


@pytest.fixture
def expert(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "hospital_doctor", name="Chuyên gia Mẫu")


@pytest.fixture
def the_clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda now: monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def call(nurse: Actor) -> Call:
    return actions.open_session(title="Diễn tập ổ dịch sởi", by=nurse)


def say(seat: CallSeat, *words: Any, has: Any = (), line: Line = Line()) -> None:  # noqa: B008
    actions.say(seat=seat, words=words, has=has, line=line)


def test_the_code_that_is_told_lets_the_other_side_in_however_it_is_typed(call: Call) -> None:
    spoken = call.code.lower().replace("-", " ")

    assert queries.session_by_code(spoken) == call
    assert queries.session_by_code("AAAA-AAAA") is None
    assert queries.session_by_code("") is None


def test_a_word_reaches_the_other_seat_and_is_forgotten_when_confirmed(
    call: Call, nurse: Actor, expert: Actor
) -> None:
    mine, theirs = actions.take_seat(call=call, by=nurse), actions.take_seat(call=call, by=expert)
    say(mine, OFFER)

    heard = queries.words_for(theirs.id)

    assert [word["description"]["sdp"] for word in heard] == ["v=0"]
    assert queries.words_for(mine.id) == []

    say(theirs, has=[uuid.UUID(heard[0]["id"])])

    assert not CallSignal.objects.exists()


def test_a_word_is_confirmed_only_by_whom_it_was_for(
    call: Call, nurse: Actor, expert: Actor
) -> None:
    mine, theirs = actions.take_seat(call=call, by=nurse), actions.take_seat(call=call, by=expert)
    say(mine, OFFER)
    word = queries.words_for(theirs.id)[0]

    say(mine, has=[uuid.UUID(word["id"])])

    assert len(queries.words_for(theirs.id)) == 1


def test_a_third_side_is_told_where_to_go(
    call: Call, nurse: Actor, expert: Actor, hospital: ScopeNode
) -> None:
    actions.take_seat(call=call, by=nurse)
    actions.take_seat(call=call, by=expert)

    with pytest.raises(Refused, match="đủ hai bên"):
        actions.take_seat(call=call, by=actor_at(hospital, "hospital_doctor"))

    assert CallSeat.objects.count() == 2


def test_a_page_loaded_anew_takes_its_own_place(call: Call, nurse: Actor, expert: Actor) -> None:
    first = actions.take_seat(call=call, by=nurse)
    actions.take_seat(call=call, by=expert)
    again = actions.take_seat(call=call, by=nurse)

    assert {row.id for row in queries.seats_of(call.id)} >= {again.id}
    assert [row.id for row in queries.attendance_of(call)] == [first.id]


def test_who_was_there_how_long_and_how_the_line_was_is_kept_once(
    call: Call, nurse: Actor, the_clock: Any
) -> None:
    seat = actions.take_seat(call=call, by=nurse)
    joined = clock.now()
    the_clock(joined + dt.timedelta(minutes=9))
    say(seat, line=Line(interruptions=2, lowest_kbps=150, was_without_picture=True))
    say(seat, line=Line(interruptions=2, lowest_kbps=400))
    actions.leave(seat=seat, call=call)
    actions.leave(seat=seat, call=call)

    row = CallAttendance.objects.get(call_id=call.id)

    assert row.left_at - row.joined_at >= dt.timedelta(minutes=8, seconds=59)
    assert (row.interruptions, row.lowest_kbps, row.was_without_picture) == (2, 150, True)


def test_a_browser_that_went_away_without_a_word_is_written_down(
    call: Call, nurse: Actor, the_clock: Any
) -> None:
    seat = actions.take_seat(call=call, by=nurse)
    left = seat.seen_at
    the_clock(left + dt.timedelta(minutes=3))

    jobs.close_empty_seats()

    row = CallAttendance.objects.get(call_id=call.id)
    assert row.left_at == left + rules.GONE_AFTER
    assert not CallSeat.objects.exists()


def test_words_that_nobody_fetched_are_forgotten(
    call: Call, nurse: Actor, expert: Actor, the_clock: Any
) -> None:
    mine = actions.take_seat(call=call, by=nurse)
    actions.take_seat(call=call, by=expert)
    say(mine, OFFER)
    the_clock(clock.now() + dt.timedelta(minutes=6))

    jobs.forget_words()

    assert not CallSignal.objects.exists()


@pytest.mark.parametrize(
    "word",
    [
        None,
        "offer",
        {},
        {"description": {}, "candidate": {}},
        {"other": 1},
        {"description": "x" * (rules.MOST_LETTERS + 1)},
    ],
)
def test_anything_that_is_no_word_is_refused(call: Call, nurse: Actor, word: Any) -> None:
    seat = actions.take_seat(call=call, by=nurse)

    with pytest.raises(Refused, match="Tải lại trang"):
        say(seat, word)


def test_ended_is_ended_for_both(call: Call, nurse: Actor, expert: Actor) -> None:
    actions.take_seat(call=call, by=expert)
    with pytest.raises(NotPermitted):
        actions.end(call=call, by=expert)

    actions.end(call=call, by=nurse)

    assert [row.name for row in queries.attendance_of(call)] == ["Chuyên gia Mẫu"]
    with pytest.raises(Refused, match="đã kết thúc"):
        actions.take_seat(call=call, by=expert)


@pytest.mark.parametrize("link", ["http://a.vn/x", "javascript:alert(1)", "phòng 1"])
def test_a_room_link_is_a_safe_address(call: Call, nurse: Actor, link: str) -> None:
    with pytest.raises(Refused, match="https"):
        actions.set_room_link(call=call, link=link, by=nurse)


def test_a_subject_says_who_enters(nurse: Actor, expert: Actor) -> None:
    only = nurse.account_id
    subjects.register("sample", subjects.Subject(may_enter=lambda who, _id: who.account_id == only))
    subject_id = uuid7()

    call = actions.open_call(subject="sample", subject_id=subject_id, title="Ca mẫu", by=nurse)

    assert actions.open_call(subject="sample", subject_id=subject_id, title="", by=nurse) == call
    assert queries.call_for(expert, call.id) is None
    with pytest.raises(NotPermitted):
        actions.open_call(subject="sample", subject_id=subject_id, title="", by=expert)


def test_a_relay_gets_a_password_that_ends(settings: Any) -> None:
    settings.TUYEN_TURN, settings.TUYEN_TURN_SECRET = "turn:relay.test:3478", "bí mật"
    now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)

    (server,) = ice.servers(uuid.UUID(int=1), now)

    assert server["username"].startswith(f"{int((now + ice.LASTS).timestamp())}:")
    assert len(server["credential"]) == 28
    assert "bí mật" not in str(server)


def test_nobody_speaks_from_a_seat_that_is_not_theirs(
    call: Call, nurse: Actor, hospital: ScopeNode
) -> None:
    seat = actions.take_seat(call=call, by=nurse)
    other = browser_of(account_at(hospital, "hospital_doctor"))

    answer = other.post(reverse("live:talk", args=[call.id, seat.id]), "{}", "application/json")
    left = other.post(reverse("live:leave", args=[call.id, seat.id]))

    assert answer.status_code == 410
    assert left.status_code == 204
    assert CallSeat.objects.filter(pk=seat.id).exists()


def test_a_browser_joins_talks_and_leaves(call: Call, station: ScopeNode) -> None:
    browser: Client = browser_of(account_at(station, "station_doctor"))
    seat = browser.post(reverse("live:join", args=[call.id])).json()["seat"]
    talk = reverse("live:talk", args=[call.id, seat])

    told = browser.post(talk, json.dumps({"words": [], "has": [], "line": {}}), "application/json")
    wrong = browser.post(talk, b"[1", "application/json")
    browser.post(reverse("live:leave", args=[call.id, seat]))

    assert told.json() == {"words": [], "others": []}
    assert wrong.status_code == 422
    assert browser.post(talk, "{}", "application/json").status_code == 410


@pytest.mark.parametrize(
    "said",
    [
        b'{"line": {"lowest_kbps": 1e999}}',
        b'{"line": {"interruptions": Infinity}}',
        b'{"line": {"lowest_kbps": -9e300, "interruptions": -5}}',
        b'{"words": [{"candidate": "x", "from": "somebody"}]}',
        b'{"words": [{"candidate": "\\u0000"}]}',
        b"[" * 5000,
        b"null",
    ],
)
def test_no_word_of_a_browser_breaks_a_call(call: Call, station: ScopeNode, said: bytes) -> None:
    browser: Client = browser_of(account_at(station, "station_doctor"))
    seat = browser.post(reverse("live:join", args=[call.id])).json()["seat"]

    answer = browser.post(reverse("live:talk", args=[call.id, seat]), said, "application/json")

    assert answer.status_code in (200, 422)
    assert CallSeat.objects.get().interruptions == 0


def test_a_session_without_a_patient_keeps_no_stills(call: Call, station: ScopeNode) -> None:
    browser: Client = browser_of(account_at(station, "station_doctor"))
    still = SimpleUploadedFile("still.jpg", b"x", "image/jpeg")

    answer = browser.post(reverse("live:still", args=[call.id]), {"still": still})

    assert answer.status_code == 422
    assert "không lưu ảnh chụp" in answer.json()["sentence"]


def test_sessions_are_opened_found_by_code_and_listed(station: ScopeNode) -> None:
    browser: Client = browser_of(account_at(station, "station_doctor"))
    made = browser.post(reverse("live:open"), {"title": "Tập huấn sốt xuất huyết"}, follow=True)
    code = Call.objects.get().code
    entered = browser.post(reverse("live:code"), {"code": code}, follow=True)
    wrong = browser.post(reverse("live:code"), {"code": "ZZZZ-ZZZZ"})

    assert code in made.text
    assert "Tập huấn sốt xuất huyết" in entered.text
    assert wrong.status_code == 422
    assert "Nghe lại mã" in wrong.text
    assert "Tập huấn sốt xuất huyết" in browser.get(reverse("live:home")).text
