"""What could not be taken in stands on a page with the reason in a sentence; nothing of it is ever lost."""

import inspect
import re

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.edge.sync.pages import held
from tuyen.edge.sync.pages.tests.elsewhere import Elsewhere
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import incoming
from tuyen.platform.changes.models import Held
from tuyen.platform.mailbox.permissions import MayWrite
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

PAGE = "/sync/held/"
# The short reasons for which a machine may not write something, as they stand in the code.
WHOSE = set(re.findall(r'"([a-z]+)"', inspect.getsource(MayWrite.why_not)))
TWO_DAYS_MS = 2 * 24 * 3600 * 1000


@pytest.fixture
def department() -> ScopeNode:
    return node("Sở Y tế Mẫu", kind="health_department")


@pytest.fixture
def keeper(department: ScopeNode) -> Client:
    return browser_of(account_at(department, "node_administrator"))


@pytest.fixture
def nurse(department: ScopeNode) -> Actor:
    return actor_at(node("Trạm Y tế Tủa Mẫu", under=department), "station_nurse")


@pytest.fixture
def ahead(nurse: Actor) -> Person:
    """A machine whose clock runs two days ahead changed a telephone number."""
    row = person(nurse, phone="0912000111")
    sent = Elsewhere(nurse.unit_id, ahead_ms=TWO_DAYS_MS).changes(row, phone="0912000222")
    incoming.apply_batch([sent], from_peer=uuid7(), is_arbiter=True)
    return row


def test_a_clock_that_runs_ahead_is_told_in_a_sentence(keeper: Client, ahead: Person) -> None:
    page = keeper.get(PAGE).content.decode()

    assert "Đồng hồ của máy gửi chạy trước" in page
    assert "Hồ sơ người dân" in page
    assert "Bs. Vàng Thị Mẫu" in page
    assert "0912000222" not in page


def test_a_person_lets_it_pass_and_it_counts_as_done_now(keeper: Client, ahead: Person) -> None:
    row = Held.objects.get()

    keeper.post(f"{PAGE}{row.id}/release/")

    row.refresh_from_db()
    assert Person.objects.get(pk=ahead.pk).phone == "0912000222"
    assert row.state == "applied"
    assert row.state_by_name
    assert "Không có việc nào bị giữ lại" in keeper.get(PAGE).content.decode()


def test_trying_again_without_help_changes_nothing_and_says_so(
    keeper: Client, nurse: Actor
) -> None:
    row = person(nurse)
    broken = Elsewhere(nurse.unit_id).says(row, ["persons.khongco", row.id, {"phone": "1"}, 1])
    incoming.apply_batch([broken], from_peer=uuid7())
    found = Held.objects.get()

    answer = keeper.post(f"{PAGE}{found.id}/again/", follow=True).content.decode()

    assert "Máy gửi có phần chương trình mà máy này chưa có" in answer
    assert "Chưa nhận được: lý do vẫn như cũ" in answer
    assert Held.objects.get().attempts == 2


def test_what_only_waits_for_something_else_stands_apart(keeper: Client, nurse: Actor) -> None:
    unknown = Person(name="Chưa tới")
    sent = Elsewhere(nurse.unit_id).changes(unknown, phone="0912000222")
    incoming.apply_batch([sent], from_peer=uuid7())

    first = keeper.get(PAGE).content.decode()
    apart = keeper.get(PAGE, {"show": "waiting"}).content.decode()

    assert "Không có việc nào bị giữ lại" in first
    assert "Việc này nối tiếp một việc khác chưa tới máy này" in apart


@pytest.mark.parametrize(
    "why",
    [
        "waits",
        "unknown_model",
        "newer_schema",
        "newer_fields",
        "failed_check",
        "other_content",
        "clock_ahead",
        "not_yours",
        "broken_chain",
        "bad_body",
    ],
)
def test_every_reason_has_a_sentence_and_what_helps(why: str) -> None:
    said, helps = held.why_of(Held(why=why, hlc=1 << 16))

    assert said.endswith(".")
    assert helps.endswith(".")


@pytest.mark.parametrize("word", sorted(WHOSE))
def test_whose_work_it_was_is_said_in_words(keeper: Client, ahead: Person, word: str) -> None:
    Held.objects.update(why="not_yours", why_detail=word)

    page = keeper.get(PAGE).content.decode()

    assert held.whose()[word] in page
    assert f">{word}<" not in page
