"""A node says whether it lives, whether it can work, and how much it does."""

import shutil
from typing import Any

import pytest
from django.test import Client

from tuyen.platform.health.checks import GIGABYTE

pytestmark = pytest.mark.django_db


def test_a_living_process_says_so_without_asking_the_database(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert answer.json()["status"] == "ok"


def test_a_sound_node_is_ready_for_requests(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["checks"]["migrations"] == "ok"


def test_a_node_with_a_full_disk_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = (100 * GIGABYTE, 100 * GIGABYTE, 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(*full))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["disk"] == "bad"


def test_the_numbers_are_for_the_machine_itself_or_a_bearer_of_the_token(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUYEN_METRICS_TOKEN", "a-long-token")
    far = {"REMOTE_ADDR": "192.0.2.7"}

    assert b"tuyen_requests_total" in client.get("/metrics").content
    assert client.get("/metrics", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", **far).status_code == 404  # type: ignore[arg-type]
    shown = client.get("/metrics", headers={"authorization": "Bearer a-long-token"}, **far)  # type: ignore[arg-type]
    assert shown.status_code == 200
