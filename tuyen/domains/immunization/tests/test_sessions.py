"""An immunisation day: its sheet, its lots, one key a child, what is refused, what it came to."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.immunization.actions import events, screening, sessions, visits, watch
from tuyen.domains.immunization.actions.sessions import Lot
from tuyen.domains.immunization.models import (
    ImmunizationSession,
    OpenVial,
    SessionLot,
    SessionVisit,
)
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.domains.immunization.tests.conftest import DAY, child_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions.immunizations import record_history
from tuyen.record.models import DoseStatus, Immunization
from tuyen.record.rules.immunizations import Dose
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def lots(*codes: str, number: str = "L1") -> list[Lot]:
    return [Lot(code, number, clock.today() + 90 * DAY) for code in codes]


@pytest.fixture
def session(nurse: Actor) -> ImmunizationSession:
    row = sessions.open_session(kind="fixed", place="Trạm Y tế xã Mẫu", village="", by=nurse)
    sessions.choose_lots(session=row, lots=lots("penta", "opv", "ipv", "mr", "bcg"), by=nurse)
    return row


def screened(
    session: ImmunizationSession, child: Person, by: Actor, decision: str = "fit", **said: Any
) -> SessionVisit:
    """By a doctor of the same table."""
    doctor = replace(by, permissions=by.permissions | {"immunization.screen"})
    asked: dict[str, Any] = {"found": [], "reason": ""} | said
    return screening.screen(
        session=session, person_id=child.id, decision=decision, by=doctor, **asked
    )


def give(
    session: ImmunizationSession, child: Person, chosen: list[str], by: Actor
) -> list[Immunization]:
    """Screened where nobody has, then given."""
    visit = queries.visit_of(session, child.id)
    if visit is None or not visit.decision:
        screened(session, child, by)
    return visits.give(session=session, person_id=child.id, chosen=chosen, by=by)


def line_of(session: ImmunizationSession, child: Person, who: Actor) -> queries.Line:
    return next(line for line in queries.sheet(session, who) if line.person.id == child.id)


def given(session: ImmunizationSession, child: Person, who: Actor) -> list[str]:
    chosen = [offer.vaccine for offer in line_of(session, child, who).ready]
    return [row.vaccine for row in give(session, child, chosen, who)]


@pytest.mark.capability("D1", where="/immunizations/sessions/")
def test_a_day_is_opened_lots_chosen_once_and_a_child_given_by_one_press(
    browser: Client, station: ScopeNode, nurse: Actor
) -> None:
    child = child_of(nurse, "Giàng A Muộn", days=70)
    opened = browser.post(
        reverse("immunization:sessions"), {"kind": "outreach", "place": "Bản Mẫu 1"}
    )
    row = ImmunizationSession.objects.get()
    assert opened["Location"] == reverse("immunization:session", args=[row.id])
    until = f"{clock.today() + 90 * DAY:%d/%m/%Y}"
    chosen = {"lot-penta": "p1", "expiry-penta": until, "lot-opv": "o1", "expiry-opv": until}
    browser.post(reverse("immunization:session_lots", args=[row.id]), chosen)
    sheet = reverse("immunization:session", args=[row.id])
    assert "Chờ khám" in browser.get(sheet).content.decode()
    doctor = browser_of(account_at(station, "station_doctor"))
    assert "Đủ điều kiện" in doctor.get(sheet).content.decode()
    doctor.post(
        reverse("immunization:session_screen", args=[row.id, child.id]), {"decision": "fit"}
    )
    assert "Tiêm 2 mũi" in browser.get(sheet).content.decode()

    browser.post(
        reverse("immunization:session_give", args=[row.id, child.id]),
        {"vaccine": ["penta", "opv"]},
    )

    doses = Immunization.objects.order_by("vaccine").values_list(
        "vaccine", "dose_number", "lot", "session_id", "given_by_name"
    )
    assert list(doses) == [
        ("opv", 1, "O1", row.id, nurse.name),
        ("penta", 1, "P1", row.id, nurse.name),
    ]
    visit = SessionVisit.objects.get()
    assert visit.watched_since is not None
    assert visit.watch_until is not None
    assert visit.watch_until - visit.watched_since == dt.timedelta(minutes=30)
    line = line_of(row, child, nurse)
    assert (line.is_done, line.given) == (True, ("DPT-VGB-Hib (5 trong 1)", "OPV (bại liệt uống)"))


def test_one_form_sent_twice_is_one_injection(
    browser: Client, nurse: Actor, session: ImmunizationSession
) -> None:
    child = child_of(nurse, "Giàng A Muộn", days=70)
    screened(session, child, nurse)
    url = reverse("immunization:session_give", args=[session.id, child.id])
    form = {"vaccine": ["penta"], "repeat": "018f0000-0000-7000-8000-000000000001"}

    first, second = browser.post(url, form), browser.post(url, form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Immunization.objects.count() == 1


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param({"lot-mr": "A", "expiry-mr": "01/01/2020"}, "quá hạn dùng", id="expired"),
        pytest.param({"lot-mr": "A"}, "cả số lô và hạn dùng", id="no expiry"),
        pytest.param({"expiry-mr": "01/01/2040"}, "cả số lô và hạn dùng", id="no number"),
    ],
)
def test_a_lot_that_may_not_be_given_is_refused_with_its_vaccine_and_kept_as_typed(
    browser: Client, nurse: Actor, child: Person, said: dict[str, str], sentence: str
) -> None:
    row = sessions.open_session(kind="fixed", place="Trạm", village="", by=nurse)

    answer = browser.post(reverse("immunization:session_lots", args=[row.id]), said)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert all(f'value="{value}"' in text for value in said.values())
    assert not SessionLot.objects.exists()


def test_a_lot_held_after_a_reaction_is_neither_chosen_nor_given(
    nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    other = child_of(nurse, "Lò Thị Sau", days=304)
    give(session, child, ["mr"], nurse)
    dose = Immunization.objects.get()
    events.tell_event(
        dose=dose, is_serious=True, began_at=clock.now(), signs="Sốc", care="", by=nurse
    )

    with pytest.raises(Refused, match="tạm dừng"):
        give(session, other, ["mr"], nurse)
    with pytest.raises(Refused, match="tạm dừng"):
        sessions.choose_lots(session=session, lots=lots("mr"), by=nurse)
    sessions.choose_lots(session=session, lots=lots("mr", number="L2"), by=nurse)
    give(session, other, ["mr"], nurse)


def test_two_live_vaccines_three_weeks_apart_are_shown_with_the_day_and_refused(
    browser: Client, nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    before = clock.today() - 21 * DAY
    record_history(person_id=child.id, doses=[Dose("varicella", before)], by=nurse)
    url = reverse("immunization:session_child", args=[session.id, child.id])
    earliest = f"{before + 28 * DAY:%d/%m/%Y}"

    assert "mr" not in [offer.vaccine for offer in line_of(session, child, nurse).offers]
    assert earliest in browser.get(url).content.decode()
    screened(session, child, nurse)
    answer = browser.post(
        reverse("immunization:session_give", args=[session.id, child.id]), {"vaccine": ["mr"]}
    )

    assert answer.status_code == 422
    assert earliest in answer.content.decode()
    assert SessionVisit.objects.get().outcome == "waiting"


def test_nothing_is_given_when_one_of_two_may_not_be(
    nurse: Actor, session: ImmunizationSession
) -> None:
    child = child_of(nurse, "Giàng A Muộn", days=70)

    with pytest.raises(Refused, match="chưa chọn lô"):
        give(session, child, ["penta", "pcv"], nurse)

    assert not Immunization.objects.exists()
    assert not OpenVial.objects.exists()


def test_who_is_not_given_says_why_in_the_chart(
    browser: Client, nurse: Actor, session: ImmunizationSession
) -> None:
    child = child_of(nurse, "Giàng A Ốm", days=70)
    url = reverse("immunization:session_withhold", args=[session.id, child.id])

    assert browser.post(url, {"why": ""}).status_code == 422
    assert browser.post(url, {"why": "ill"}).status_code == 302

    rows = Immunization.objects.all()
    assert {(row.status, row.status_reason) for row in rows} == {(DoseStatus.NOT_DONE, "ill")}
    assert len(rows) == len(line_of(session, child, nurse).offers)
    done = reverse("immunization:session", args=[session.id]) + "?view=done"
    assert "Đang ốm" in browser.get(done).content.decode()


def test_somebody_outside_the_list_is_found_arrives_and_is_given(
    browser: Client, nurse: Actor, session: ImmunizationSession
) -> None:
    elsewhere = actor_at(node("Trạm khác"), "station_nurse")
    guest = person(elsewhere, "Lò Thị Khách", birth_date=clock.today() - 70 * DAY)
    sheet = reverse("immunization:session", args=[session.id])
    assert "Lò Thị Khách" not in browser.get(sheet).content.decode()

    browser.post(reverse("immunization:session_arrive", args=[session.id, guest.id]))
    again = browser.post(reverse("immunization:session_arrive", args=[session.id, guest.id]))

    assert again.status_code == 302
    assert browser.get(again["Location"]).status_code == 200
    assert line_of(session, guest, nurse).visit is not None
    assert given(session, guest, nurse) == ["bcg", "penta", "opv"]
    assert SessionVisit.objects.get().is_walk_in


def test_the_sheet_of_an_outreach_holds_the_children_of_that_village(nurse: Actor) -> None:
    child_of(nurse, "Trẻ Bản Một", days=70, village="Bản Mẫu 1")
    child_of(nurse, "Trẻ Bản Hai", days=70, village="Bản Mẫu 2")
    row = sessions.open_session(kind="outreach", place="Nhà văn hóa", village="bản mẫu 2", by=nurse)

    assert [line.person.name for line in queries.sheet(row, nurse)] == ["Trẻ Bản Hai"]


def test_lots_of_the_day_before_are_proposed_where_they_may_still_be_given(
    nurse: Actor, session: ImmunizationSession
) -> None:
    soon = [Lot("td", "T1", clock.today())]
    sessions.choose_lots(session=session, lots=soon, by=nurse)
    sessions.close_session(session=session, by=nurse)

    with clock.stopped(clock.now() + DAY):
        row = sessions.open_session(kind="fixed", place="Trạm", village="", by=nurse)

    chosen = {lot.vaccine for lot in queries.lots_of(row)}
    assert "penta" in chosen
    assert "td" not in chosen


def test_the_day_ends_with_its_figures(
    browser: Client, nurse: Actor, session: ImmunizationSession
) -> None:
    for n in range(3):
        child = child_of(nurse, f"Trẻ {n}", days=70)
        give(session, child, ["penta", "opv"], nurse)
    older = child_of(nurse, "Trẻ Lớn", days=304)
    give(session, older, ["mr"], nurse)
    for visit in SessionVisit.objects.all():
        watch.go_home(visit=visit, by=nurse, note="Nhà gần")
    url = reverse("immunization:session_close", args=[session.id])

    browser.post(url)

    used = {each.label: each for each in queries.used_in(session)}
    measles = next(used[label] for label in used if "Sởi" in label)
    polio = used["OPV (bại liệt uống)"]
    penta = used["DPT-VGB-Hib (5 trong 1)"]
    assert (measles.given, measles.opened, measles.wasted, measles.wastage) == (1, 1, 9, 90.0)
    assert (polio.given, polio.opened, polio.wasted, polio.still_open) == (3, 1, 0, 17)
    assert (penta.given, penta.opened, penta.wasted) == (3, 3, 0)
    assert "Hao phí" in browser.get(url).content.decode()
    with pytest.raises(Refused):
        give(session, older, ["ipv"], nurse)
    session.refresh_from_db()
    with pytest.raises(Refused, match="đã kết thúc"):
        give(session, older, ["ipv"], nurse)


def test_a_day_does_not_end_while_a_child_is_watched(
    browser: Client, nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    give(session, child, ["mr"], nurse)

    answer = browser.post(reverse("immunization:session_close", args=[session.id]))

    assert answer.status_code == 422
    assert "1 trẻ đang theo dõi" in answer.content.decode()


def test_a_vial_gives_its_doses_then_another_is_opened(
    nurse: Actor, session: ImmunizationSession
) -> None:
    for n in range(6):
        child = child_of(nurse, f"Trẻ {n}", days=200)
        give(session, child, ["ipv"], nurse)

    found = [(vial.size, vial.drawn) for vial in OpenVial.objects.order_by("opened_at")]
    assert found == [(5, 5), (5, 1)]


def test_a_vial_past_its_hours_is_not_drawn_from(
    nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    morning = clock.start_of(clock.today()) + dt.timedelta(hours=8)
    other = child_of(nurse, "Lò Thị Sau", days=304)
    with clock.stopped(morning):
        give(session, child, ["mr"], nurse)
    vial = OpenVial.objects.get()
    assert vial.discard_at - vial.opened_at == dt.timedelta(hours=6)

    with clock.stopped(morning + dt.timedelta(hours=6)):
        give(session, other, ["mr"], nurse)

    assert OpenVial.objects.count() == 2


def test_a_vial_is_thrown_away_once(
    browser: Client, nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    give(session, child, ["mr"], nurse)
    url = reverse("immunization:vial_discard", args=[OpenVial.objects.get().id])

    assert browser.post(url).status_code == 302
    assert browser.post(url).status_code != 302
    assert OpenVial.objects.get().wasted == 9


@pytest.mark.parametrize(
    "form, start", [("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")]
)
def test_the_sheet_goes_along(
    browser: Client, child: Person, session: ImmunizationSession, form: str, start: bytes
) -> None:
    answer = browser.get(reverse("immunization:session_sheet", args=[session.id, form]))

    assert answer.content.startswith(start)
    if form == "csv":
        assert "Giàng A Bé" in answer.content.decode("utf-8-sig")


def test_another_unit_neither_sees_nor_uses_the_session(
    child: Person, session: ImmunizationSession
) -> None:
    elsewhere = node("Trạm khác")
    stranger = browser_of(account_at(elsewhere, "station_nurse"))
    actor = actor_at(elsewhere, "station_nurse")

    for name, more in (("session", []), ("session_sheet", ["pdf"]), ("session_close", [])):
        url = reverse(f"immunization:{name}", args=[session.id, *more])
        assert stranger.get(url).status_code == 404
    with pytest.raises(NotPermitted):
        visits.give(session=session, person_id=child.id, chosen=["mr"], by=actor)


def test_the_sheet_asks_few_statements_however_many_children(
    browser: Client, nurse: Actor, session: ImmunizationSession
) -> None:
    for n in range(8):
        child_of(nurse, f"Trẻ {n}", days=200)
    guest = child_of(nurse, "Trẻ Mười", days=70)
    given(session, guest, nurse)
    url: Any = reverse("immunization:session", args=[session.id])

    with counted() as seen:
        answer = browser.get(url)

    assert answer.status_code == 200
    assert len(seen) <= 14, seen
