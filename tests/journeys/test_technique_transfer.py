"""Phaco from the provincial hospital to a centre: every stage with real cases, certified, lapsed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.text import fold
from tuyen.domains.techniques import jobs
from tuyen.domains.techniques.models import ApprovedTechnique, TechniqueTransfer
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.record.models import Encounter, Procedure
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import Post, StaffMember
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = pytest.mark.django_db
PHACO = "14.5"


@dataclass
class Sides:
    """The hospital that teaches and the centre that learns, with a browser on each desk."""

    hospital: Unit
    centre: Unit
    office: Client
    surgeon: Client
    expert: StaffMember
    learner: StaffMember


def works_at(unit: Unit, name: str) -> StaffMember:
    member = StaffMember(unit_id=unit.id, name=name, name_fold=fold(name), name_key=fold(name))
    since = clock.today() - dt.timedelta(days=2000)
    post = Post(unit_id=unit.id, staff_id=member.id, position="Bác sĩ", valid_from=since)
    with changes.apply(actor=SYSTEM, reason="test.staff") as log:
        log.create(member, post)
    return member


def account_of(unit: Unit, role: str, name: str, staff_id: UUID | None = None) -> Account:
    account = account_at(ScopeNode.objects.get(unit_id=unit.id), role, name=name)
    account.staff_id = staff_id
    account.save(update_fields=["staff_id"])
    return account


@pytest.fixture
def sides() -> Sides:
    hospital = facilities.create_unit(
        parent=None, kind="hospital", name="Bệnh viện tỉnh mẫu", chain="moh", by=SYSTEM
    )
    centre = facilities.create_unit(
        parent=hospital, kind="district_health_centre", name="Trung tâm Y tế mẫu", by=SYSTEM
    )
    return sides_at(hospital, centre)


def sides_at(hospital: Unit, centre: Unit) -> Sides:
    load_catalogues(schemes=["technique", "anaesthesia"])
    expert = works_at(hospital, "Chuyên gia Mắt")
    learner = works_at(centre, "Bác sĩ Học")
    office = account_of(hospital, "direction_office", "Phòng Chỉ đạo tuyến")
    surgeon = account_of(centre, "hospital_doctor", "Bác sĩ Học", learner.id)
    return Sides(hospital, centre, browser_of(office), browser_of(surgeon), expert, learner)


class Ledger:
    """What both sides do on the pages."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        sides.surgeon.post(
            reverse("techniques:request"),
            {"receiver": sides.centre.id, "giver": sides.hospital.id, "technique": PHACO},
        )
        self.id = TechniqueTransfer.objects.get().id

    def sign(self, stage: str, **said: Any) -> int:
        typed = {"stage": stage, "day": f"{clock.today():%d/%m/%Y}"} | said
        answer = self.sides.office.post(reverse("techniques:sign", args=[self.id]), typed)
        return answer.status_code

    def page(self) -> str:
        answer = self.sides.office.get(reverse("techniques:transfer", args=[self.id]))
        return str(answer.content.decode())

    def add(self, staff: StaffMember) -> None:
        self.sides.office.post(
            reverse("techniques:add_member", args=[self.id]), {"staff": str(staff.id)}
        )

    def operate(self, **table: StaffMember) -> None:
        """A patient comes to the centre; the surgeon writes down who stood at the table."""
        visit = self._visit()
        typed = {
            "code": PHACO,
            "day": f"{clock.today():%d/%m/%Y}",
            "outcome": "successful",
            **{name: str(staff.id) for name, staff in table.items()},
        }
        answer = self.sides.surgeon.post(reverse("techniques:of_visit", args=[visit.id]), typed)
        assert answer.status_code == 302

    def _visit(self) -> Encounter:
        at = clock.now()
        visit = Encounter(
            patient_id=person(SYSTEM).id,
            unit_id=self.sides.centre.id,
            day=clock.today(),
            occurred_at=at,
            recorded_at=at,
        )
        with changes.apply(actor=SYSTEM, reason="test.visit") as log:
            log.create(visit)
        return visit


@pytest.mark.capability("A5")
def test_phaco_from_the_request_to_the_certificate_and_lapsed_without_cases(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger(sides)
    expert, learner = sides.expert, sides.learner
    signer = {"signer": str(expert.id)}

    assert ledger.sign("surveyed") == 302
    assert ledger.sign("agreed", document="12/TTCG", supervised_cases="2") == 422  # nobody yet
    ledger.add(expert)
    ledger.add(learner)
    assert ledger.sign("agreed", document="12/TTCG", supervised_cases="2") == 302
    assert ledger.sign("theory") == 302
    assert ledger.sign("observed", **signer) == 422  # the expert has not done a case yet
    ledger.operate(performer=expert, assistant_1=learner)
    assert ledger.sign("observed", **signer) == 302
    assert ledger.sign("assisted", **signer) == 302
    ledger.operate(performer=learner, supervisor=expert)
    assert ledger.sign("supervised", **signer) == 422  # one of two
    ledger.operate(performer=learner, supervisor=expert)
    assert ledger.sign("supervised", **signer) == 302
    for _case in range(3):
        ledger.operate(performer=learner)
    assert ledger.sign("independent", **signer) == 302
    assert ledger.sign("certified", document="34/QĐ-BV", **signer) == 302

    assert Procedure.objects.count() == 6
    assert ApprovedTechnique.objects.get(unit_id=sides.centre.id).decision_number == "34/QĐ-BV"
    assert "Bước tiếp: Duy trì" in ledger.page()

    a_year_later = clock.today() + dt.timedelta(days=366)
    monkeypatch.setattr(clock, "today", lambda: a_year_later)

    assert "Mai một" in ledger.page()  # before any job has run
    assert jobs.look_for_the_lapsed() == 1
    assert TechniqueTransfer.objects.get().stage == "lapsed"
    assert ledger.sign("independent", **signer) == 422  # taken up again under supervision first
