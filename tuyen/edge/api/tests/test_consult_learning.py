"""Statistics and learning cases for programs: the same scope and silence as on the pages."""

import pytest

from tests.consults import consult_of
from tests.network import account_at
from tests.people import person
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.domains.teleconsult.models import LearningCase
from tuyen.edge.api.tests.conftest import Program
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital() -> Unit:
    top = create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )
    return create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


def program_at(unit: Unit, role: str, *grants: str) -> Program:
    return Program(account_at(ScopeNode.objects.get(pk=unit.pk), role, grants=grants))


def learning_case(unit: Unit, status: str) -> LearningCase:
    row = LearningCase(
        unit_id=unit.id,
        specialty="cardiology",
        title="Đau ngực",
        question="Có cần chuyển ngay không?",
        advice="Theo dõi tại chỗ.",
        text_fold="dau nguc co can chuyen ngay khong",
        status=status,
        prepared_by=uuid7(),
        prepared_by_name="Bác sĩ Mẫu",
    )
    with changes.apply(actor=SYSTEM, reason="test.learning") as log:
        log.create(row)
    return row


@pytest.mark.parametrize("grants, n", [((), 6), (("hiv",), 7), (("hiv", "custody"), 8)])
def test_a_program_counts_only_what_its_account_may_see(
    hospital: Unit, grants: tuple[str, ...], n: int
) -> None:
    for turn in range(6):
        consult_of(uuid7(), uuid7(), to_unit_id=hospital.id, number=f"2026-{turn:05d}")
    for hidden in ("hiv", "custody"):
        consult_of(person(SYSTEM).id, uuid7(), to_unit_id=hospital.id, compartment=hidden)

    found = program_at(hospital, "hospital_doctor", *grants).get("consult-statistics").json()

    assert found["total"]["counts"]["all"] == n
    assert [line["counts"]["all"] for line in found["by_unit"]] == [n]


def test_small_numbers_are_null_for_a_program_that_opens_no_chart(hospital: Unit) -> None:
    consult_of(uuid7(), uuid7(), to_unit_id=hospital.id)

    office = program_at(hospital, "direction_office").get("consult-statistics").json()

    assert office["least"] == 5
    assert office["total"]["counts"]["all"] is None


def test_a_period_the_wrong_way_round_is_refused(hospital: Unit) -> None:
    asked = {"first": "2026-05-01", "last": "2026-04-01"}

    answer = program_at(hospital, "hospital_doctor").get("consult-statistics", **asked)

    assert answer.status_code == 422


def test_only_approved_cases_are_handed_out(hospital: Unit) -> None:
    approved = learning_case(hospital, "approved")
    proposed = learning_case(hospital, "proposed")
    program = program_at(hospital, "station_doctor")

    listed = program.get("learning-cases", specialty="cardiology", q="đau ngực").json()

    assert [each["id"] for each in listed["items"]] == [str(approved.id)]
    assert program.get(f"learning-cases/{approved.id}").json()["title"] == "Đau ngực"
    assert program.get(f"learning-cases/{proposed.id}").status_code == 404
    assert "prepared_by_name" not in listed["items"][0]


def test_whoever_has_no_part_in_it_reads_neither(hospital: Unit) -> None:
    program = program_at(hospital, "guard_officer")

    assert program.get("consult-statistics").status_code == 403
    assert program.get("learning-cases").status_code == 403
