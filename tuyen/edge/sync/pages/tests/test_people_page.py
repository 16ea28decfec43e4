"""A machine is lost: whoever answers for personal data learns whose records lay on it."""

from io import BytesIO

import pytest
import python_calamine
from django.test import Client

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tuyen.edge.sync.pages.tests.test_nodes_page import machine
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.platform.mailbox.models import Holding
from tuyen.platform.nodes.models import Peer, State
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> ScopeNode:
    return node("Sở Y tế Mẫu", kind="health_department")


@pytest.fixture
def lost(department: ScopeNode) -> Peer:
    return machine(node("Trạm Y tế Tủa Mẫu", under=department), state=State.LOST)


@pytest.fixture
def officer(department: ScopeNode) -> Client:
    return browser_of(account_at(department, "privacy_officer"))


def held(peer: Peer, row: Person) -> None:
    Holding.objects.create(peer_id=peer.id, patient_id=row.id, since_ms=1_790_000_000_000)


def test_the_people_on_a_lost_machine_are_listed_and_the_hidden_only_counted(
    department: ScopeNode, lost: Peer, officer: Client
) -> None:
    by = actor_at(department, "station_doctor", grants=("custody",))
    held(lost, person(by, "Sùng A Mẫu"))
    held(lost, person(by, "Người Mẫu Kín", compartment="custody"))

    page = officer.get(f"/nodes/{lost.id}/people/").content.decode()

    assert "Sùng A Mẫu" in page
    assert "Người Mẫu Kín" not in page
    assert "1 người không nêu tên" in page
    assert "2 người" in page


def test_the_officer_finds_the_lost_machine_first(
    department: ScopeNode, lost: Peer, officer: Client
) -> None:
    machine(department, "Máy đang chạy")

    page = officer.get("/nodes/lost/").content.decode()

    assert page.index(lost.name) < page.index("Máy đang chạy")
    assert f"/nodes/{lost.id}/people/" in page


@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_the_list_goes_out_as_a_file_and_each_name_is_logged(
    department: ScopeNode, lost: Peer, officer: Client, ending: str
) -> None:
    row = person(actor_at(department, "station_doctor"), "Sùng A Mẫu")
    held(lost, row)

    sheet = officer.get(f"/nodes/{lost.id}/people/{ending}/")

    assert sheet.status_code == 200
    assert ReadLog.objects.get(what="nodes.people").patient_id == row.id
    if ending == "xlsx":
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(sheet.content))
        assert book.get_sheet_by_index(0).to_python()[1][0] == "Sùng A Mẫu"


def test_other_units_officers_do_not_learn_that_the_machine_exists(lost: Peer) -> None:
    elsewhere = browser_of(account_at(node("Sở khác Mẫu"), "privacy_officer"))

    assert elsewhere.get(f"/nodes/{lost.id}/people/").status_code == 404
