"""Fridges: read twice a day, a logger's file, what was out, what became of the lots."""

import base64
import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.vaccine_supply.actions import cold, sheets, supply
from tuyen.domains.vaccine_supply.actions.cold import Read
from tuyen.domains.vaccine_supply.actions.sheets import PlaceSaid
from tuyen.domains.vaccine_supply.models import (
    ColdReading,
    Excursion,
    ExcursionLot,
    Fridge,
    LoggerDay,
    NeedSheet,
)
from tuyen.domains.vaccine_supply.queries import cold as queries
from tuyen.platform.outbox.deliver import run_due
from tuyen.record.actions.immunizations import give_dose
from tuyen.record.rules.immunizations import Dose
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.actions.registering import register_person
from tuyen.registry.persons.drafts import Details
from tuyen.registry.persons.rules import Birth

pytestmark = pytest.mark.django_db


@pytest.fixture
def fridge(nurse: Actor) -> Fridge:
    since = clock.today() - dt.timedelta(days=70)
    return cold.add_fridge(kind="fridge", name="Tủ phòng tiêm", used_from=since, by=nurse)


def yesterday() -> dt.date:
    return clock.today() - dt.timedelta(days=1)


def read(fridge: Fridge, celsius: str, by: Actor, turn: str = "morning") -> list[Excursion]:
    said = [Read(fridge, Decimal(celsius))]
    return cold.read(day=yesterday(), turn=turn, said=said, by=by)[1]


@pytest.fixture
def in_store(sheet: NeedSheet, nurse: Actor, officer: Actor, department: Unit) -> None:
    """A hundred doses of one lot on the shelf of the station."""
    sheets.put_place(sheet=sheet, said=PlaceSaid("Xã Mẫu", {"m9_11": 100}), by=nurse)
    asked = supply.ask(sheet=sheet, to_unit_id=department.id, by=nurse)
    supply.allocate(lines=[supply.Line(asked, 100)], available=1000, way="need", by=officer)
    far = clock.today() + dt.timedelta(days=200)
    sent = supply.send(request=asked, lot_number="MR-01", expires_on=far, doses=100, by=officer)
    supply.receive(delivery=sent, doses=100, by=nurse)
    run_due()


@pytest.fixture
def hot(fridge: Fridge, nurse: Actor, in_store: None) -> Excursion:
    (found,) = read(fridge, "12", nurse)
    return found


def test_an_excursion_names_the_lots_of_the_store(hot: Excursion) -> None:
    (lot,) = queries.lots_of(hot)

    assert (hot.kind, hot.extreme_celsius, hot.minutes) == ("hot", Decimal(12), None)
    assert (lot.vaccine, lot.lot_number, lot.doses, lot.decision) == ("mr", "MR-01", 100, "")


def test_a_corrected_reading_takes_the_excursion_back(
    hot: Excursion, fridge: Fridge, nurse: Actor
) -> None:
    assert read(fridge, "5", nurse) == []

    hot.refresh_from_db()
    assert hot.state == "mistaken"
    assert ColdReading.objects.count() == 1


def test_a_longer_excursion_waits_again(hot: Excursion, fridge: Fridge, nurse: Actor) -> None:
    (lot,) = queries.lots_of(hot)
    cold.decide(lot=lot, decision="use", reason="VVM còn tốt", vvm_stage=1, by=nurse)
    cold.close(excursion=hot, cause="Mất điện 1 giờ", by=nurse)

    assert read(fridge, "13", nurse, "afternoon") == []

    hot.refresh_from_db()
    assert (hot.state, hot.extreme_celsius) == ("open", Decimal(13))


def test_a_held_lot_is_neither_sent_nor_given_until_somebody_lets_it_go(
    hot: Excursion, nurse: Actor, station: Unit
) -> None:
    (lot,) = queries.lots_of(hot)
    held = {"unit_id": station.id, "vaccine": "mr", "lot": "MR-01"}
    assert facts.ask("vaccine_supply.lot_is_held", **held) is False

    cold.decide(lot=lot, decision="quarantine", reason="Chờ tuyến trên", by=nurse)
    assert facts.ask("vaccine_supply.lot_is_held", **held) is True

    cold.decide(lot=lot, decision="use", reason="VVM mức 1", vvm_stage=1, by=nurse)
    assert facts.ask("vaccine_supply.lot_is_held", **held) is False


def test_nobody_is_given_a_lot_that_is_set_aside(hot: Excursion, nurse: Actor) -> None:
    (lot,) = queries.lots_of(hot)
    cold.decide(lot=lot, decision="quarantine", reason="Chờ tuyến trên", by=nurse)
    born_on = clock.today() - dt.timedelta(days=400)
    child = register_person(details=Details("Giàng Thị Mẫu", Birth(born_on, "day")), by=nurse)
    dose = Dose("mr", clock.today(), lot="mr-01", expiry_on=clock.today())

    with pytest.raises(Refused, match="nhiệt độ bảo quản"):
        give_dose(person_id=child.id, dose=dose, by=nurse)

    cold.decide(lot=lot, decision="use", reason="VVM mức 1", vvm_stage=1, by=nurse)
    assert give_dose(person_id=child.id, dose=dose, by=nurse).lot == "MR-01"


def test_a_bad_monitor_forbids_use_and_a_discarded_lot_stays_so(
    hot: Excursion, nurse: Actor
) -> None:
    (lot,) = queries.lots_of(hot)
    for told in ({"vvm_stage": 3}, {}):
        with pytest.raises(Refused):
            cold.decide(lot=lot, decision="use", reason="Cần dùng", by=nurse, **told)
    with pytest.raises(Refused):
        cold.decide(lot=lot, decision="discard", reason=" ", by=nurse)

    cold.decide(lot=lot, decision="discard", reason="VVM mức 3", vvm_stage=3, by=nurse)
    with pytest.raises(Refused):
        cold.decide(lot=lot, decision="use", reason="Nhầm", vvm_stage=1, by=nurse)


def test_nothing_is_closed_while_a_lot_waits(hot: Excursion, nurse: Actor) -> None:
    with pytest.raises(Refused):
        cold.close(excursion=hot, cause="Đã sửa tủ", by=nurse)


def test_a_missing_reading_is_never_normal(fridge: Fridge, nurse: Actor) -> None:
    read(fridge, "5", nurse)
    first = yesterday().replace(day=1)

    seen = queries.month(fridge, first)

    morning, afternoon = seen.days[yesterday().day - 1].turns
    assert (morning.is_missing, morning.side) == (False, "")
    assert (afternoon.is_missing, afternoon.celsius) == (True, None)
    assert all(
        not turn.is_missing for day in seen.days if day.day > clock.today() for turn in day.turns
    )


@pytest.mark.parametrize(
    "celsius, day",
    [
        pytest.param("85", 1, id="no thermometer shows that"),
        pytest.param("5", -1, id="tomorrow"),
        pytest.param("5", 400, id="before the fridge was there"),
    ],
)
def test_a_wrong_reading_is_refused(celsius: str, day: int, fridge: Fridge, nurse: Actor) -> None:
    on = clock.today() - dt.timedelta(days=day)
    with pytest.raises(Refused):
        cold.read(day=on, turn="morning", said=[Read(fridge, Decimal(celsius))], by=nurse)


def test_only_the_unit_itself_writes_and_a_neighbour_sees_nothing(
    fridge: Fridge, officer: Actor, stranger: Actor, hot: Excursion
) -> None:
    assert queries.fridges_for(officer).count() == 1
    assert not queries.fridges_for(stranger).exists()
    assert not queries.excursions_for(stranger).exists()
    assert not queries.lots_for(stranger).exists()
    with pytest.raises(NotPermitted):
        read(fridge, "5", officer)


def upload(browser: Client, fridge: Fridge, text: str) -> str:
    url = reverse("vaccine_supply:logger", args=[fridge.id])
    file = SimpleUploadedFile("logger.csv", text.encode(), "text/csv")
    return browser.post(url, {"file": file}, follow=True).text


def lines(day: dt.date, celsius: list[str]) -> str:
    rows = [
        f"{day:%d/%m/%Y} {at // 6:02}:{at % 6 * 10:02},{each}" for at, each in enumerate(celsius)
    ]
    return "\n".join(["Time,Temperature", *rows])


def test_a_loggers_file_is_read_and_its_bad_rows_come_back(browser: Client, fridge: Fridge) -> None:
    told = lines(yesterday(), ["5.0"] * 10 + ["-1.2"] * 8) + "\nhôm qua,5\n01/01/2030 08:00,5"

    page = upload(browser, fridge, told)

    row = LoggerDay.objects.get()
    assert len(row.points) == 18
    assert (row.points[0], row.points[-1]) == ([0, 50], [170, -12])
    assert "“hôm qua” không phải ngày giờ" in page
    found = re.search(r'href="data:[^;]+;base64,([^"]+)"', page)
    assert found
    assert base64.b64decode(found[1]).startswith(b"PK")
    excursion = Excursion.objects.get()
    assert (excursion.kind, excursion.minutes) == ("freeze", 70)


def test_the_same_file_twice_changes_nothing_and_more_of_a_day_joins(
    browser: Client, fridge: Fridge
) -> None:
    told = lines(yesterday(), ["5.0"] * 6)
    upload(browser, fridge, told)
    before = LoggerDay.objects.get().hlc

    upload(browser, fridge, told)
    assert LoggerDay.objects.get().hlc == before

    upload(browser, fridge, lines(yesterday(), ["5.0"] * 12))
    assert len(LoggerDay.objects.get().points) == 12


def test_a_file_without_the_columns_is_refused(browser: Client, fridge: Fridge) -> None:
    page = upload(browser, fridge, "Name,Value\nA,1")

    assert "Tệp thiếu cột" in page
    assert not LoggerDay.objects.exists()


@pytest.mark.capability("D4", where="/vaccines/cold/")
def test_the_pages_take_a_turn_from_the_thermometer_to_the_decision(
    browser: Client, fridge: Fridge, in_store: None
) -> None:
    form = reverse("vaccine_supply:readings")
    told = {"day": f"{yesterday():%d/%m/%Y}", "turn": "morning", f"celsius_{fridge.id}": "9,5"}
    assert browser.post(form, told | {f"celsius_{fridge.id}": "nóng"}).status_code == 422

    browser.post(form, told)
    found = Excursion.objects.get()
    lot = ExcursionLot.objects.get()
    decide = reverse("vaccine_supply:decide_lot", args=[lot.id])
    said = {"decision": "use", "reason": "VVM mức 2", "vvm_stage": "3"}
    assert browser.post(decide, said).status_code == 422
    browser.post(decide, said | {"vvm_stage": "2"})
    close = reverse("vaccine_supply:close_excursion", args=[found.id])
    browser.post(close, {"cause": "Cửa tủ hở, đã đóng"})

    found.refresh_from_db()
    assert found.state == "closed"
    month = f"{yesterday():%Y-%m}"
    shown = browser.get(reverse("vaccine_supply:fridge", args=[fridge.id]), {"month": month}).text
    assert "<svg" in shown
    assert "9,5 °C" in shown
    assert 'class="unread"' in shown
    file = browser.get(
        reverse("vaccine_supply:fridge", args=[fridge.id]), {"month": month, "as": "csv"}
    )
    assert "thiếu" in file.content.decode("utf-8-sig")
    paper = browser.get(reverse("vaccine_supply:fridge_paper", args=[fridge.id]), {"month": month})
    assert paper.content.startswith(b"%PDF")


def test_the_cold_pages_open_in_eight_statements(
    browser: Client, fridge: Fridge, hot: Excursion
) -> None:
    for url in (
        reverse("vaccine_supply:cold"),
        reverse("vaccine_supply:readings"),
        reverse("vaccine_supply:fridge", args=[fridge.id]),
        reverse("vaccine_supply:excursions"),
        reverse("vaccine_supply:excursion", args=[hot.id]),
    ):
        with counted() as statements:
            assert browser.get(url).status_code == 200
        assert len(statements) <= 8, statements
