"""A sampling round by the API: listed, taken, pooled, handed over, counted, answered and verified."""

import pytest

from tests.network import account_at, actor_at, node
from tests.people import person
from tuyen.domains.sampling.models import ConsignmentReceipt, RoundMember, SampleRound
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện Mẫu", kind="hospital")


@pytest.fixture
def station(hospital: ScopeNode) -> ScopeNode:
    return node("Trạm Y tế xã Mẫu", under=hospital)


@pytest.fixture
def desk(station: ScopeNode) -> Program:
    return Program(account_at(station, "station_doctor"))


def body(laboratory: ScopeNode) -> dict[str, object]:
    return {
        "place_kind": "school",
        "place": "Trường Mẫu",
        "disease": "measles",
        "test": "measles_pcr",
        "specimen_kind": "throat_swab",
        "reason": "screening",
        "laboratory_id": str(laboratory.unit_id),
        "pool_size": 3,
    }


@pytest.mark.capability("D6", where="/api/v1/docs")
def test_programs_of_station_and_laboratory_carry_a_round_to_its_answers(
    desk: Program, station: ScopeNode, hospital: ScopeNode
) -> None:
    """By the API: three children in one pool, positive, each tested alone, one of them positive"""
    nurse = actor_at(station, "station_doctor")
    children = [person(nurse, name=name, home_unit_id=station.unit_id) for name in "ABC"]
    bench = Program(account_at(hospital, "laboratory_technician"))
    chief = Program(account_at(hospital, "diagnostic_doctor"))

    key = new_key()
    made = desk.post("sampling-rounds", body(hospital), idempotency_key=key)
    again = desk.post("sampling-rounds", body(hospital), idempotency_key=key)
    here = f"sampling-rounds/{made.json()['id']}"
    ids = [str(each.id) for each in children]
    listed = desk.post(f"{here}/members", {"person_ids": ids})
    taken = [desk.post(f"{here}/specimens", {"person_id": id_}) for id_ in ids]
    [pool] = desk.post(f"{here}/pools", {"size": 3, "way": "aliquot"}).json()
    sent = desk.post(f"{here}/consignments", {"celsius": 4.5, "carrier": "Xe trạm"}).json()

    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert SampleRound.objects.count() == 1
    assert len(listed.json()) == 3
    assert {each.status_code for each in taken} == {201}
    assert (pool["size"], sent["size"]) == (3, 3)
    assert [each["id"] for each in bench.get(f"{here}/pools").json()] == [pool["id"]]
    assert [each["id"] for each in bench.get(f"{here}/consignments").json()] == [sent["id"]]

    counted = bench.post(f"{here}/consignments/{sent['id']}/receipt", {"celsius": 5})
    bench.post(f"{here}/pools/{pool['id']}/answer", {"answer": "positive"})
    own = bench.post(f"{here}/pools/{pool['id']}/verify", {})
    pooled = chief.post(f"{here}/pools/{pool['id']}/verify", {})
    states = {each["state"] for each in bench.get(f"{here}/members").json()["items"]}
    assert counted.json()["received"] == 3
    assert ConsignmentReceipt.objects.get().received == 3
    assert own.status_code in (403, 422), "nobody verifies what they entered"
    assert pooled.json()["status"] == "final"
    assert states == {"retest"}, "a positive pool says nothing of a person"

    for member in RoundMember.objects.all():
        alone = f"{here}/members/{member.id}"
        said = "positive" if member.patient_id == children[0].id else "negative"
        bench.post(f"{alone}/answer", {"answer": said})
        chief.post(f"{alone}/verify", {})
    whole = desk.get(here)
    told = desk.get("sampling-rounds/positivity").json()
    closed = desk.post(f"{here}/close", {"note": "Đã đủ"}, if_match=whole["ETag"])

    assert (whole.json()["people"]["positive"], whole.json()["people"]["negative"]) == (1, 2)
    assert (told["total"]["positive"], told["total"]["answered"]) == (1, 3)
    assert told["rounds"][0]["round_id"] == made.json()["id"]
    assert closed.json()["status"] == "closed"


def test_a_stranger_finds_no_round_and_who_reads_figures_no_names(
    desk: Program, hospital: ScopeNode
) -> None:
    made = desk.post("sampling-rounds", body(hospital), idempotency_key=new_key())
    here = f"sampling-rounds/{made.json()['id']}"
    stranger = Program(account_at(node("Trạm khác"), "station_doctor"))
    above = Program(account_at(hospital, "cdc_officer"))

    assert stranger.get(here).status_code == 404
    assert stranger.get(f"{here}/members").status_code == 404
    assert above.get(here).status_code == 200
    assert above.get(f"{here}/members").status_code == 404
