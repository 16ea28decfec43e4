"""AuditEvent: the log of readers for other programs, and for nobody to whom the page is closed."""

import datetime as dt

import pytest

from tests.network import account_at, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.edge.fhir.tests.conftest import Program
from tuyen.edge.fhir.tests.test_fhir import issue_of, judged, resources
from tuyen.platform import changes
from tuyen.platform.access.chart_access import note_read
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.record.models import Document
from tuyen.registry.persons import actions
from tuyen.registry.persons.drafts import Details
from tuyen.registry.persons.models import Person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.capability("B9", "J3", where="/fhir/R4/metadata"),
]


@pytest.fixture
def officer(station: ScopeNode) -> Program:
    return Program(account_at(station, "privacy_officer"))


def test_the_officer_reads_who_looked_and_on_what_ground(
    program: Program, officer: Program, patient: Person, doctor: Actor
) -> None:
    program.get(f"Patient/{patient.id}")
    note_read(patient.id, doctor, what="patient_page", ground="break_glass")

    found = resources(officer.get("AuditEvent", patient=f"Patient/{patient.id}"))
    today, before = clock.today(), clock.today() - dt.timedelta(days=1)
    on_day = officer.get("AuditEvent", patient=str(patient.id), date=f"{today}").json()
    earlier = officer.get("AuditEvent", patient=str(patient.id), date=f"lt{before}").json()
    updated = officer.get("AuditEvent", patient=str(patient.id), _lastUpdated=f"ge{today}").json()

    for each in found:
        judged(each)
        assert officer.get(f"AuditEvent/{each['id']}").json() == each
    reasons = [each["purposeOfEvent"][0]["coding"][0]["code"] for each in found]
    assert reasons == ["BTG", "TREAT"]
    assert found[0]["agent"][0]["who"]["display"] == "Bác sĩ Mẫu"
    assert found[0]["entity"][0]["what"]["reference"] == f"Patient/{patient.id}"
    assert (on_day["total"], earlier["total"], updated["total"]) == (2, 0, 2)


def test_the_log_is_closed_to_carers_and_needs_a_person(
    program: Program, officer: Program, patient: Person
) -> None:
    program.get(f"Patient/{patient.id}")
    row = ReadLog.objects.get()

    issue_of(program.get("AuditEvent", patient=str(patient.id)), 403)
    issue_of(program.get(f"AuditEvent/{row.id}"), 404)
    assert issue_of(officer.get("AuditEvent"), 400)["expression"] == ["patient"]
    issue_of(officer.get("AuditEvent", patient=str(uuid7())), 404)
    elsewhere = Program(account_at(node("Sở khác"), "privacy_officer"))
    issue_of(elsewhere.get("AuditEvent", patient=str(patient.id)), 404)
    issue_of(elsewhere.get(f"AuditEvent/{row.id}"), 404)


@pytest.mark.parametrize("compartment", ["custody", "hiv"])
def test_readings_of_somebody_hidden_are_nowhere(
    officer: Program, station: ScopeNode, compartment: str
) -> None:
    carer = account_at(station, "station_doctor", grants=(compartment,))
    by = _actor(carer)
    details = Details("Giàng A Kín", compartment=compartment)
    hidden = actions.register_person(details=details, by=by)
    note_read(hidden.id, by, what="patient_page", ground="care")
    row = ReadLog.objects.get(patient_id=hidden.id)

    issue_of(officer.get("AuditEvent", patient=str(hidden.id)), 404)
    issue_of(officer.get(f"AuditEvent/{row.id}"), 404)


def _actor(account: object) -> Actor:
    from tuyen.platform.access.sign_in import actor_of

    actor = actor_of(account)  # type: ignore[arg-type]
    assert actor is not None
    return actor


def test_a_photograph_of_a_result_is_a_document_that_names_its_order(
    program: Program, patient: Person, doctor: Actor
) -> None:
    order_id = uuid7()
    photo = Document(
        patient_id=patient.id, order_id=order_id, title="Ảnh phim", kind="picture",
        content_type="image/jpeg", size_bytes=3, sha256="a" * 64,
        added_at=clock.now(), added_by=doctor.account_id,
    )  # fmt: skip
    with changes.apply(actor=doctor, reason="test.photo") as log:
        log.create(photo)

    [shown] = resources(program.get("DocumentReference", patient=str(patient.id), type="picture"))

    judged(shown)
    assert shown["content"][0]["attachment"]["contentType"] == "image/jpeg"
    assert shown["context"]["related"] == [{"reference": f"ServiceRequest/{order_id}"}]
