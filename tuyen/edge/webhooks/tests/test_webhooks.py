"""A program hears of a visit, signed, until it has taken the message; of hidden visits never."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.edge.webhooks import actions, jobs, rules
from tuyen.edge.webhooks.models import Sending, Webhook
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.outbox.deliver import run_due
from tuyen.platform.outbox.models import Delivery
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import cancel_visit, finish_visit
from tuyen.record.models import Encounter
from tuyen.record.sheet import Diagnosis, Sheet

pytestmark = pytest.mark.django_db


class Receiver:
    """Another program on this computer; `answers` says how it will take the next messages."""

    def __init__(self) -> None:
        self.got: list[tuple[Any, bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Take(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.headers, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.end_headers()

            def log_message(self, *_said: Any) -> None:
                """Tests are quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Take)
        self.url = f"http://127.0.0.1:{self.server.server_port}/tin"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def doctor(station: ScopeNode) -> Actor:
    return actor_at(station, "station_doctor")


@pytest.fixture
def keeper(station: ScopeNode) -> Actor:
    return actor_at(station, "node_administrator")


@pytest.fixture
def hook(keeper: Actor, receiver: Receiver) -> Webhook:
    return actions.add_webhook(name="Kho dữ liệu", url=receiver.url, by=keeper)


def seen(doctor: Actor) -> Encounter:
    patient = person(doctor)
    entry = enqueue(person_id=patient.id, by=doctor, reason="Ho")
    sheet = Sheet(occurred_at=clock.now(), reason="Ho", diagnoses=(Diagnosis("Ho", "R05"),))
    done = finish_visit(person=patient.id, sheet=sheet, by=doctor, entry=entry)
    return Encounter.objects.get(pk=done.encounter_id)


def deliver() -> None:
    """The job worker looks until nothing is due; what failed is due again at once."""
    for hook in Webhook.objects.filter(ended_at=None):
        jobs.tell(hook, wait_ms=-5)
    for _look in range(3):
        Delivery.objects.update(not_before=clock.now())
        run_due()


@pytest.mark.capability("J8", where="/admin/webhooks/")
def test_a_finished_visit_is_told_signed_and_with_ids_only(
    doctor: Actor, hook: Webhook, receiver: Receiver
) -> None:
    visit = seen(doctor)

    deliver()

    [(headers, body)] = receiver.got
    said = json.loads(body)
    assert said["event"] == "visit.finished"
    assert said["data"]["visit_id"] == str(visit.id)
    assert "Giàng" not in body.decode()
    signed = rules.signature(hook.secret, int(headers["Tuyen-Timestamp"]), body)
    assert headers["Tuyen-Signature"] == signed
    assert Sending.objects.get().sent_at is not None


def test_what_was_refused_is_sent_again_and_taken_once(
    doctor: Actor, hook: Webhook, receiver: Receiver
) -> None:
    receiver.answers = [503]
    seen(doctor)

    deliver()

    first, second = (headers["Tuyen-Delivery"] for headers, _body in receiver.got)
    assert first == second
    row = Sending.objects.get()
    assert (row.attempts, row.status) == (2, 200)


def test_a_cancelled_visit_is_told_too(doctor: Actor, hook: Webhook, receiver: Receiver) -> None:
    visit = seen(doctor)
    deliver()

    cancel_visit(encounter=visit, by=doctor, why="Nhầm người")
    deliver()

    events = [json.loads(body)["event"] for _headers, body in receiver.got]
    assert events == ["visit.finished", "visit.cancelled"]


def test_a_visit_in_prison_is_told_to_nobody(receiver: Receiver) -> None:
    prison = node("Bệnh xá trại Mẫu", chain="police", kind="prison_clinic")
    keeper = actor_at(prison, "node_administrator")
    actions.add_webhook(name="Kho dữ liệu", url=receiver.url, by=keeper)

    visit = seen(actor_at(prison, "prison_doctor", grants=("custody",)))
    deliver()

    assert visit.compartment == "custody"
    assert receiver.got == []
    assert not Sending.objects.exists()


def test_visits_of_other_units_are_not_told(hook: Webhook, receiver: Receiver) -> None:
    seen(actor_at(node("Trạm Y tế xã khác"), "station_doctor"))

    deliver()

    assert receiver.got == []


def test_a_visit_waits_for_a_change_of_mind(
    doctor: Actor, hook: Webhook, receiver: Receiver
) -> None:
    seen(doctor)

    jobs.tell_of_visits()

    assert not Sending.objects.exists()


def test_a_visit_is_told_once_however_often_the_job_looks(
    doctor: Actor, hook: Webhook, receiver: Receiver
) -> None:
    seen(doctor)

    deliver()
    deliver()
    Webhook.objects.update(told_until=uuid7(0))
    deliver()

    assert len(receiver.got) == 1


def test_an_address_that_ended_hears_nothing(
    doctor: Actor, keeper: Actor, hook: Webhook, receiver: Receiver
) -> None:
    actions.end_webhook(webhook=hook, by=keeper)
    seen(doctor)

    deliver()

    assert receiver.got == []


@pytest.mark.parametrize(
    "url", ["http://noi-khac.vn/tin", "ftp://noi-khac.vn", "https://a:b@noi-khac.vn", "tin", ""]
)
def test_an_address_without_tls_is_refused(keeper: Actor, url: str) -> None:
    with pytest.raises(Refused, match="https"):
        actions.add_webhook(name="Kho dữ liệu", url=url, by=keeper)


def test_a_doctor_adds_no_address(doctor: Actor) -> None:
    with pytest.raises(NotPermitted):
        actions.add_webhook(name="Kho dữ liệu", url="https://noi-khac.vn/tin", by=doctor)


@pytest.fixture
def browser(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "node_administrator"))


PAGE = "/admin/webhooks/"


def test_the_secret_is_shown_once(browser: Client) -> None:
    made = browser.post(PAGE, {"name": "Kho dữ liệu", "url": "https://noi-khac.vn/tin"})

    secret = Webhook.objects.get().secret
    assert secret in made.content.decode()
    assert made["Cache-Control"] == "no-store"
    assert secret not in browser.get(PAGE).content.decode()


def test_a_message_is_sent_once_more_from_the_list(
    browser: Client, doctor: Actor, hook: Webhook, receiver: Receiver
) -> None:
    seen(doctor)
    deliver()
    row = Sending.objects.get()

    listed = browser.get(f"{PAGE}{hook.id}/").content.decode()
    browser.post(f"{PAGE}sendings/{row.id}/again/")
    deliver()

    assert "Đã nhận" in listed
    assert len(receiver.got) == 2


def test_a_bad_address_comes_back_with_what_was_typed(browser: Client) -> None:
    answer = browser.post(PAGE, {"name": "Kho", "url": "http://noi-khac.vn"})

    assert answer.status_code == 422
    assert "http://noi-khac.vn" in answer.content.decode()


def test_addresses_of_other_units_are_not_there(browser: Client) -> None:
    elsewhere = actor_at(node("Trạm Y tế xã khác"), "node_administrator")
    other = actions.add_webhook(name="Khác", url="https://noi-khac.vn/tin", by=elsewhere)

    assert browser.get(f"{PAGE}{other.id}/").status_code == 404
    assert browser.post(f"{PAGE}{other.id}/end/").status_code == 404
