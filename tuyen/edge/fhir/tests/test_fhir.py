"""Other programs read what the account may read, in the shape that FHIR R4 asks for."""

import datetime as dt
import importlib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.consults import consult_of
from tests.network import account_at, node
from tests.people import person
from tests.referrals import referral_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.fhir_check import faults
from tuyen.domains.equipment.actions import add_item
from tuyen.edge.fhir.served import TYPES
from tuyen.edge.fhir.tests.conftest import (
    CITIZEN_ID,
    FHIR,
    Program,
    declined,
    examined,
    numbered,
    operated,
    signed_paper,
    vaccinated,
)
from tuyen.platform import changes, forms
from tuyen.platform.access.chart_access import break_glass
from tuyen.platform.access.models import ReadLog
from tuyen.record.actions.appointments import new_appointment
from tuyen.record.actions.consents import Decision, decide
from tuyen.record.actions.problems import add_problem
from tuyen.record.actions.responses import answer
from tuyen.record.actions.tasks import add_task
from tuyen.record.actions.visits import amend_visit, cancel_visit
from tuyen.record.models import Encounter, Observation
from tuyen.record.sheet import Sheet
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person, PersonLink
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db

SPOKEN = Decision(
    "contact", True, "Giàng Thị Mẹ", "parent", method="spoken", witness_name="Lò Văn Chứng"
)

CHART = ["Encounter", "Observation", "Condition", "MedicationRequest", "AllergyIntolerance"]
CHART += ["Appointment", "Consent", "ImagingStudy", "MedicationDispense", "DocumentReference"]
CHART += ["ServiceRequest", "Specimen", "DiagnosticReport", "Procedure", "Communication"]
CHART += ["Immunization", "ImmunizationRecommendation"]


def resources(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    entries = answer.json().get("entry", [])
    return [each["resource"] for each in entries if each["search"]["mode"] == "match"]


def judged(resource: dict[str, Any]) -> None:
    """By the tables of R4, and by an outside library (R4B is close; R4 itself it does not have)."""
    assert faults(resource) == []
    kind = resource["resourceType"]
    module = importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")
    getattr(module, kind).model_validate(resource)


def issue_of(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/fhir+json")
    said = answer.json()
    assert said["resourceType"] == "OperationOutcome"
    issue: dict[str, Any] = said["issue"][0]
    return issue


def test_staff_are_known_by_licence_and_not_by_telephone(
    program: Program, stranger: Program, member: StaffMember
) -> None:
    said = program.get(f"Practitioner/{member.id}")

    assert said.json()["identifier"][1]["value"] == "000123/LCH-GPHN"
    assert "0900000009" not in said.content.decode()
    assert issue_of(stranger.get(f"Practitioner/{member.id}"), 404)


def test_every_type_is_what_the_standard_asks_for(
    program: Program, patient: Person, visit: Encounter, member: StaffMember, doctor: Actor
) -> None:
    add_problem(person_id=patient.id, name="Đái tháo đường", code="E11", by=doctor)
    examined(patient, doctor)
    add_task(title="Gọi", kind="call", due_on=clock.today(), patient_id=patient.id, by=doctor)
    next_visit_on = clock.today() + dt.timedelta(days=28)
    expected = new_appointment(patient_id=patient.id, compartment="", day=next_visit_on, by=doctor)
    with changes.apply(actor=doctor, reason="test.book") as log:
        log.create(expected, signed_paper(patient))
    declined(visit, doctor)
    operated(visit, doctor)
    decide(person=patient.id, decision=SPOKEN, by=doctor)
    referral_of(patient.id, doctor.unit_id, reply="Đã khám", decision_note="Mời đến")
    case = consult_of(patient.id, doctor.unit_id)
    vaccinated(patient, doctor)
    asked = forms.find("supervision_evidence")
    answer(form=asked, answers={"done_on": "2026-11-01"}, person=patient.id, by=doctor)

    found = {kind: resources(program.get(kind, patient=str(patient.id))) for kind in CHART}
    found["Task"] = resources(program.get("Task", code="call"))
    for category in ("3457005", "11429006"):
        more = program.get("ServiceRequest", patient=str(patient.id), category=category)
        found["ServiceRequest"] += resources(more)
    found["Task"] += resources(program.get("Task", patient=str(patient.id)))
    found["Task"].append(program.get(f"Task/{case.id}").json())
    found["Patient"] = resources(program.find("Patient", identifier=CITIZEN_ID))
    found["Practitioner"] = resources(program.get("Practitioner", name="mau"))
    found["Organization"] = resources(program.get("Organization", identifier="12005"))
    found["Location"] = resources(program.get("Location", name="mau"))
    kept = {"kind": "ecg", "name": "Điện tim 3 cần", "serial": "E-1", "made_year": 2021}
    add_item(unit=Unit.objects.get(pk=doctor.unit_id), by=SYSTEM, **kept)
    found["Device"] = resources(program.get("Device", type="ecg"))
    found["Questionnaire"] = resources(program.get("Questionnaire"))
    answered = program.get("QuestionnaireResponse", patient=str(patient.id))
    found["QuestionnaireResponse"] = resources(answered)

    elsewhere = {"AuditEvent", "Medication", "MedicationAdministration", "SupplyDelivery"}
    assert set(found) == set(TYPES) - elsewhere  # own files
    for kind, each in found.items():
        assert each, kind
        for resource in each:
            judged(resource)
            again = program.get(f"{kind}/{resource['id']}")
            assert again.json() == resource
            assert again["ETag"] == f'W/"{resource["meta"]["versionId"]}"'


def test_a_patient_carries_the_identifiers_of_the_vietnamese_core(
    program: Program, patient: Person
) -> None:
    said = program.get(f"Patient/{patient.id}").json()

    numbers = {each["system"].rpartition("/")[2]: each["value"] for each in said["identifier"]}
    assert numbers == {"patient-internal-id": str(patient.id), "national_id": CITIZEN_ID}
    assert said["birthDate"] == "1989-03-02"
    assert said["name"][0]["text"] == "Giàng Thị Mẫu"
    race = next(each for each in said["extension"] if each["url"].endswith("extension-race"))
    assert race["valueCodeableConcept"]["coding"][0]["code"] == "08"


@pytest.mark.parametrize(
    "precision, shown",
    [
        ("day", "1989-03-02"),
        ("month", "1989-03"),
        ("year", "1989"),
        ("estimated", "1989"),
        ("unknown", None),
    ],
)
def test_no_more_of_a_birth_date_is_said_than_is_known(
    program: Program, doctor: Actor, visit_of: Callable, precision: str, shown: str | None
) -> None:
    from tuyen.registry.persons.fhir import patient as mapped

    row = person(doctor, birth_precision=precision)

    assert mapped(row).get("birthDate") == shown


def test_a_visit_names_its_patient_its_diagnoses_and_its_unit(
    program: Program, patient: Person, visit: Encounter
) -> None:
    said = program.get(f"Encounter/{visit.id}").json()

    assert said["subject"]["reference"] == f"Patient/{patient.id}"
    assert [each["condition"]["display"] for each in said["diagnosis"]] == [
        "Nhiễm khuẩn hô hấp trên cấp",
        "Tăng huyết áp",
    ]
    assert said["serviceProvider"]["reference"] == f"Organization/{visit.unit_id}"
    assert said["class"]["code"] == "AMB"
    assert said["reasonCode"][0]["text"] == "Ho, sốt"


def test_a_reading_has_its_loinc_code_its_ucum_unit_and_its_range(
    program: Program, patient: Person, visit: Encounter
) -> None:
    [said] = resources(
        program.get("Observation", patient=str(patient.id), code="http://loinc.org|8480-6")
    )

    assert said["code"]["coding"][0]["system"] == "http://loinc.org"
    assert said["valueQuantity"] == {
        "value": 152,
        "unit": "mm[Hg]",
        "system": "http://unitsofmeasure.org",
        "code": "mm[Hg]",
    }
    assert said["referenceRange"][0]["high"]["value"] == 130
    assert said["interpretation"][0]["coding"][0]["code"] == "H"
    assert said["category"][0]["coding"][0]["code"] == "vital-signs"


def test_a_drug_names_its_sheet_its_prescriber_and_its_dose(
    program: Program, patient: Person, visit: Encounter
) -> None:
    [said] = resources(program.get("MedicationRequest", subject=f"Patient/{patient.id}"))

    assert said["medicationCodeableConcept"]["text"] == "Paracetamol 500 mg"
    assert said["requester"]["display"] == "Bác sĩ Mẫu"
    assert said["groupIdentifier"]["value"].endswith("-C")
    assert said["dispenseRequest"]["quantity"]["value"] == 15


# Who may see --------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "Bearer tuyen_nothing", "Basic eDp5"])
def test_without_a_key_nothing_is_said(patient: Person, header: str) -> None:
    headers = {"Authorization": header} if header else {}

    answer = Client().get(f"{FHIR}/Patient/{patient.id}", headers=headers)

    assert issue_of(answer, 401)["code"] == "login"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_chart_without_a_care_link_is_closed(
    stranger: Program, patient: Person, visit: Encounter
) -> None:
    assert issue_of(stranger.get(f"Patient/{patient.id}"), 403)["code"] == "forbidden"
    assert issue_of(stranger.get("Encounter", patient=str(patient.id)), 403)
    assert issue_of(stranger.get(f"Encounter/{visit.id}"), 404)
    assert resources(stranger.find("Patient", identifier=CITIZEN_ID)) == []
    assert not ReadLog.objects.filter(what__startswith="fhir").exists()


def test_break_glass_opens_the_chart_to_programs_of_that_account_too(
    patient: Person, visit: Encounter
) -> None:
    account = account_at(node("Trạm Y tế xã khác"), "station_doctor")
    other = Program(account)
    from tuyen.platform.access.sign_in import actor_of

    by = actor_of(account)
    assert by is not None
    break_glass(patient_id=patient.id, reason="Cấp cứu, người bệnh hôn mê", by=by)

    assert resources(other.get("Encounter", patient=str(patient.id)))
    assert ReadLog.objects.filter(what="fhir", ground="break_glass").exists()


def test_rows_of_a_hidden_compartment_are_not_there(
    program: Program, patient: Person, visit: Encounter, doctor: Actor
) -> None:
    hidden = Observation(
        patient_id=patient.id,
        compartment="hiv",
        code="viral_load",
        value=20,
        day=clock.today(),
        occurred_at=clock.now(),
    )
    with changes.apply(actor=doctor, reason="test.hidden") as log:
        log.create(hidden)

    shown = resources(program.get("Observation", patient=str(patient.id)))

    assert str(hidden.id) not in {each["id"] for each in shown}
    assert issue_of(program.get(f"Observation/{hidden.id}"), 404)


def test_a_person_of_a_hidden_compartment_does_not_exist(program: Program, doctor: Actor) -> None:
    hidden = person(doctor, compartment="custody")
    numbered(hidden, doctor, "012089000002")

    assert issue_of(program.get(f"Patient/{hidden.id}"), 404)
    assert resources(program.find("Patient", identifier="012089000002")) == []


def test_every_reading_stands_in_the_log_of_readers(
    program: Program, patient: Person, visit: Encounter
) -> None:
    program.get(f"Patient/{patient.id}")
    program.find("Patient", identifier=CITIZEN_ID)
    program.get("Observation", patient=str(patient.id))

    said = ReadLog.objects.filter(patient_id=patient.id).values_list("what", flat=True)
    assert sorted(said) == ["fhir", "fhir", "fhir_search"]


@pytest.mark.parametrize("name", ["identifier", "name", "birthdate", "phone", "name:contains"])
def test_words_about_a_person_are_refused_in_an_address(program: Program, name: str) -> None:
    issue = issue_of(program.get("Patient", **{name: "x"}), 400)

    assert issue["code"] == "security"
    assert "_search" in issue["diagnostics"]


def test_no_link_carries_words_about_a_person(program: Program, patient: Person) -> None:
    said = program.find("Patient", name="giang thi", _count="1").json()

    assert said["total"] == 1
    assert [each["url"].partition("/fhir/")[2] for each in said["link"]] == ["R4/Patient/_search"]


# Searching ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form, found",
    [
        ({"identifier": CITIZEN_ID}, 1),
        ({"identifier": f"http://fhir.ehealth.gov.vn/core/sid/national_id|{CITIZEN_ID}"}, 1),
        ({"identifier": f"http://fhir.ehealth.gov.vn/core/sid/passport_number|{CITIZEN_ID}"}, 0),
        ({"name": "mau"}, 1),
        ({"name": "Giàng Thị"}, 1),
        ({"name": "giang nguyen"}, 0),
        ({"birthdate": "1989-03-02"}, 1),
        ({"birthdate": "ge1989"}, 1),
        ({"birthdate": "lt1989"}, 0),
        ({"birthdate": ["ge1989-03", "lt1989-04"]}, 1),
        ({"gender": "female"}, 1),
        ({"gender": "male"}, 0),
        ({"phone": "0900000000"}, 1),
        ({"_lastUpdated": "lt2020"}, 0),
        ({"_lastUpdated": "ge2020"}, 1),
    ],
)
def test_people_are_found_by_number_name_birth_and_sex(
    program: Program, patient: Person, form: dict[str, Any], found: int
) -> None:
    assert len(resources(program.find("Patient", **form))) == found


def test_rows_are_found_by_their_day(program: Program, patient: Person, visit_of: Callable) -> None:
    at = dt.datetime(2026, 11, 2, 0, 30, tzinfo=clock.VIETNAM)
    for day in (0, 1, 2):
        visit_of(patient, occurred_at=at + dt.timedelta(days=day), lines=())

    def days(*said: str) -> list[str]:
        answer = program.get("Encounter", patient=str(patient.id), date=list(said))  # type: ignore[arg-type]
        return sorted(each["period"]["start"][:10] for each in resources(answer))

    assert days("2026-11-02") == ["2026-11-02"]
    assert days("ge2026-11-03") == ["2026-11-03", "2026-11-04"]
    assert days("gt2026-11-02", "lt2026-11-04") == ["2026-11-03"]
    assert days("ne2026-11-03") == ["2026-11-02", "2026-11-04"]
    assert days("2026-11") == ["2026-11-02", "2026-11-03", "2026-11-04"]
    assert days("2026-11-03T00:30:00+07:00") == ["2026-11-03"]
    assert days("2026-11-02T17:30Z") == ["2026-11-03"]


def test_pages_follow_the_next_link_and_lose_nothing(
    program: Program, patient: Person, visit_of: Callable
) -> None:
    for _ in range(5):
        visit_of(patient, lines=())

    seen: list[str] = []
    answer = program.get("Encounter", patient=str(patient.id), _count="2")
    for _ in range(3):
        said = answer.json()
        seen += [each["id"] for each in resources(answer)]
        assert said["total"] == 5
        links = {each["relation"]: each["url"] for each in said["link"]}
        if "next" not in links:
            break
        answer = Client().get(links["next"], headers=program.headers)

    assert len(seen) == len(set(seen)) == 5


def test_what_was_corrected_or_cancelled_is_not_found_any_more(
    program: Program, patient: Person, visit_of: Callable, doctor: Actor
) -> None:
    first, second = visit_of(patient, lines=()), visit_of(patient, lines=())
    amend_visit(
        encounter=first,
        sheet=Sheet(occurred_at=first.occurred_at, reason="Ho"),
        by=doctor,
        why="Ghi nhầm",
    )
    cancel_visit(encounter=second, by=doctor, why="Nhầm người")

    found = resources(program.get("Encounter", patient=str(patient.id)))

    finished = [each for each in found if each["status"] == "finished"]
    assert [each["reasonCode"][0]["text"] for each in finished] == ["Ho"]
    assert issue_of(program.get(f"Encounter/{first.id}"), 404)
    for each in found:
        judged(each)


def test_a_merged_person_is_spoken_of_under_the_id_that_was_kept(
    program: Program, patient: Person, visit: Encounter, doctor: Actor
) -> None:
    double = person(doctor, "Giàng Thị Mẫu")
    link = PersonLink(
        patient_id=double.id,
        survivor_id=patient.id,
        why="Trùng",
        linked_by=doctor.account_id,
        linked_at=clock.now(),
    )
    with changes.apply(actor=doctor, reason="test.merge") as log:
        log.create(link)

    old = program.get(f"Patient/{double.id}").json()
    visits = resources(program.get("Encounter", patient=str(double.id)))

    assert old["active"] is False
    assert old["link"] == [{"other": {"reference": f"Patient/{patient.id}"}, "type": "replaced-by"}]
    assert [each["subject"]["reference"] for each in visits] == [f"Patient/{patient.id}"]
    judged(old)


@pytest.mark.parametrize(
    "path, query, status",
    [
        ("Encounter", {}, 400),
        ("Encounter", {"patient": "Observation/1"}, 400),
        ("Encounter", {"patient": "not-an-id"}, 400),
        ("Observation", {"date": "gestern"}, 400),
        ("Observation", {"date": "2026-13-01"}, 400),
        ("Observation", {"_count": "many"}, 400),
        ("Observation", {"_cursor": "%%"}, 400),
        ("Basic", {}, 404),
        ("Patient/not-an-id", {}, 404),
        ("Encounter/01a2004f-9a81-7aff-8ae9-600dfa9bf935", {}, 404),
        ("Organization/01a2004f-9a81-7aff-8ae9-600dfa9bf935", {}, 404),
    ],
)
def test_what_cannot_be_answered_is_said_as_an_outcome(
    program: Program, patient: Person, path: str, query: dict[str, str], status: int
) -> None:
    given = {"patient": str(patient.id), **query} if path == "Observation" else query

    assert issue_of(program.get(path, **given), status)["diagnostics"]


def test_an_unknown_parameter_is_named_or_refused_where_the_client_is_strict(
    program: Program, patient: Person
) -> None:
    query = {"patient": str(patient.id), "colour": "red"}

    said = program.get("Encounter", **query).json()
    strict = Client().get(
        f"{FHIR}/Encounter", query, headers=program.headers | {"Prefer": "handling=strict"}
    )

    assert "colour" in said["entry"][0]["resource"]["issue"][0]["diagnostics"]
    assert issue_of(strict, 400)["expression"] == ["colour"]


def test_writing_and_xml_are_not_served(program: Program, patient: Person) -> None:
    put = Client().put(f"{FHIR}/Patient/{patient.id}", headers=program.headers)
    xml = Client().get(
        f"{FHIR}/Patient/{patient.id}",
        headers=program.headers | {"Accept": "application/fhir+xml"},
    )

    assert issue_of(put, 405)
    assert issue_of(xml, 406)


def test_the_server_says_what_it_can_do() -> None:
    from fhir.resources.R4B.capabilitystatement import CapabilityStatement

    said = Client().get(f"{FHIR}/metadata").json()

    CapabilityStatement.model_validate(said)
    assert said["fhirVersion"] == "4.0.1"
    assert {each["type"] for each in said["rest"][0]["resource"]} == set(TYPES)


def test_the_count_of_statements_does_not_grow_with_the_chart(
    program: Program,
    patient: Person,
    visit_of: Callable,
    django_assert_max_num_queries: Callable,
) -> None:
    for _ in range(12):
        visit_of(patient, lines=())
    program.get("Encounter", patient=str(patient.id))

    with django_assert_max_num_queries(9):
        program.get("Encounter", patient=str(patient.id))
