"""A school is sampled: taken at the station, pooled, tested at the hospital, a positive becomes a case."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.journeys.desk import desk_in
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.sampling.models import Consignment, RoundMember, SamplePool, SampleRound
from tuyen.record.models import Case
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db
PEOPLE = ("Lò Văn Một", "Lò Văn Hai", "Lò Văn Ba")


@pytest.fixture
def hospital() -> Unit:
    return create_unit(parent=None, kind="hospital", name="Bệnh viện Mẫu", chain="moh", by=SYSTEM)


@pytest.fixture
def station(hospital: Unit) -> Unit:
    return create_unit(parent=hospital, kind="health_station", name="Trạm Y tế xã Mẫu", by=SYSTEM)


def at(name: str, *ids: object) -> str:
    return reverse(f"sampling:{name}", args=ids)


def sent(browser: Client, address: str, **said: Any) -> None:
    answer = browser.post(address, said)
    assert answer.status_code == 302, answer.text[-3000:]


@pytest.mark.capability("D6", where="/sampling/")
def test_a_school_is_sampled_in_a_pool_and_its_one_case_is_found(
    hospital: Unit, station: Unit
) -> None:
    desk, doctor = desk_in(station, "station_doctor")
    bench, _technician = desk_in(hospital, "laboratory_technician")
    chief, _verifier = desk_in(hospital, "diagnostic_doctor")
    children = [person(doctor, name=name, home_unit_id=station.id) for name in PEOPLE]

    # the station opens, takes, pools, hands over
    sent(desk, at("open"), place_kind="school", place="Trường Mẫu", disease="measles",
         test="measles_pcr", specimen_kind="throat_swab", reason="screening",
         laboratory_id=str(hospital.id), pool_size="3")  # fmt: skip
    row = SampleRound.objects.get()
    for each in children:
        sent(desk, at("take", row.id), person=str(each.id))
    sent(desk, at("pools", row.id), size="3", way="aliquot")
    sent(desk, at("handing", row.id), celsius="4", carrier="Xe trạm")
    pool, consignment = SamplePool.objects.get(), Consignment.objects.get()

    # the hospital counts what came, reads the pool, another one verifies: everybody is tested alone
    assert "Trường Mẫu" in bench.get(at("home")).text
    sent(bench, at("receive", row.id, consignment.id), celsius="5")
    sent(bench, at("answer_pool", row.id, pool.id), answer="positive")
    sent(chief, at("answer_pool", row.id, pool.id), verb="verify")
    assert desk.get(at("round", row.id)).text.count("Cần xét nghiệm lại riêng") >= len(PEOPLE)
    for each in children:
        member = RoundMember.objects.get(patient_id=each.id)
        answer = "positive" if each.name == PEOPLE[1] else "negative"
        sent(bench, at("answer", row.id, member.id), answer=answer)
        sent(chief, at("answer", row.id, member.id), verb="verify")

    # the station sees one proposal, decides, and the case stands confirmed
    proposed = desk.get(at("decisions")).text
    assert PEOPLE[1] in proposed
    assert PEOPLE[0] not in proposed
    one = RoundMember.objects.get(patient_id=children[1].id)
    yesterday = clock.today() - dt.timedelta(days=1)
    sent(desk, at("take_up", one.id), onset_on=f"{yesterday:%d/%m/%Y}")
    case = Case.objects.get()
    assert (case.patient_id, case.classification) == (children[1].id, "lab_confirmed")
    shown = desk.get(at("figures")).text
    assert "33,3%" in shown
