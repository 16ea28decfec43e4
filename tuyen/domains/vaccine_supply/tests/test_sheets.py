"""Need sheets as a station and its department draw them up, read and print them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.surveillance.models import Forecast
from tuyen.domains.surveillance.tests.series import province
from tuyen.domains.vaccine_supply.actions import sheets
from tuyen.domains.vaccine_supply.actions.sheets import PlaceSaid
from tuyen.domains.vaccine_supply.models import NeedPlace, NeedSheet
from tuyen.domains.vaccine_supply.queries import sheets as queries
from tuyen.domains.vaccine_supply.tests.conftest import sheet_by, unit_of
from tuyen.record.actions.immunizations import record_history
from tuyen.record.rules.immunizations import Dose
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


def test_a_sheet_begins_with_proposed_figures_that_nobody_has_verified(
    browser: Client, sheet: NeedSheet
) -> None:
    shown = browser.get(reverse("vaccine_supply:sheet", args=[sheet.id])).text

    assert sheet.doses_a_vial == 10
    assert sheet.wastage == 40
    assert "chưa xác minh" in shown


def test_the_formula_stands_on_the_sheet_with_its_figures(
    browser: Client, nurse: Actor, sheet: NeedSheet
) -> None:
    sheets.put_place(sheet=sheet, said=PlaceSaid("Xã Mẫu", {"m9_11": 400}, stock=50), by=nurse)

    shown = browser.get(reverse("vaccine_supply:sheet", args=[sheet.id])).text

    assert (
        "400 × 95% × 1 ÷ (1 − 40%) × (1 + 25%) − 50 = 741,7 liều → 75 lọ × 10 = 750 liều" in shown
    )


def test_a_figure_is_changed_with_its_source_and_the_sheet_has_its_next_version(
    browser: Client, sheet: NeedSheet
) -> None:
    url = reverse("vaccine_supply:figures", args=[sheet.id])
    form = browser.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    answer = browser.post(
        url, sent | {"wastage": "32,5", "source_wastage": "Báo cáo sử dụng vắc xin 2025"}
    )

    sheet.refresh_from_db()
    assert answer.status_code == 302
    assert (sheet.wastage, sheet.version) == (32.5, 2)
    assert sheet.sources == {"wastage": "Báo cáo sử dụng vắc xin 2025"}


@pytest.mark.parametrize(
    "name, value",
    [
        pytest.param("wastage", 100.0, id="everything is thrown away"),
        pytest.param("coverage", 101.0, id="more people than there are"),
        pytest.param("doses_a_vial", 0, id="a vial without a dose"),
        pytest.param("buffer", -1.0, id="a negative buffer"),
        pytest.param("cases_low", 5.0, id="the low forecast above the middle"),
    ],
)
def test_an_impossible_figure_is_refused(
    name: str, value: float, nurse: Actor, sheet: NeedSheet
) -> None:
    with pytest.raises(Refused):
        sheets.set_figures(sheet=sheet, figures={name: value}, sources={}, by=nurse)


def test_a_negative_stock_is_refused_and_what_was_typed_stays(
    browser: Client, sheet: NeedSheet
) -> None:
    url = reverse("vaccine_supply:new_place", args=[sheet.id])

    answer = browser.post(url, {"name": "Xã Mẫu", "stock": "-5", "sessions": "0"})

    assert answer.status_code == 422
    assert "Tồn kho không được âm" in answer.text
    assert 'value="-5"' in answer.text
    assert not NeedPlace.objects.exists()


def test_children_of_the_commune_are_counted_by_age(
    nurse: Actor,
) -> None:
    today = clock.today()
    code = "03433"
    for months in (7, 10, 10, 30):
        person(nurse, birth_date=queries.months_before(today, months), commune_code=code)

    counted_there = queries.people_of([code], today)[code]

    assert [counted_there[b] for b in ("m6_8", "m9_11", "y2_4", "m12_17")] == [1, 2, 1, 0]


def test_units_below_are_taken_in_once(officer: Actor, station: Unit, neighbour: Unit) -> None:
    sheet = sheet_by(officer)

    assert sheets.fill_from_registry(sheet=sheet, by=officer) == 2
    with pytest.raises(Refused):
        sheets.fill_from_registry(sheet=sheet, by=officer)


def test_whoever_answers_for_nobody_is_no_place(
    officer: Actor, department: Unit, station: Unit
) -> None:
    """A centre above the stations draws no vials; a station with nobody counted stays, to be asked."""
    unit_of("cdc", "CDC mẫu", department)
    sheet = sheet_by(officer)

    assert sheets.fill_from_registry(sheet=sheet, by=officer) == 1
    assert [row.name for row in queries.places_of(sheet)] == [station.name]


@pytest.mark.capability("D5", where="/vaccines/")
def test_only_children_whose_dose_is_due_or_late_are_taken_into_the_sheet(
    office: Client, officer: Actor, nurse: Actor, station: Unit
) -> None:
    """Ten months without a dose, three years with one of two, complete, too young, kept apart."""
    today = clock.today()
    ages = {"Muộn": 10, "Thiếu": 36, "Đủ": 40, "Nhỏ": 3, "Kín": 10}
    made = {
        name: person(nurse, name, birth_date=queries.months_before(today, months),
                     home_unit_id=station.id, compartment="custody" if name == "Kín" else "")
        for name, months in ages.items()
    }  # fmt: skip
    for name, doses in (("Thiếu", (24,)), ("Đủ", (30, 20))):
        days = [Dose("mr", queries.months_before(today, back)) for back in doses]
        record_history(person_id=made[name].id, doses=days, by=nurse)
    sheet = sheet_by(officer)

    office.post(reverse("vaccine_supply:fill", args=[sheet.id]), {"due": "1"})

    (row,) = queries.places_of(sheet)
    assert row.name == station.name
    assert {band: n for band, n in row.people.items() if n} == {"m9_11": 1, "y2_4": 1}
    assert "đến hạn hoặc trễ mũi" in row.source


def test_a_commune_whose_people_this_machine_does_not_hold_has_no_number_and_says_so(
    office: Client, officer: Actor, station: Unit
) -> None:
    """Unknown is not nobody: the order would lack this place."""
    sheet = sheet_by(officer)

    sheets.fill_from_registry(sheet=sheet, by=officer)
    shown = office.get(reverse("vaccine_supply:sheet", args=[sheet.id])).text

    (row,) = queries.places_of(sheet)
    assert row.people == {}
    assert "Máy này không giữ sổ người dân" in row.source
    assert "1 nơi chưa có số đối tượng" in shown


def test_a_place_with_nobody_to_vaccinate_is_told_as_zero(
    office: Client, officer: Actor, nurse: Actor, station: Unit
) -> None:
    sheet = sheet_by(officer)
    person(
        nurse,
        birth_date=queries.months_before(clock.today(), 3),
        home_unit_id=station.id,
    )

    sheets.fill_from_registry(sheet=sheet, by=officer)
    shown = office.get(reverse("vaccine_supply:sheet", args=[sheet.id])).text

    (row,) = queries.places_of(sheet)
    assert set(row.people.values()) == {0}
    assert "chưa có số đối tượng" not in shown


def test_a_neighbour_neither_sees_nor_changes_the_sheet(stranger: Actor, sheet: NeedSheet) -> None:
    assert not queries.sheets_for(stranger).exists()
    with pytest.raises(NotPermitted):
        sheets.put_place(sheet=sheet, said=PlaceSaid("Xã Bên"), by=stranger)


def test_the_department_reads_the_sheet_of_a_station(office: Client, sheet: NeedSheet) -> None:
    shown = office.get(reverse("vaccine_supply:sheet", args=[sheet.id]))

    assert shown.status_code == 200
    assert "Sửa số liệu" not in shown.text


def test_the_list_and_the_sheet_open_in_eight_statements(
    browser: Client, nurse: Actor, sheet: NeedSheet
) -> None:
    for n in range(12):
        sheets.put_place(sheet=sheet, said=PlaceSaid(f"Xã {n}", {"y2_4": n}), by=nurse)
    for url in (
        reverse("vaccine_supply:home"),
        reverse("vaccine_supply:sheet", args=[sheet.id]),
    ):
        with counted() as asked:
            response = browser.get(url)
        assert response.status_code == 200
        assert len(asked) <= 8, asked


def test_the_sheet_is_printed_and_taken_away_as_a_file(
    browser: Client, nurse: Actor, sheet: NeedSheet
) -> None:
    sheets.put_place(sheet=sheet, said=PlaceSaid("Xã Mẫu", {"m9_11": 400}), by=nurse)

    paper = browser.get(reverse("vaccine_supply:paper", args=[sheet.id]))
    file = browser.get(reverse("vaccine_supply:file", args=[sheet.id]))

    assert paper.content.startswith(b"%PDF")
    assert file.content.startswith(b"PK")


def test_a_place_struck_out_is_no_longer_reckoned(nurse: Actor, sheet: NeedSheet) -> None:
    place = sheets.put_place(sheet=sheet, said=PlaceSaid("Xã Mẫu", {"m9_11": 400}), by=nurse)

    sheets.strike_place(place=place, by=nurse)

    assert queries.worked(sheet).order.total.doses == 0


@pytest.mark.parametrize(
    "on, months, day",
    [
        pytest.param(dt.date(2026, 3, 31), 1, dt.date(2026, 2, 28), id="end of February"),
        pytest.param(dt.date(2026, 1, 15), 1, dt.date(2025, 12, 15), id="over the year"),
        pytest.param(dt.date(2024, 2, 29), 12, dt.date(2023, 2, 28), id="after a leap day"),
    ],
)
def test_months_are_counted_back(on: dt.date, months: int, day: dt.date) -> None:
    assert queries.months_before(on, months) == day


def foretold(location: str, origin_date: dt.date) -> list[Forecast]:
    """Four weeks, each with every count from 1 to 23 as one quantile."""
    return [
        Forecast(
            origin_date=origin_date,
            target="measles",
            location=location,
            horizon=ahead,
            model_id=model,
            values=[float(each) for each in range(1, 24)],
            version="pooled-nb 1",
            parameters="ab12",
            made_at=clock.now(),
        )
        for ahead in (1, 2, 3, 4)
        for model in ("pooled-nb", "flat-line")
    ]


@pytest.mark.capability("D4", where="/vaccines/")
def test_cases_of_the_scenarios_are_taken_from_the_forecast_with_their_basis(
    sheet: NeedSheet, station: Unit, nurse: Actor, browser: Client
) -> None:
    commune = province(1)[0]
    facilities.change_unit(unit=station, commune_code=commune.code, by=SYSTEM)
    Forecast.objects.bulk_create(foretold(commune.code, dt.date(2026, 11, 22)))

    browser.post(reverse("vaccine_supply:take_forecast", args=[sheet.pk]))

    taken = NeedSheet.objects.get(pk=sheet.pk)
    assert (taken.cases_low, taken.cases_mid, taken.cases_high) == (12, 48, 84)
    assert taken.version == sheet.version + 1
    assert "Dự báo measles 4 tuần từ 22/11/2026, phân vị 95%" in taken.sources["cases_high"]
    assert "ab12" in taken.sources["cases_low"]


def test_without_a_forecast_the_sheet_says_what_to_do(sheet: NeedSheet, nurse: Actor) -> None:
    with pytest.raises(Refused, match="Nhập số ca"):
        sheets.take_forecast(sheet=sheet, by=nurse)

    assert NeedSheet.objects.get(pk=sheet.pk).cases_mid == 0


def test_a_stranger_takes_no_forecast_into_a_sheet(sheet: NeedSheet, stranger: Actor) -> None:
    with pytest.raises(NotPermitted):
        sheets.take_forecast(sheet=sheet, by=stranger)
