"""A station, its doctor, and a program with the doctor's key."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.network import account_at, node
from tests.people import person
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of, posts_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.tokens import actions as tokens
from tuyen.record.actions.queue import enqueue
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.catalogue import load_catalogues

API = "/api/v1"


class Program:
    def __init__(self, account: Account) -> None:
        _row, self.key = tokens.issue(post=posts_of(account)[0], name="Thử", days=1, by=SYSTEM)
        self.headers = {"Authorization": f"Bearer {self.key}"}
        self._client = Client()

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"{API}/{path}", query, headers=self.headers)

    def send(self, method: str, path: str, body: Any, **headers: str) -> Any:
        """Header names with underscores: idempotency_key=…"""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.generic(
            method,
            f"{API}/{path}",
            body if isinstance(body, str) else _json(body),
            content_type="application/json",
            headers=self.headers | named,
        )

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def send_file(
        self, path: str, said: dict[str, Any], file: tuple[str, bytes], **headers: str
    ) -> Any:
        """A form with one file (name, bytes)."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = said | {"file": SimpleUploadedFile(*file)}
        return self._client.post(f"{API}/{path}", data, headers=self.headers | named)


def _json(body: Any) -> str:
    import json

    return json.dumps(body, default=str)


def new_key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu", commune_code="03040", province_code="12")


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


@pytest.fixture
def patient(doctor: Actor) -> Person:
    row = person(doctor, "Giàng Thị Mẫu")
    enqueue(person_id=row.id, by=doctor, reason="Ho, sốt")
    return row


@pytest.fixture
def icd10(db: None) -> None:
    load_catalogues(schemes=["icd10"])
