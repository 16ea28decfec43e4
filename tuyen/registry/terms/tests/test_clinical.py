"""The station's clinical lists hold together: every code that one names stands in the other."""

import datetime as dt

import pytest

from tuyen.core import rulebook
from tuyen.registry.terms import allergies, clinical, formulary
from tuyen.registry.terms.allergies import Danger

DAY = dt.date(2026, 11, 21)


def test_the_lists_are_as_long_as_promised() -> None:
    assert len(formulary.drugs(DAY)) >= 150
    assert len(formulary.prescription_sets(DAY)) >= 15
    assert len(allergies.substances(DAY)) >= 60
    assert len(clinical.reasons(DAY)) >= 60
    assert len(clinical.analytes(DAY)) >= 40
    assert len(clinical.plans(DAY)) >= 5


def test_every_drug_has_a_group_and_a_way_of_control() -> None:
    groups = rulebook.on("clinical/formulary", DAY)["class"]

    for drug in formulary.drugs(DAY).values():
        assert drug.group in groups, drug.code
        assert drug.control in "CNH", drug.code
        assert drug.ingredients, drug.code
        assert len(drug.code) <= 40, drug.code


def test_what_nobody_has_checked_says_so() -> None:
    assert all(drug.is_unverified for drug in formulary.drugs(DAY).values())
    assert all(analyte.is_unverified for analyte in clinical.analytes(DAY).values())


@pytest.mark.parametrize(
    "code, permission",
    [
        pytest.param("morphine-30-cap", "prescribe.narcotic", id="narcotic"),
        pytest.param("diazepam-5-tab", "prescribe.psychotropic", id="psychotropic"),
        pytest.param("amlodipine-5-tab", "prescribe.common", id="common"),
    ],
)
def test_a_controlled_drug_needs_its_own_permission(code, permission) -> None:
    assert formulary.drugs(DAY)[code].permission == permission
    assert permission in rulebook.on("roles", DAY)["permission"]


def test_a_young_child_is_below_the_least_age_of_some_drugs() -> None:
    loratadine = formulary.drugs(DAY)["loratadine-10-tab"]

    assert loratadine.is_too_young(23)
    assert not loratadine.is_too_young(24)
    assert not loratadine.is_too_young(None)


@pytest.mark.parametrize(
    "typed, expected",
    [
        pytest.param("para 500", "paracetamol-500-tab", id="name and strength"),
        pytest.param("amox", "amoxicillin-500-cap", id="beginning of a name"),
        pytest.param("amlo 10", "amlodipine-10-tab", id="other strength"),
        pytest.param("goi paracetamol", "paracetamol-150-sachet", id="form first"),
        pytest.param("amoxicillin clav", "amoxicil+clavulan-500+125-tab", id="ingredient"),
        pytest.param("meloxicam 7,5", "meloxicam-7.5-tab", id="comma"),
        pytest.param("HUYẾT", None, id="nothing"),
    ],
)
def test_a_drug_is_found_by_a_few_letters(typed, expected) -> None:
    found = formulary.search_drugs(typed, DAY)

    assert (found[0].code if found else None) == expected


def test_the_sets_of_the_diagnosis_come_first() -> None:
    assert formulary.sets_for("E11.9", DAY)[0].code == "diabetes_start"
    assert formulary.sets_for("J02.0", DAY)[0].diagnosis.startswith("J02")
    assert len(formulary.sets_for("", DAY)) == len(formulary.prescription_sets(DAY))


def test_every_ingredient_of_a_drug_class_is_spelled_as_in_the_formulary() -> None:
    ours = {name for drug in formulary.drugs(DAY).values() for name in drug.ingredients}
    penicillins = allergies.substances(DAY)["penicillin"].covers

    assert {"amoxicillin", "ampicillin", "phenoxymethylpenicillin"} <= ours & penicillins


def test_related_classes_exist() -> None:
    known = allergies.substances(DAY)

    for substance in known.values():
        assert set(substance.related) <= set(known), substance.code


@pytest.mark.parametrize(
    "drug, allergy, expected",
    [
        pytest.param("amoxicillin-500-cap", ("penicillin", ""), [Danger.SAME], id="class"),
        pytest.param("cefalexin-500-cap", ("penicillin", ""), [Danger.RELATED], id="cousin"),
        pytest.param("azithromycin-500-tab", ("penicillin", ""), [], id="other class"),
        pytest.param("amoxicil+clavulan-500+125-tab", ("penicillin", ""), [Danger.SAME], id="mix"),
        pytest.param("ampicillin-1g-inj", ("amoxicillin", ""), [Danger.RELATED], id="one of it"),
        pytest.param(
            "ibuprofen-400-tab", ("acetylsalicylic_acid", ""), [Danger.RELATED], id="pain"
        ),
        pytest.param("amoxicillin-500-cap", ("", "Dị ứng Amoxicilin"), [Danger.SAME], id="words"),
        pytest.param("amoxicillin-500-cap", ("", "amoxicillin 2019"), [Danger.SAME], id="english"),
        pytest.param("eperisone-50-tab", ("", "eperisone"), [Danger.SAME], id="not in the list"),
        pytest.param("amoxicillin-500-cap", ("shrimp_crab", ""), [], id="food"),
        pytest.param("glucosamine-500-cap", ("shrimp_crab", ""), [Danger.SAME], id="from crabs"),
        pytest.param(
            "sulfamet+trimetho-400+80-tab",
            ("co_trimoxazole", ""),
            [Danger.SAME, Danger.SAME],
            id="both parts",
        ),
        pytest.param("paracetamol-500-tab", ("", ""), [], id="an empty line"),
    ],
)
def test_a_drug_is_held_against_the_allergies(drug, allergy, expected) -> None:
    ingredients = formulary.drugs(DAY)[drug].ingredients

    found = allergies.conflicts(ingredients, [allergy], DAY)

    assert [conflict.danger for conflict in found] == expected


def test_the_gravest_conflict_comes_first() -> None:
    ingredients = formulary.drugs(DAY)["cefalexin-500-cap"].ingredients

    found = allergies.conflicts(ingredients, [("penicillin", ""), ("cefalexin", "")], DAY)

    assert found[0].danger is Danger.SAME


def test_a_substance_is_found_without_accents() -> None:
    assert allergies.search_substances("penicilin", DAY)[0].code == "penicillin"
    assert allergies.search_substances("tom", DAY)[0].code == "shrimp_crab"


def test_reasons_and_analytes_stand_in_groups() -> None:
    reason_groups = {group.code for group in clinical.groups("reasons", DAY)}
    test_groups = {group.code for group in clinical.groups("laboratory", DAY)}

    assert {reason.group for reason in clinical.reasons(DAY)} == reason_groups
    assert {analyte.group for analyte in clinical.analytes(DAY).values()} == test_groups


@pytest.mark.parametrize(
    "code, sex, years, low, high",
    [
        pytest.param("haemoglobin", "male", 30, 13.0, 17.5, id="man"),
        pytest.param("haemoglobin", "female", 30, 12.0, 16.0, id="woman"),
        pytest.param("haemoglobin", "female", 7, 11.5, 15.5, id="child"),
        pytest.param("haemoglobin", "male", 0, None, None, id="infant: no range"),
        pytest.param("creatinine", "unknown", 30, None, None, id="sex unknown"),
        pytest.param("cholesterol", "male", None, None, 5.2, id="age unknown"),
        pytest.param("urine_protein", "male", 30, None, None, id="words"),
    ],
)
def test_a_range_goes_by_sex_and_age(code, sex, years, low, high) -> None:
    limits = clinical.analytes(DAY)[code].range_for(sex=sex, years=years)

    assert (limits.low, limits.high) == (low, high)


def test_results_that_reveal_a_compartment_name_it() -> None:
    codes = {row["code"] for row in rulebook.on("compartments", DAY).rows}
    named = {a.code: a.compartment for a in clinical.analytes(DAY).values() if a.compartment}

    assert named == {"hiv_rapid": "hiv", "urine_drug_screen": "methadone"}
    assert set(named.values()) <= codes
