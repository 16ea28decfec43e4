"""What keeps a visit from being finished, what a queue allows, and when a drug meets an allergy."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from tuyen.core import clock
from tuyen.record.rules import allergies, prescriptions, queue, visits
from tuyen.record.rules.visits import Fault
from tuyen.record.sheet import Diagnosis, Line, Sheet

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=clock.VIETNAM)
TABLE = prescriptions.table_on(NOW.date())
COLD = Diagnosis("Cảm", "J00")
PAIN = Line("Paracetamol 500 mg", "1x3", 15, "viên", drug_code="paracetamol-500", days=5)


def sheet(**said: Any) -> Sheet:
    return Sheet(**{"occurred_at": NOW, "reason": "Ho", "diagnoses": (COLD,)} | said)


def found(given: Sheet, of: visits.Of = visits.Of()) -> set[Fault]:  # noqa: B008
    return {each.fault for each in visits.faults(given, of, NOW, TABLE)}


def test_an_ordinary_visit_has_no_fault() -> None:
    assert found(sheet(lines=(PAIN,))) == set()


@pytest.mark.parametrize(
    "said, fault",
    [
        pytest.param({"reason": "", "diagnoses": ()}, Fault.EMPTY, id="nothing said"),
        pytest.param({"diagnoses": (), "lines": (PAIN,)}, Fault.NO_DIAGNOSIS, id="drugs only"),
        pytest.param({"diagnoses": (COLD, COLD)}, Fault.TWICE, id="one diagnosis twice"),
        pytest.param({"lines": (PAIN, PAIN)}, Fault.TWICE, id="one drug twice"),
        pytest.param(
            {"occurred_at": NOW + dt.timedelta(minutes=1)}, Fault.IN_FUTURE, id="tomorrow"
        ),
        pytest.param({"next_visit_on": NOW.date()}, Fault.NEXT_NOT_LATER, id="appointment today"),
        pytest.param({"is_from_paper": True}, Fault.NO_PAPER_REASON, id="paper without a reason"),
        pytest.param(
            {"lines": (Line("Thuốc", "1x2", None, "viên"),)}, Fault.NO_QUANTITY, id="no quantity"
        ),
        pytest.param({"lines": (Line("Thuốc", " ", 5, "viên"),)}, Fault.NO_DOSE, id="no dose"),
        pytest.param(
            {"lines": (Line("Thuốc", "1x1", 31, "viên", days=31),)}, Fault.TOO_LONG, id="31 days"
        ),
    ],
)
def test_what_keeps_a_visit_from_being_finished(said: dict[str, Any], fault: Fault) -> None:
    assert found(sheet(**said)) == {fault}


def test_care_is_not_given_before_birth_nor_after_death() -> None:
    assert found(sheet(), visits.Of(born_on=dt.date(2026, 11, 22))) == {Fault.BEFORE_BIRTH}
    assert found(sheet(), visits.Of(deceased_on=dt.date(2026, 11, 20))) == {Fault.AFTER_DEATH}
    assert found(sheet(), visits.Of(deceased_on=NOW.date())) == set()


@pytest.mark.parametrize(
    "now, then, may",
    [
        ("waiting", "in_progress", True),
        ("waiting", "left", True),
        ("in_progress", "done", True),
        ("in_progress", "waiting", True),
        ("done", "in_progress", True),
        ("done", "waiting", False),
        ("done", "left", False),
        ("left", "waiting", True),
        ("left", "done", False),
    ],
)
def test_what_may_follow_in_the_queue(now: str, then: str, may: bool) -> None:
    assert queue.may_follow(now, queue.Status(then)) is may


def test_a_person_is_held_by_whoever_sees_them() -> None:
    me, other = uuid4(), uuid4()

    assert queue.is_held_by_another("in_progress", other, me)
    assert not queue.is_held_by_another("in_progress", me, me)
    assert not queue.is_held_by_another("waiting", other, me)


PENICILLIN = ("penicillin", "Nhóm penicilin")
IN_WORDS = ("", "Penicillin")


@pytest.mark.parametrize(
    "drug, ingredients, known, forbidden",
    [
        pytest.param("Amoxicilin 500 mg", ["amoxicillin"], PENICILLIN, True, id="of the class"),
        pytest.param("Penicillin V 400.000 IU", [], IN_WORDS, True, id="by name"),
        pytest.param("PENICILLIN G", [], IN_WORDS, True, id="by name, capitals"),
        pytest.param("Cefalexin 500 mg", ["cefalexin"], PENICILLIN, False, id="a cousin warns"),
        pytest.param("Paracetamol 500 mg", ["paracetamol"], PENICILLIN, False, id="another drug"),
    ],
)
def test_a_drug_meets_an_allergy_by_class_or_by_name(
    drug: str, ingredients: list[str], known: tuple[str, str], forbidden: bool
) -> None:
    found = allergies.touched(drug, ingredients, [known], NOW.date())

    assert bool(allergies.forbids(found)) is forbidden


def test_a_drug_against_an_allergy_needs_a_reason() -> None:
    against = Line("Amoxicilin", "1x2", 10, "viên", substances=("amoxicillin",))
    explained = replace(against, override_reason="Đã thử phản ứng, âm tính")

    [finding] = visits.allergy_faults([PAIN, against], [PENICILLIN], NOW.date())

    assert (finding.fault, finding.line) == (Fault.ALLERGY, 1)
    assert finding.limit == "Nhóm penicilin"
    assert visits.allergy_faults([explained], [PENICILLIN], NOW.date()) == []


@pytest.mark.parametrize(
    "unit_kind, compartment",
    [("prison_clinic", "custody"), ("detention_camp", "custody"), ("health_station", "")],
)
def test_what_is_written_at_a_place_of_custody_is_kept_apart(
    unit_kind: str, compartment: str
) -> None:
    assert visits.compartment_of(unit_kind) == compartment
