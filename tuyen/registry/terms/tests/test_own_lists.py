"""A unit keeps its own drugs and answers for the values that nobody had verified."""

import datetime as dt

import pytest

from tests.network import actor_at
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.changes.models import Bundle
from tuyen.registry.terms import actions, allergies, open_values, queries
from tuyen.registry.terms.bands import Limits, parse_limits
from tuyen.registry.terms.models import LocalValue
from tuyen.registry.terms.open_values import LABORATORY, VITALS, OpenValue

DAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _standing_clock():
    with clock.stopped(dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)):
        yield


def open_value(rule: str, row: str, field: str) -> OpenValue:
    found = open_values.open_values(rule, DAY)
    return next(each for each in found if (each.row, each.field) == (row, field))


def add(by, name="Hapacol", strength="650 mg", **details):
    told = {"ingredients": "Paracetamol", "form": "viên nén", "pack_unit": "viên"} | details
    return actions.add_drug(by=by, name=name, strength=strength, **told)


def confirm(by, value="12,5–17", *, field="range:male:15", valid_from=DAY):
    return actions.confirm_value(
        open_value=open_value(LABORATORY, "haemoglobin", field),
        value=value,
        source="Quy trình xét nghiệm của khoa",
        valid_from=valid_from,
        by=by,
    )


def test_the_units_own_drug_is_offered_before_the_starter_list(doctor) -> None:
    add(doctor)

    found = queries.search_drugs(doctor, "para", DAY)

    assert [drug.full_name for drug in found[:2]] == ["Hapacol 650 mg", "Paracetamol 500 mg"]
    assert not found[0].is_unverified
    assert found[1].is_unverified


def test_a_brand_is_found_and_checked_by_its_ingredient(doctor) -> None:
    add(doctor, "Klamentin", "1 g", ingredients="Amoxicilin 875mg + Acid clavulanic 125mg")

    drug = queries.search_drugs(doctor, "amox 1", DAY)[0]
    found = allergies.conflicts(drug.ingredients, [("penicillin", "")], DAY)

    assert drug.ingredients == ("amoxicillin", "clavulanic_acid")
    assert found[0].danger is allergies.Danger.SAME


def test_the_code_of_an_own_drug_leads_back_to_it_in_its_unit_only(
    doctor, other_station, department
) -> None:
    add(doctor)
    code = queries.search_drugs(doctor, "hapacol", DAY)[0].code
    stranger = actor_at(other_station, "station_doctor")

    assert queries.drug_with_code(doctor, code, DAY).name == "Hapacol"
    assert queries.drug_with_code(stranger, code, DAY) is None
    assert queries.drug_with_code(doctor, "own-nonsense", DAY) is None
    assert queries.drug_with_code(doctor, "amlodipine-5-tab", DAY).name == "Amlodipin"


def test_a_prescriber_has_the_units_own_drugs_and_the_starter_list(doctor) -> None:
    add(doctor)

    known = queries.drugs_at(doctor, DAY)

    assert next(iter(known.values())).name == "Hapacol"
    assert known["amlodipine-5-tab"].strength == "5 mg"


def test_one_drug_stands_once_in_a_list(doctor) -> None:
    add(doctor)

    with pytest.raises(Refused, match="đã có"):
        add(doctor, "HAPACOL")


def test_a_drug_out_of_use_is_not_offered_but_stays(doctor) -> None:
    drug = add(doctor)

    actions.set_used(drug=drug, is_used=False, by=doctor)

    assert queries.search_drugs(doctor, "hapacol", DAY) == []
    assert queries.drugs_of(doctor.unit_id).count() == 1


def test_a_nurse_does_not_change_the_list(nurse) -> None:
    with pytest.raises(NotPermitted):
        add(nurse)


def test_a_change_writes_only_what_differs(doctor) -> None:
    add(doctor)
    drug = queries.drugs_of(doctor.unit_id).get()

    actions.change_drug(drug=drug, by=doctor, dose="1 viên x 3 lần/ngày")
    actions.change_drug(drug=queries.drugs_of(doctor.unit_id).get(), by=doctor, form="viên nén")

    assert queries.drugs_of(doctor.unit_id).get().dose == "1 viên x 3 lần/ngày"
    assert Bundle.objects.filter(reason="terms.change_drug").count() == 1


def test_a_search_takes_three_statements(doctor) -> None:
    add(doctor)

    with counted() as statements:
        queries.search_drugs(doctor, "para", DAY)

    assert len(statements) == 3


def test_a_confirmed_range_takes_the_place_of_the_proposal(doctor) -> None:
    confirm(doctor)

    analyte = queries.analytes_at(doctor, DAY)["haemoglobin"]

    assert analyte.range_for(sex="male", years=30) == Limits(12.5, 17)
    assert analyte.range_for(sex="female", years=30) == Limits(12, 16)
    assert analyte.is_unverified  # the other ranges still wait


def test_a_test_is_verified_once_all_its_ranges_are(doctor) -> None:
    for each in open_values.open_values(LABORATORY, DAY):
        if each.row == "haemoglobin":
            confirm(doctor, each.text, field=each.field)

    assert not queries.analytes_at(doctor, DAY)["haemoglobin"].is_unverified


def test_what_the_department_confirms_counts_in_its_stations(officer, doctor) -> None:
    confirm(officer, "12–18")

    found = queries.confirmed_at(doctor, LABORATORY, DAY)["haemoglobin"]["range:male:15"]

    assert found.confirmed_by == "Chuyên viên mẫu"
    assert queries.analytes_at(doctor, DAY)["haemoglobin"].range_for(sex="male", years=30).low == 12


def test_the_nearest_unit_wins(officer, doctor, other_station) -> None:
    confirm(doctor, "13,5–17")
    confirm(officer, "12–18")
    neighbour = actor_at(other_station, "station_doctor")

    mine = queries.analytes_at(doctor, DAY)["haemoglobin"].range_for(sex="male", years=30)
    theirs = queries.analytes_at(neighbour, DAY)["haemoglobin"].range_for(sex="male", years=30)

    assert mine.low == 13.5
    assert theirs.low == 12


def test_a_new_value_counts_from_its_day(doctor) -> None:
    confirm(doctor, "12–17", valid_from=dt.date(2026, 1, 1))
    confirm(doctor, "13–18", valid_from=dt.date(2026, 11, 1))

    def low(on: dt.date) -> float | None:
        analyte = queries.analytes_at(doctor, on)["haemoglobin"]
        return analyte.range_for(sex="male", years=30).low

    assert low(dt.date(2026, 10, 31)) == 12
    assert low(dt.date(2026, 11, 1)) == 13
    assert low(dt.date(2025, 6, 1)) == 13.0


def test_withdrawing_brings_the_proposal_back(doctor, officer) -> None:
    confirmed = confirm(doctor, "12–17", valid_from=dt.date(2026, 1, 1))
    with pytest.raises(Refused, match="cấp trên"):
        actions.withdraw_value(confirmed=confirm(officer), by=doctor)

    actions.withdraw_value(confirmed=LocalValue.objects.get(pk=confirmed.pk), by=doctor)

    assert DAY in [value.confirmed_on for value in LocalValue.objects.all()]
    now = queries.confirmed_at(doctor, LABORATORY, DAY)["haemoglobin"]["range:male:15"]
    assert now.unit_id == officer.unit_id


def test_a_confirmed_dose_makes_the_drug_verified(doctor) -> None:
    actions.confirm_value(
        open_value=open_value(open_values.FORMULARY, "amlodipine-5-tab", "dose"),
        value="1 viên buổi tối",
        source="Phác đồ của trung tâm",
        valid_from=DAY,
        by=doctor,
    )

    drug = queries.drug_with_code(doctor, "amlodipine-5-tab", DAY)

    assert drug.dose == "1 viên buổi tối"
    assert not drug.is_unverified


def test_a_usual_range_of_a_vital_sign_can_be_confirmed(doctor) -> None:
    actions.confirm_value(
        open_value=open_value(VITALS, "spo2", "usual:0"),
        value="94–100",
        source="Phác đồ",
        valid_from=DAY,
        by=doctor,
    )

    assert queries.vitals_at(doctor, DAY)["spo2"].usual(40) == Limits(94, 100)
    assert queries.vitals_at(doctor, DAY)["pulse"].usual(40) == Limits(60, 100)


@pytest.mark.parametrize("value", ["cao", "17–12", "12,5", "", "12-"])
def test_a_range_that_cannot_be_read_is_refused(doctor, value) -> None:
    with pytest.raises(Refused, match="3,9–6,4"):
        confirm(doctor, value)


def test_a_value_without_source_is_refused(doctor) -> None:
    with pytest.raises(Refused, match="nguồn"):
        actions.confirm_value(
            open_value=open_value(LABORATORY, "haemoglobin", "range:male:15"),
            value="12–17",
            source="  ",
            valid_from=DAY,
            by=doctor,
        )


@pytest.mark.parametrize(
    "text, low, high",
    [
        pytest.param("3,9–6,4", 3.9, 6.4, id="from to"),
        pytest.param("3.9 - 6.4", 3.9, 6.4, id="points"),
        pytest.param("≤ 5,2", None, 5.2, id="at most"),
        pytest.param("<5", None, 5, id="below"),
        pytest.param("≥ 1", 1, None, id="at least"),
    ],
)
def test_a_range_is_read_and_written_alike(text, low, high) -> None:
    limits = parse_limits(text)

    assert limits == Limits(low, high)
    assert parse_limits(str(limits)) == limits


def test_every_proposed_range_can_be_read_again() -> None:
    for rule in (LABORATORY, VITALS):
        for each in open_values.open_values(rule, DAY):
            assert parse_limits(each.text), each
