"""Weekly reports: none is signed as none, a missing one is grey, what changes later is a correction."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.surveillance.actions.reports import send_week
from tuyen.domains.surveillance.models import ReportReceived
from tuyen.domains.surveillance.queries import reports, series
from tuyen.domains.surveillance.queries.grounds import Ground, ground_of
from tuyen.domains.surveillance.queries.situation import situation
from tuyen.domains.surveillance.rules.reports import Sent, due_at, state_of
from tuyen.domains.surveillance.rules.watch import Colour, Reason
from tuyen.domains.surveillance.tests.series import PROVINCE, province
from tuyen.domains.surveillance.tests.test_situation import counts
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import cases
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.registry.areas.models import Area

DUE = due_at(dt.date(2026, 11, 16), 8, 17)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def areas(db: None) -> list[Area]:
    return province()


@pytest.fixture
def place(areas: list[Area]) -> ScopeNode:
    return node("Trạm Mẫu", commune_code=areas[0].code, province_code=PROVINCE)


@pytest.fixture
def station(place: ScopeNode) -> Actor:
    return actor_at(place, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def officer(areas: list[Area]) -> Actor:
    at = node("Trung tâm Mẫu", kind="provincial_cdc", province_code=PROVINCE)
    return actor_at(at, "cdc_officer")


@pytest.fixture
def newest() -> dt.date:
    return series.last_ended(clock.today())


def ground(who: Actor) -> Ground:
    found = ground_of(who, clock.today())
    assert found is not None
    return found


@pytest.mark.parametrize(
    "sent_at, now, state",
    [
        pytest.param(DUE, DUE, Sent.IN_TIME, id="on the minute"),
        pytest.param(DUE + MINUTE, DUE + MINUTE, Sent.LATE, id="a minute late"),
        pytest.param(None, DUE, Sent.WAITED_FOR, id="still time"),
        pytest.param(None, DUE + MINUTE, Sent.MISSING, id="nothing came"),
    ],
)
def test_a_week_is_late_after_its_deadline(
    sent_at: dt.datetime | None, now: dt.datetime, state: Sent
) -> None:
    assert state_of(sent_at, DUE, now) == state
    assert DUE.isoformat() == "2026-11-24T17:00:00+07:00"


def test_a_week_without_a_case_is_signed_as_none(station: Actor, newest: dt.date) -> None:
    row = send_week(monday=newest, note="", by=station)

    assert (row.counts, row.by_name) == ({}, "Bác sĩ Mẫu")
    assert reports.owed_by(station)[0].monday < newest


@pytest.mark.parametrize(
    "back, code",
    [
        pytest.param(0, "sent", id="signed already"),
        pytest.param(-1, "running", id="the week still runs"),
        pytest.param(40, "too_old", id="too long ago"),
    ],
)
def test_a_week_that_cannot_be_signed_is_refused(
    station: Actor, newest: dt.date, back: int, code: str
) -> None:
    send_week(monday=newest, note="", by=station)

    with pytest.raises(Refused) as refusal:
        send_week(monday=newest - back * series.WEEK, note="", by=station)

    assert refusal.value.code == code


def test_a_hospital_does_not_sign_for_a_commune(areas: list[Area], newest: dt.date) -> None:
    at = node("Bệnh viện Mẫu", kind="provincial_hospital", commune_code=areas[0].code)

    with pytest.raises(NotPermitted):
        send_week(monday=newest, note="", by=actor_at(at, "hospital_doctor"))


def test_a_missing_report_is_grey_and_a_signed_zero_is_not(
    station: Actor, officer: Actor, areas: list[Area], newest: dt.date
) -> None:
    """Two communes without a case in the newest week: one of them said so."""
    for back in range(3, 40):
        counts(areas[0], newest - back * series.WEEK, 2)
        counts(areas[1], newest - back * series.WEEK, 2)
    send_week(monday=newest - series.WEEK, note="", by=station)
    send_week(monday=newest, note="", by=station)

    found = {
        each.place.code: each for each in situation(officer, ground(officer), newest).standings
    }

    told, silent = found[areas[0].code], found[areas[1].code]
    assert (told.state.colour, told.seen) == (Colour.BLUE, 0)
    assert (silent.state.colour, silent.state.reason) == (Colour.GREY, Reason.NO_REPORT)
    assert (silent.seen, silent.last_week) == (None, None)


def test_a_case_reclassified_after_the_signature_is_a_correction_with_its_reason(
    station: Actor, newest: dt.date
) -> None:
    someone = person(station, commune_code=station.commune_code)
    enqueue(person_id=someone.id, by=station)
    told = Told(disease="measles", onset_on=newest)
    case = cases.notify_case(person=someone.id, told=told, by=station)
    row = send_week(monday=newest, note="", by=station)
    cases.investigate(case=case, found={}, by=station)
    cases.classify(case=case, classification="discarded", why="IgM âm tính", by=station)

    found = reports.corrected(row, ground(station))

    assert ReportReceived.objects.get(pk=row.id).counts == {"measles": 1}
    assert [tuple(each) for each in found.corrections] == [("measles", 1, 0)]
    assert [why for _at, _disease, why in found.reasons] == ["IgM âm tính"]


@pytest.mark.capability("D2", where="/surveillance/weeks/")
def test_a_station_signs_its_week_and_the_officer_sees_who_did_not(
    place: ScopeNode, officer: Actor, areas: list[Area], newest: dt.date
) -> None:
    nurse = browser_of(account_at(place, "station_nurse"))
    assert "Ký và gửi" in nurse.get(reverse("surveillance:weeks")).content.decode()

    sent = nurse.post(
        reverse("surveillance:send_week"), {"monday": f"{newest:%d/%m/%Y}", "note": "Đủ"}
    )
    again = nurse.post(reverse("surveillance:send_week"), {"monday": f"{newest:%d/%m/%Y}"})

    assert (sent.status_code, again.status_code) == (302, 422)
    assert "đã có báo cáo" in again.content.decode()
    rows = reports.of_week(ground(officer), newest)
    assert [each.code for each in rows if each.report] == [areas[0].code]
    page = nurse.get(reverse("surveillance:week", args=[rows[-1].report.id])).content.decode()  # type: ignore[union-attr]
    assert "Báo cáo không" in page


def test_a_report_of_another_commune_is_not_there(
    station: Actor, areas: list[Area], newest: dt.date
) -> None:
    row = send_week(monday=newest, note="", by=station)
    beside = node("Trạm bên cạnh", commune_code=areas[1].code, province_code=PROVINCE)

    answer = browser_of(account_at(beside, "station_nurse")).get(
        reverse("surveillance:week", args=[row.id])
    )

    assert answer.status_code == 404


def test_the_page_of_weeks_asks_few_questions(areas: list[Area]) -> None:
    at = node("Trung tâm Mẫu", kind="provincial_cdc", province_code=PROVINCE)
    browser: Client = browser_of(account_at(at, "cdc_officer"))
    browser.get(reverse("surveillance:weeks"))

    with counted() as statements:
        browser.get(reverse("surveillance:weeks"))

    assert len(statements) <= 14
