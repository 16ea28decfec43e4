"""The judge of patient summaries agrees with HL7's own examples, and sees what is wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from tuyen.edge.fhir.tests.profiles import example, faults_of

DOCUMENTS = [
    "Bundle-bundle-minimal",
    "Bundle-bundle-no-info-required-sections",
    "Bundle-IPS-examples-Bundle-01",
    "Bundle-bundle-ips-all-sections",
    "Bundle-IPS-examples-Bundle-with-immunization",
]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_examples_of_the_guide_keep_its_profiles(name: str) -> None:
    assert faults_of(example(name)) == []


def first(document: Any, type_: str) -> Any:
    found = (each["resource"] for each in document["entry"])
    return next(each for each in found if each["resourceType"] == type_)


def without(type_: str, name: str) -> Callable[[Any], object]:
    return lambda document: first(document, type_).pop(name)


def _drop_problems(document: Any) -> None:
    composition = first(document, "Composition")
    composition["section"] = [
        each for each in composition["section"] if each["code"]["coding"][0]["code"] != "11450-4"
    ]


def _empty_without_reason(document: Any) -> None:
    first(document, "Composition")["section"][0].pop("entry")


def _other_type(document: Any) -> None:
    first(document, "Composition")["type"]["coding"][0]["code"] = "11488-4"


def _wrong_subject(document: Any) -> None:
    composition = first(document, "Composition")
    composition["subject"] = dict(composition["section"][0]["entry"][0])


def _lost_reference(document: Any) -> None:
    first(document, "Composition")["custodian"] = {"reference": "Organization/nowhere"}


def _not_first(document: Any) -> None:
    document["entry"].reverse()


def _no_narrative(document: Any) -> None:
    first(document, "Composition")["section"][0].pop("text")


def _twice(document: Any) -> None:
    document["entry"].append(dict(document["entry"][1]))


BROKEN: list[Any] = [
    pytest.param(_drop_problems, "sectionProblems", id="a required section is missing"),
    pytest.param(_empty_without_reason, "ips-comp-1", id="an empty section without a reason"),
    pytest.param(_other_type, "not {", id="another kind of document"),
    pytest.param(_wrong_subject, "keeps none of", id="a subject that is no patient"),
    pytest.param(_lost_reference, "does not stand", id="a reference out of the document"),
    pytest.param(_not_first, "bdl-11", id="the composition is not first"),
    pytest.param(_no_narrative, "text: 0 of at least 1", id="a section without words"),
    pytest.param(_twice, "bdl-7", id="one resource twice"),
    pytest.param(without("Patient", "name"), "name: 0 of at least 1", id="a patient without name"),
    pytest.param(without("Patient", "birthDate"), "birthDate", id="a patient without birth date"),
    pytest.param(without("AllergyIntolerance", "code"), "code: 0", id="an allergy to nothing"),
    pytest.param(without("Condition", "subject"), "subject: 0", id="a problem of nobody"),
]


@pytest.mark.parametrize("breaks, fault", BROKEN)
def test_a_document_that_is_wrong_is_seen(breaks: Callable[[Any], object], fault: str) -> None:
    document = example("Bundle-IPS-examples-Bundle-01")
    breaks(document)

    assert any(fault in each for each in faults_of(document)), faults_of(document)
