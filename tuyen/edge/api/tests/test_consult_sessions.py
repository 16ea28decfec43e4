"""A formal consultation through the API: called, written, concluded, signed, added to; nothing twice."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.consults import consult_of
from tests.network import PASSWORD, account_at
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.attachments import store
from tuyen.platform.outbox.deliver import run_due
from tuyen.platform.signing.models import SignedPaper
from tuyen.record.models import Consult, ConsultPaper
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


class Stamp:
    """A provider that writes behind the end of the PDF; any reader takes it."""

    name = "stamp"

    def seal(self, pdf: bytes, reason: str) -> bytes:
        return pdf + f"%% {reason}\n".encode()


class Broken:
    name = "broken"

    def seal(self, pdf: bytes, reason: str) -> bytes:
        raise Refused("Máy ký của đơn vị không trả lời.")


@pytest.fixture
def hospital() -> Unit:
    top = create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )
    return create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


def one_of(unit: Unit, role: str, name: str) -> Account:
    return account_at(ScopeNode.objects.get(pk=unit.pk), role, name=name)


@pytest.fixture
def chair(hospital: Unit) -> Account:
    return one_of(hospital, "hospital_doctor", "Bác sĩ Chủ tọa Mẫu")


@pytest.fixture
def secretary(hospital: Unit) -> Account:
    return one_of(hospital, "ward_nurse", "Điều dưỡng Thư ký Mẫu")


@pytest.fixture
def consult(hospital: Unit, chair: Account) -> Consult:
    by: Actor | None = actor_of(chair)
    assert by is not None
    station = create_unit(parent=hospital, kind="health_station", name="Trạm mẫu", by=SYSTEM)
    return consult_of(person(by).id, station.id, to_unit_id=hospital.id, status="in_consult")


@pytest.fixture
def sheet(chair: Account, secretary: Account) -> dict[str, Any]:
    return {
        "started_at": (clock.now() - dt.timedelta(minutes=30)).isoformat(),
        "ended_at": clock.now().isoformat(),
        "chair_id": str(chair.id),
        "secretary_id": str(secretary.id),
        "participants": [{"name": "Trần Mẫu", "unit": "Bệnh viện khác", "opinion": "Đồng ý."}],
        "conclusion": "Điều trị tại chỗ.",
    }


class Case:
    """Addresses of one case as a program asks them."""

    def __init__(self, consult: Consult, who: Account) -> None:
        self.program, self.base = Program(who), f"consults/{consult.id}"

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.program.post(f"{self.base}/{path}", body, **headers)

    def get(self, path: str) -> Any:
        return self.program.get(f"{self.base}/{path}").json()


@pytest.fixture
def case(consult: Consult, secretary: Account) -> Case:
    return Case(consult, secretary)


def concluded(case: Case, sheet: dict[str, Any]) -> Any:
    held = case.post("sessions", sheet).json()
    made = case.post(f"sessions/{held['id']}/conclusion", sheet, if_match="*")
    assert made.status_code == 201, made.content
    return held["id"], made.json()


def test_a_session_from_the_table_to_the_addendum(
    case: Case, consult: Consult, sheet: dict[str, Any], chair: Account
) -> None:
    session_id, paper = concluded(case, sheet)

    for each in (case, Case(consult, chair)):
        told = each.post(f"papers/{paper['id']}/signatures", {"password": PASSWORD})
        assert told.status_code == 201
    run_due()
    added = case.post(f"sessions/{session_id}/addendum", {"text": "Thêm."}, if_match="*")

    assert added.status_code == 201
    assert [each["status"] for each in case.get("sessions")] == ["signed"]
    assert [each["kind"] for each in case.get("papers")] == ["minutes", "addendum"]
    fhir = Client().get(
        "/fhir/R4/DocumentReference",
        {"patient": str(consult.patient_id)},
        headers=Program(chair).headers,
    )
    [entry] = fhir.json()["entry"]
    related = entry["resource"]["context"]["related"]
    assert related == [{"reference": f"ServiceRequest/{consult.id}"}]


def test_the_same_request_again_is_answered_and_makes_nothing(
    case: Case, consult: Consult, sheet: dict[str, Any], chair: Account
) -> None:
    keys = [new_key() for _turn in range(3)]
    opened = [case.post("sessions", sheet, idempotency_key=keys[0]) for _turn in range(2)]
    path = f"sessions/{opened[0].json()['id']}"
    papers = [
        case.post(f"{path}/conclusion", sheet, idempotency_key=keys[1], if_match="*")
        for _turn in range(2)
    ]
    for each in (case, Case(consult, chair)):
        each.post(f"papers/{papers[0].json()['id']}/signatures", {"password": PASSWORD})
    run_due()
    added = [
        case.post(f"{path}/addendum", {"text": "Thêm."}, idempotency_key=keys[2], if_match="*")
        for _turn in range(2)
    ]

    for first, again in (opened, papers, added):
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json()["id"] == again.json()["id"]
        assert (again["Idempotent-Replayed"], first.has_header("Idempotent-Replayed")) == (
            "true",
            False,
        )
    assert ConsultPaper.objects.count() == 2


def test_a_key_of_another_content_is_refused(case: Case, sheet: dict[str, Any]) -> None:
    key = new_key()
    case.post("sessions", sheet, idempotency_key=key)

    told = case.post("sessions", sheet | {"place": "Phòng khác"}, idempotency_key=key)

    assert told.status_code in (409, 422)


def test_a_wrong_password_signs_nothing(case: Case, sheet: dict[str, Any]) -> None:
    _session_id, paper = concluded(case, sheet)

    told = case.post(f"papers/{paper['id']}/signatures", {"password": "sai"})

    assert told.status_code in (409, 422)
    assert case.get("papers")[0]["signed_at"] is None


def kept() -> tuple[SignedPaper, bytes]:
    row = SignedPaper.objects.get()
    with store.open_blob(row.sha256) as file:
        return row, bytes(file.read())


def test_minutes_go_through_the_provider_that_the_facility_has_set(
    case: Case, sheet: dict[str, Any], settings: Any
) -> None:
    settings.TUYEN_SIGNING_PROVIDER = f"{__name__}.Stamp"

    concluded(case, sheet)

    paper, pdf = kept()
    assert paper.seal == "stamp"
    assert pdf.endswith(b"\n") and b"%% " in pdf[-200:]  # noqa: PT018  one thing: the stamp
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 1


def test_a_provider_that_fails_leaves_the_session_open(
    case: Case, sheet: dict[str, Any], settings: Any
) -> None:
    settings.TUYEN_SIGNING_PROVIDER = f"{__name__}.Broken"
    held = case.post("sessions", sheet).json()

    told = case.post(f"sessions/{held['id']}/conclusion", sheet, if_match="*")

    assert told.status_code in (409, 422)
    assert [each["status"] for each in case.get("sessions")] == ["draft"]
    assert not SignedPaper.objects.exists()
