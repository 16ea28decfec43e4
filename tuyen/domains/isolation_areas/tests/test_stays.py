"""In and out of an area: a bed never holds two, who must be apart lies apart, every step is kept."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.domains.isolation_areas.actions import areas as area_acts
from tuyen.domains.isolation_areas.actions import checks as check_acts
from tuyen.domains.isolation_areas.actions import stays as actions
from tuyen.domains.isolation_areas.actions.checks import Told
from tuyen.domains.isolation_areas.actions.stays import Coming, Ending
from tuyen.domains.isolation_areas.models import (
    AreaBed,
    AreaMove,
    AreaStay,
    DailyCheck,
    IsolationArea,
)
from tuyen.domains.isolation_areas.queries import areas, stays
from tuyen.domains.isolation_areas.rules.checks import Found
from tuyen.domains.isolation_areas.tests.conftest import opening
from tuyen.platform import changes
from tuyen.platform.access.chart_access import opening_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import cases as case_acts
from tuyen.record.actions.cases import Told as CaseTold
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case
from tuyen.registry.persons.actions import mark_deceased
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def bed(area: IsolationArea, at: int = 0) -> AreaBed:
    return areas.beds_of(area)[at]


def came(
    area: IsolationArea, by: Actor, name: str = "Lò Văn Mẫu", at: int | None = None, **said: object
) -> AreaStay:
    values = {"severity": "light", "arrived_on": clock.today()} | said
    who = person(by, name=name)
    where = None if at is None else bed(area, at)
    coming = Coming(**values)  # type: ignore[arg-type]
    return actions.admit(area=area, person_id=who.id, coming=coming, bed=where, by=by)


def back_dated(area: IsolationArea, by: Actor, days: int) -> IsolationArea:
    """An area that stands since so many days."""
    area.opened_on = clock.today() - days * DAY
    with changes.apply(actor=by, reason="test.area") as log:
        log.change(area, ["opened_on"])
    return area


def notified(of: Person, by: Actor) -> Case:
    enqueue(person_id=of.id, by=by, reason="Sốt, phát ban")
    told = CaseTold(disease="measles", onset_on=clock.today() - 3 * DAY)
    return case_acts.notify_case(person=of.id, told=told, by=by)


def test_a_bed_never_holds_two(doctor: Actor, area: IsolationArea) -> None:
    first = came(area, doctor, at=0)
    with pytest.raises(Stale, match="Giường vừa có người nằm"):
        came(area, doctor, "Vàng Thị Hai", at=0)
    second = came(area, doctor, "Vàng Thị Ba")
    with pytest.raises(Stale):
        actions.place(stay=second, bed=bed(area, 0), by=doctor)
    second.refresh_from_db()

    assert (first.bed_id, second.status) == (bed(area, 0).id, "waiting")
    assert AreaStay.objects.count() == 2


def test_one_person_is_in_one_area_at_a_time(doctor: Actor, area: IsolationArea) -> None:
    stay = came(area, doctor)
    other = area_acts.open_area(said=opening(name="Khu hai"), by=doctor)
    again = Coming(severity="light", arrived_on=clock.today())

    with pytest.raises(Refused, match="đang ở trong một khu"):
        actions.admit(area=other, person_id=stay.patient_id, coming=again, by=doctor)
    actions.end(stay=stay, said=Ending("discharged", clock.today()), by=doctor)
    assert actions.admit(area=other, person_id=stay.patient_id, coming=again, by=doctor)


def test_the_case_of_the_person_is_tied_and_the_chart_opens(
    station: ScopeNode, doctor: Actor, area: IsolationArea
) -> None:
    sick = person(doctor, name="Lò Văn Ốm")
    case = notified(sick, doctor)
    coming = Coming(severity="light", arrived_on=clock.today())
    stay = actions.admit(area=area, person_id=sick.id, coming=coming, by=doctor)
    other = came(area, doctor, "Vàng Thị Khỏe")

    assert (stay.case_id, other.case_id) == (case.id, None)
    assert opening_of([other.patient_id], doctor) is not None


def test_the_sick_do_not_lie_among_the_exposed(doctor: Actor) -> None:
    waiting = area_acts.open_area(
        said=opening(name="Khu cách ly", template="quarantine_40"), by=doctor
    )
    sick = person(doctor, name="Lò Văn Ốm")
    notified(sick, doctor)
    coming = Coming(severity="light", arrived_on=clock.today())

    with pytest.raises(Refused, match="đang là ca bệnh"):
        actions.admit(area=waiting, person_id=sick.id, coming=coming, by=doctor)
    assert came(waiting, doctor, "Vàng Thị Tiếp Xúc", severity="none")


def test_detainees_lie_in_their_own_area_and_nobody_else_there(
    doctor: Actor, area: IsolationArea
) -> None:
    apart = area_acts.open_area(said=opening(name="Khu riêng", for_whom="detainees"), by=doctor)
    officers = area_acts.open_area(said=opening(name="Khu CBCS", for_whom="officers"), by=doctor)
    held = person(doctor, name="Người Bị Giữ", compartment="custody")
    coming = Coming(severity="light", arrived_on=clock.today())

    for wrong in (area, officers):
        with pytest.raises(Refused, match="khu riêng"):
            actions.admit(area=wrong, person_id=held.id, coming=coming, by=doctor)
    with pytest.raises(Refused, match="chỉ nhận người bị giam"):
        came(apart, doctor, "Người Dân")
    stay = actions.admit(area=apart, person_id=held.id, coming=coming, bed=bed(apart), by=doctor)
    said_so = came(apart, doctor, "Người Mới Bị Giữ", is_held=True)

    assert {stay.compartment, said_so.compartment} == {"custody"}
    assert {row.compartment for row in AreaMove.objects.all()} == {"custody"}


def test_a_stay_of_custody_is_unknown_without_the_grant(
    station: ScopeNode, doctor: Actor, browser: Client
) -> None:
    apart = area_acts.open_area(said=opening(name="Khu riêng", for_whom="detainees"), by=doctor)
    stay = came(apart, doctor, is_held=True)
    address = reverse("isolation_areas:stay", args=[stay.id])
    ungranted = browser_of(account_at(station, "station_doctor"))

    assert browser.get(address).status_code == 200
    assert ungranted.get(address).status_code == 404
    assert ungranted.post(reverse("isolation_areas:well", args=[stay.id])).status_code == 404


def test_a_move_a_change_and_an_end_leave_their_steps(doctor: Actor, area: IsolationArea) -> None:
    stay = came(area, doctor, at=0)
    actions.set_severity(stay=stay, severity="severe", by=doctor, why="SpO₂ giảm")
    severe = [b for b in areas.beds_of(area) if b.room.severity == "severe"]
    actions.place(stay=stay, bed=severe[0], by=doctor)
    said = Ending("transferred", clock.today(), to_place="Bệnh viện tỉnh")
    actions.end(stay=stay, said=said, by=doctor)

    assert [move.what for move in stays.moves_of(stay)] == [
        "admitted",
        "severity",
        "placed",
        "ended",
    ]
    assert (stay.status, stay.bed_id, stay.to_place) == ("transferred", None, "Bệnh viện tỉnh")
    assert stays.board_of(area, doctor).by_severity()[0][2:] == (16, 16)


@pytest.mark.parametrize(
    "said, message",
    [
        pytest.param(Ending("transferred", clock.today()), "nơi chuyển đến", id="where to"),
        pytest.param(Ending("cancelled", clock.today()), "Chọn: ra khu", id="no such ending"),
        pytest.param(Ending("died", dt.date(2999, 1, 1)), "Ngày ra", id="in the future"),
        pytest.param(Ending("died", dt.date(2020, 1, 1)), "Ngày ra", id="before coming"),
    ],
)
def test_an_ending_that_cannot_be_is_refused(
    doctor: Actor, area: IsolationArea, said: Ending, message: str
) -> None:
    stay = came(area, doctor, at=0)

    with pytest.raises(Refused, match=message):
        actions.end(stay=stay, said=said, by=doctor)


def test_an_ending_told_by_mistake_is_taken_back_with_a_reason(
    doctor: Actor, area: IsolationArea
) -> None:
    stay = came(area, doctor, at=0)
    actions.end(stay=stay, said=Ending("died", clock.today()), by=doctor)
    with pytest.raises(Refused, match="Ghi lý do"):
        actions.take_back(stay=stay, by=doctor, why=" ")
    actions.take_back(stay=stay, by=doctor, why="Nhầm người cùng tên")
    actions.cancel(stay=stay, by=doctor, why="Nhận nhầm")

    assert stay.status == "cancelled"
    with pytest.raises(Refused, match="Nhập nhầm"):
        actions.take_back(stay=stay, by=doctor, why="Nhầm nữa")


def test_who_died_in_an_area_is_dead_in_the_registry_until_it_is_taken_back(
    doctor: Actor, area: IsolationArea
) -> None:
    stay = came(area, doctor, at=0)
    actions.end(stay=stay, said=Ending("died", clock.today()), by=doctor)
    person = Person.objects.get(pk=stay.patient_id)
    assert (person.is_deceased, person.deceased_on) == (True, clock.today())

    actions.take_back(stay=stay, by=doctor, why="Nhầm người cùng tên")
    person.refresh_from_db()

    assert (person.is_deceased, person.deceased_on) == (False, None)


def test_a_death_that_was_told_elsewhere_stays_as_it_was_told(
    doctor: Actor, area: IsolationArea
) -> None:
    stay = came(area, doctor, at=0)
    yesterday = clock.today() - dt.timedelta(days=1)
    mark_deceased(person=Person.objects.get(pk=stay.patient_id), on=yesterday, by=doctor)
    actions.end(stay=stay, said=Ending("died", clock.today()), by=doctor)
    actions.take_back(stay=stay, by=doctor, why="Nhầm người cùng tên")

    assert Person.objects.get(pk=stay.patient_id).deceased_on == yesterday


def test_neither_an_area_nor_a_room_is_closed_with_people_inside(
    doctor: Actor, area: IsolationArea
) -> None:
    stay = came(area, doctor, at=0)
    room = areas.rooms_of(area)[0]
    with pytest.raises(Refused, match="còn 1 người"):
        area_acts.close(area=area, on=clock.today(), order="20/QĐ", by=doctor)
    area.refresh_from_db()
    room = AreaBed.objects.get(pk=stay.bed_id).room
    with pytest.raises(Refused, match="còn người nằm"):
        area_acts.change_room(room=room, name="B", severity="light", is_open=False, by=doctor)
    actions.end(stay=stay, said=Ending("discharged", clock.today()), by=doctor)

    assert area_acts.close(area=area, on=clock.today(), order="20/QĐ", by=doctor).closed_on


def test_nobody_comes_into_a_closed_area_or_without_the_post(
    station: ScopeNode, doctor: Actor, area: IsolationArea
) -> None:
    with pytest.raises(NotPermitted):
        came(area, actor_at(station, "cdc_officer"))
    area_acts.close(area=area, on=clock.today(), order="20/QĐ", by=doctor)
    with pytest.raises(Refused, match="Khu đã đóng"):
        came(area, doctor)


def test_a_check_proposes_and_a_person_decides(doctor: Actor, area: IsolationArea) -> None:
    stay, today = came(area, doctor, at=0), clock.today()
    kept = check_acts.check(stay=stay, day=today, told=Told(Found(spo2=92)), by=doctor)
    proposed, stood = kept.severity_proposed, kept.severity
    check_acts.check(stay=stay, day=today, told=Told(Found(spo2=92), "severe"), by=doctor)

    assert (proposed, stood, stay.severity) == ("severe", "light", "severe")
    assert DailyCheck.objects.count() == 1
    with pytest.raises(Refused, match="ít nhất một số đo"):
        check_acts.check(stay=stay, day=today, told=Told(Found()), by=doctor)
    with pytest.raises(Refused, match="từ 40 đến 100"):
        check_acts.check(stay=stay, day=today, told=Told(Found(spo2=101)), by=doctor)
    with pytest.raises(Refused, match="từ ngày vào"):
        check_acts.all_is_well(stay=stay, day=today + DAY, by=doctor)


def test_one_tap_is_not_enough_for_the_severely_ill(doctor: Actor, area: IsolationArea) -> None:
    stay = came(area, doctor, at=0, severity="severe")

    with pytest.raises(Refused, match="cần ghi số đo"):
        check_acts.all_is_well(stay=stay, day=clock.today(), by=doctor)
    assert not stays.lines([stay], area, doctor)[0].may_tap


def test_a_day_at_which_nobody_looked_stands_grey_in_the_grid(
    doctor: Actor, area: IsolationArea, browser: Client
) -> None:
    back_dated(area, doctor, 5)
    stay = came(area, doctor, at=0, arrived_on=clock.today() - 2 * DAY)
    check_acts.all_is_well(stay=stay, day=clock.today() - 2 * DAY, by=doctor)
    line = stays.lines([stay], area, doctor)[0]
    body = browser.get(reverse("isolation_areas:people", args=[area.id])).content.decode()

    assert [line.today.cell, *(square.cell for square in line.before[:3])] == [
        "due",
        "missed",
        "seen",
        "outside",
    ]
    assert body.count("Không ai ghi") == 1
    assert 'class="num day-unseen"' in body


@pytest.mark.capability("D8", where="/isolation-areas/")
def test_somebody_comes_lies_in_a_bed_is_seen_every_day_and_goes_home(
    doctor: Actor, area: IsolationArea, browser: Client
) -> None:
    sick = person(doctor, name="Lò Thị Bệnh")
    door = reverse("isolation_areas:admit", args=[area.id])
    asked = browser.post(door, {"person": str(sick.id)})
    said = {
        "person": str(sick.id),
        "step": "save",
        "severity": "light",
        "bed": str(bed(area).id),
        "arrived_on": f"{clock.today():%d/%m/%Y}",
        "source": "Bản Mẫu",
    }
    browser.post(door, said)
    stay = AreaStay.objects.get()
    page = reverse("isolation_areas:stay", args=[stay.id])
    tapped = browser.post(reverse("isolation_areas:well", args=[stay.id]))
    form = {"day": f"{clock.today():%d/%m/%Y}", "spo2": "92", "temperature": "38,5"}
    browser.post(reverse("isolation_areas:check", args=[stay.id]), form | {"severity": "severe"})
    body = browser.get(page).content.decode()
    refused = browser.post(
        reverse("isolation_areas:end", args=[stay.id]),
        {"then": "transferred", "on": f"{clock.today():%d/%m/%Y}", "note": "Nặng lên"},
    )
    gone = browser.post(
        reverse("isolation_areas:end", args=[stay.id]),
        {"then": "discharged", "on": f"{clock.today():%d/%m/%Y}"},
    )
    stay.refresh_from_db()

    assert "Nhận vào khu" in asked.content.decode()
    assert tapped["Location"] == reverse("isolation_areas:people", args=[area.id])
    assert "38,5 °C" in body
    assert "Lò Thị Bệnh" in body
    assert refused.status_code == 422
    assert "Nặng lên" in refused.content.decode()
    assert (gone.status_code, stay.status) == (302, "discharged")


def test_a_stranger_finds_neither_stay_nor_grid(doctor: Actor, area: IsolationArea) -> None:
    stay = came(area, doctor)
    stranger = browser_of(account_at(node("Trạm Y tế xã Khác"), "station_doctor"))

    assert stranger.get(reverse("isolation_areas:stay", args=[stay.id])).status_code == 404
    assert stranger.get(reverse("isolation_areas:people", args=[area.id])).status_code == 404


def test_grid_and_page_ask_the_same_few_statements_for_any_number(
    doctor: Actor, area: IsolationArea, browser: Client
) -> None:
    for number in range(6):
        check_acts.all_is_well(
            stay=came(area, doctor, f"Người {number}", at=number), day=clock.today(), by=doctor
        )
    pages = {
        "grid": reverse("isolation_areas:people", args=[area.id]),
        "area": reverse("isolation_areas:area", args=[area.id]),
        "list": reverse("isolation_areas:home"),
        "stay": reverse("isolation_areas:stay", args=[AreaStay.objects.first().id]),  # type: ignore[union-attr]
    }
    asked = {}
    for name, address in pages.items():
        with counted() as seen:
            browser.get(address)
        asked[name] = len(seen)

    assert {name: n for name, n in asked.items() if n > (9 if name == "stay" else 8)} == {}
