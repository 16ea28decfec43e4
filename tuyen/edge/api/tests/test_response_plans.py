"""A response plan by the API: drafted, its phase decided, its checklist marked; who reads what."""

import pytest

from tests.network import account_at, actor_at, node
from tuyen.domains.response_plans.actions import plans as actions
from tuyen.domains.response_plans.models import MeasureMark, PhaseSwitch, ResponsePlan
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.edge.api.tests.test_api import problem_of
from tuyen.platform.access.models import ScopeNode

pytestmark = pytest.mark.django_db
BODY = {"name": "Đáp ứng dịch sởi", "disease": "measles", "basis": "Kế hoạch năm"}


@pytest.fixture
def department() -> ScopeNode:
    return node("Sở Y tế Mẫu", kind="health_department", province_code="12")


@pytest.fixture
def office(department: ScopeNode) -> Program:
    return Program(account_at(department, "department_officer"))


@pytest.fixture
def desk(department: ScopeNode) -> Program:
    station = node("Trạm Y tế xã Mẫu", under=department, province_code="12")
    return Program(account_at(station, "station_doctor"))


def approved(office: Program, department: ScopeNode) -> str:
    made = office.post("response-plans", BODY).json()
    plan = ResponsePlan.objects.get(pk=made["id"])
    actions.approve(plan=plan, number="12/QĐ-SYT", by=actor_at(department, "department_officer"))
    return f"response-plans/{made['id']}"


@pytest.mark.capability("D12", where="/api/v1/docs")
def test_a_program_of_the_department_carries_a_plan_into_its_phase(
    office: Program, department: ScopeNode
) -> None:
    """By the API: a response plan goes into the phase that its head decides, and what is due is marked"""
    here = approved(office, department)
    key = new_key()
    body = {"phase": "p2", "why": "Ba xã có ca"}
    plan = office.get(here).json()
    body["phase"] = plan["phases"][1]["code"]
    moved = office.post(f"{here}/switches", body, idempotency_key=key)
    again = office.post(f"{here}/switches", body, idempotency_key=key)
    due = office.get(here).json()["checklist"]
    marked = office.post(f"{here}/marks", {"measure": due[0]["measure"], "is_done": True}).json()

    assert plan["figures"] == {"cases": 0, "places": 0, "inpatients": 0}
    assert plan["proposed"] == plan["phases"][0]["code"]
    assert (moved.status_code, again.json()["id"]) == (201, moved.json()["id"])
    assert PhaseSwitch.objects.count() == 1
    assert due
    assert due[0]["is_done"] is None
    assert marked[0]["is_done"] is True
    assert MeasureMark.objects.get().is_done


def test_a_station_reads_the_plan_above_without_figures_and_decides_nothing(
    office: Program, desk: Program, department: ScopeNode
) -> None:
    here = approved(office, department)
    read = desk.get(here).json()

    assert [each["id"] for each in desk.get("response-plans").json()["items"]] == [read["id"]]
    assert (read["figures"], read["proposed"]) == (None, None)
    problem_of(desk.post(f"{here}/switches", {"phase": "x", "why": "y"}), 403)


def test_a_draft_is_of_its_unit_alone(office: Program, desk: Program) -> None:
    made = office.post("response-plans", BODY).json()

    assert office.get("response-plans", state="drafts").json()["items"][0]["id"] == made["id"]
    assert desk.get(f"response-plans/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    "said, status",
    [
        pytest.param(BODY | {"disease": "nothing"}, 422, id="no such disease"),
        pytest.param(BODY | {"within_days": 0}, 422, id="no days"),
        pytest.param({"disease": ""}, 422, id="no name"),
    ],
)
def test_what_cannot_be_is_refused(office: Program, said: dict[str, object], status: int) -> None:
    problem_of(office.post("response-plans", said), status)
    assert not ResponsePlan.objects.exists()
