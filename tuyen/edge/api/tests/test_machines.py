"""Programs read which machines answer, and choose between two values as the unit's own people do."""

import pytest

from tests.network import account_at, actor_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.ids import uuid7
from tuyen.edge.api.tests.conftest import Program
from tuyen.edge.api.tests.test_api import done, problem_of
from tuyen.edge.sync.pages.tests.elsewhere import Elsewhere
from tuyen.edge.sync.pages.tests.test_nodes_page import machine
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import incoming
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def differing(station: ScopeNode) -> Person:
    """Ours says other, the hospital's says male; the hospital's was later."""
    nurse = actor_at(station, "station_nurse", name="Lò Thị Mẫu")
    row = person(nurse, home_unit_id=station.unit_id)
    changed = Person.objects.get(pk=row.pk)
    changed.sex = "other"
    with changes.apply(actor=nurse, reason="persons.update") as log:
        log.change(changed, ["sex"])
    there = Elsewhere(node("Bệnh viện Mẫu").unit_id, ahead_ms=5_000)
    incoming.apply_batch([there.changes(row, sex="male")], from_peer=uuid7())
    return row


def test_a_keeper_reads_the_machines_below_and_nobody_else_does(
    program: Program, station: ScopeNode
) -> None:
    row = machine(station, disk_free_mb=900, last_seen_at=clock.now())
    keeper = Program(account_at(station, "node_administrator"))

    listed = done(keeper.get("nodes"), 200)
    one = done(keeper.get(f"nodes/{row.id}"), 200)

    assert [each["name"] for each in listed["items"]] == ["Máy trạm Tủa Mẫu"]
    assert one["disk_free_mb"] == 900
    assert "public_key" not in one
    problem_of(program.get("nodes"), 403)
    problem_of(
        Program(account_at(node("Nơi khác"), "node_administrator")).get(f"nodes/{row.id}"), 404
    )


def test_a_difference_is_read_and_decided(program: Program, differing: Person) -> None:
    [found] = done(program.get("differences"), 200)["items"]

    decided = done(program.post(f"differences/{found['id']}/decision", {"choice": "taken"}), 200)
    left = done(program.get("differences"), 200)["items"]

    assert found["now"]["values"] == {"Giới tính": "Nam"}
    assert found["other"]["values"] == {"Giới tính": "Khác"}
    assert found["other"]["who"] == "Lò Thị Mẫu"
    assert found["is_safety"]
    assert decided["decision"] == "taken"
    assert left == []
    assert Person.objects.get(pk=differing.pk).sex == "other"


def test_strangers_know_of_no_difference(
    stranger: Program, program: Program, differing: Person
) -> None:
    [found] = done(program.get("differences"), 200)["items"]

    assert done(stranger.get("differences"), 200)["items"] == []
    problem_of(stranger.post(f"differences/{found['id']}/decision", {"choice": "taken"}), 404)
