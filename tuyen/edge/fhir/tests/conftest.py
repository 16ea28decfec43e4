"""A station with a visit, and programs with keys."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.network import account_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy.actions.dispense import dispense
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of, posts_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.tokens import actions as tokens
from tuyen.record.actions.allergies import add_allergy
from tuyen.record.actions.immunizations import give_dose, record_history, withhold_dose
from tuyen.record.actions.orders import Wanted, place_orders
from tuyen.record.actions.procedures import record_procedure
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.results import Entry, enter_results
from tuyen.record.actions.specimens import collect_specimens
from tuyen.record.actions.visits import finish_visit
from tuyen.record.chart import chart_of
from tuyen.record.models import (
    Document,
    Encounter,
    ImagingInstance,
    ImagingStudy,
    MedicationRequest,
    Order,
    Prescription,
)
from tuyen.record.rules.immunizations import Dose
from tuyen.record.rules.procedures import Done, Hand
from tuyen.record.sheet import Diagnosis, Line, Reading, Sheet
from tuyen.registry.facilities.models import FacilityCode, Unit
from tuyen.registry.persons.models import Person, PersonIdentifier
from tuyen.registry.staff.models import Licence, Post, Qualification, StaffMember

CITIZEN_ID = "012089000001"
FHIR = "/fhir/R4"


class Program:
    """Another program: a key and nothing else."""

    def __init__(self, account: Account) -> None:
        _row, self.key = tokens.issue(post=posts_of(account)[0], name="Thử", days=1, by=SYSTEM)
        self.headers = {"Authorization": f"Bearer {self.key}"}
        self._client = Client()

    def get(self, path: str, **query: str) -> Any:
        return self._client.get(f"{FHIR}/{path}", query, headers=self.headers)

    def find(self, kind: str, **form: str) -> Any:
        return self._client.post(f"{FHIR}/{kind}/_search", form, headers=self.headers)


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


@pytest.fixture
def program(account: Account) -> Program:
    return Program(account)


@pytest.fixture
def stranger() -> Program:
    return Program(account_at(node("Trạm Y tế xã khác"), "station_doctor"))


def numbered(patient: Person, by: Actor, value: str, system: str = "citizen_id") -> None:
    row = PersonIdentifier(patient_id=patient.id, system=system, value=value)
    with changes.apply(actor=by, reason="test.identifier") as log:
        log.create(row)


@pytest.fixture
def patient(doctor: Actor) -> Person:
    row = person(doctor, "Giàng Thị Mẫu", ethnic_code="08", phone="0900000000")
    numbered(row, doctor, CITIZEN_ID)
    enqueue(person_id=row.id, by=doctor, reason="Ho, sốt")
    return row


@pytest.fixture
def visit_of(doctor: Actor) -> Callable[..., Encounter]:
    def finish(patient: Person, **said: Any) -> Encounter:
        ordinary: dict[str, Any] = {
            "occurred_at": clock.now(),
            "reason": "Ho, sốt",
            "readings": (
                Reading("systolic", 152, "mm[Hg]", low=90, high=130, interpretation="high"),
                Reading("temperature", 38.2, "Cel"),
            ),
            "diagnoses": (
                Diagnosis("Nhiễm khuẩn hô hấp trên cấp", "J06.9"),
                Diagnosis("Tăng huyết áp", "I10"),
            ),
            "lines": (
                Line(
                    "Paracetamol",
                    "1 viên khi sốt",
                    15,
                    "viên",
                    drug_code="paracetamol-500-tab",
                    strength="500 mg",
                    days=5,
                ),
            ),
        }
        done = finish_visit(person=patient.id, sheet=Sheet(**ordinary | said), by=doctor)
        return Encounter.objects.get(pk=done.encounter_id)

    return finish


@pytest.fixture
def visit(patient: Person, doctor: Actor, visit_of: Callable[..., Encounter]) -> Encounter:
    add_allergy(person_id=patient.id, substance="Penicilin", by=doctor, reaction="Mày đay")
    return visit_of(patient)


def scanned(patient: Person, by: Actor) -> None:
    """A chest X-ray of one picture."""
    about = {"patient_id": patient.id, "modality": "DX"}
    at = clock.now()
    study = ImagingStudy(
        **about,
        unit_id=by.unit_id,
        study_uid="2.25.1",
        title="X-quang ngực thẳng",
        day=clock.day_of(at),
        performed_at=at,
        added_at=at,
        added_by=by.account_id,
    )
    picture = ImagingInstance(
        **about,
        study_id=study.id,
        series_uid="2.25.2",
        sop_uid="2.25.3",
        sop_class="1.2.840.10008.5.1.4.1.1.1.1",
        sha256="0" * 64,
        size_bytes=1,
    )
    with changes.apply(actor=by, reason="test.scan") as log:
        log.create(study, picture)


def declined(visit: Encounter, by: Actor) -> None:
    """Nothing of the prescription was in the store."""
    sheet = Prescription.objects.get(encounter_id=visit.id)
    lines = chart_of(sheet.patient_id, by).of(MedicationRequest)
    reasons = {line.id: "out_of_stock" for line in lines}
    dispense(prescription=sheet, shares=[], declined=reasons, by=by)


def operated(visit: Encounter, by: Actor) -> None:
    """A small operation in the visit, an expert beside."""
    done = Done(
        code="3.1527",
        name="Phẫu thuật phaco",
        day=visit.day,
        performer=Hand("Bác sĩ Mẫu", uuid7()),
        supervisor=Hand("Chuyên gia Mẫu", uuid7()),
        assistants=(Hand("Điều dưỡng Mẫu"),),
        complication="Rách bao sau",
        note="Đặt IOL",
    )
    record_procedure(of=visit, done=done, by=by)


def signed_paper(of: Person) -> Document:
    """A signed paper that stands in the chart."""
    return Document(
        patient_id=of.id,
        kind="signed",
        title="Biên bản hội chẩn 2026-00001/BB1",
        sha256="0" * 64,
        content_type="application/pdf",
        size_bytes=1200,
        added_at=clock.now(),
        added_by=of.id,
    )


def vaccinated(patient: Person, by: Actor) -> None:
    """One dose given, one told by a card, one withheld."""
    today = clock.today()
    lot = {"lot": "MR01", "expiry_on": today, "site": "left_arm", "route": "sc", "number": 1}
    give_dose(person_id=patient.id, dose=Dose("mr", today, at=clock.now(), **lot), by=by)
    told = Dose("bcg", dt.date(2020, 1, 1), is_dose_zero=True, place="Bệnh viện Mẫu", note="Sẹo")
    record_history(person_id=patient.id, doses=[told], by=by)
    withhold_dose(person_id=patient.id, dose=Dose("td", today), why="fever", by=by)


def measured(patient: Person, doctor: Actor, **typed: str) -> Order:
    """Electrolytes ordered, the specimen taken, the values entered."""
    [row] = place_orders(person_id=patient.id, wanted=[Wanted("electrolytes")], by=doctor)
    collect_specimens(orders=[row], by=doctor)
    enter_results(person_id=patient.id, entries=[Entry(row, typed)], by=doctor)
    return row


def examined(patient: Person, doctor: Actor) -> None:
    """An X-ray, and a test of the blood."""
    scanned(patient, doctor)
    measured(patient, doctor, potassium="7,1")


@pytest.fixture
def unit(station: ScopeNode) -> Unit:
    row = Unit(
        id=station.unit_id,
        path=station.path,
        chain="moh",
        kind="health_station",
        name=station.name,
        short_name="TYT Mẫu",
        name_fold="tram y te xa mau",
        phone="0213000000",
        address="Bản Mẫu",
        lat=22.1,
        lon=103.2,
    )
    code = FacilityCode(unit=row, system="bhyt5", code="12005")
    with changes.apply(actor=SYSTEM, reason="test.unit") as log:
        log.create(row, code)
    return row


@pytest.fixture
def member(unit: Unit) -> StaffMember:
    row = StaffMember(
        unit_id=unit.id,
        name="Bác sĩ Mẫu",
        name_fold="bac si mau",
        name_key="mau bac si",
        sex="male",
        phone="0900000009",
        profession="physician",
    )
    licence = Licence(
        unit_id=unit.id,
        staff=row,
        number="000123/LCH-GPHN",
        profession="physician",
        scope="general",
        issued_on=dt.date(2020, 1, 2),
    )
    degree = Qualification(unit_id=unit.id, staff=row, kind="degree", title="Bác sĩ đa khoa")
    post = Post(unit_id=unit.id, staff_id=row.id, position="Bác sĩ")
    with changes.apply(actor=SYSTEM, reason="test.staff") as log:
        log.create(row, licence, degree, post)
    return row
