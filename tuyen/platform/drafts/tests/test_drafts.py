"""A draft belongs to who types it, is replaced by the newest, and is thrown away in time."""

import datetime as dt
import json
from uuid import UUID

import pytest

from tests.network import account_at, actor_at, browser_of, node
from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.platform.drafts import actions, queries
from tuyen.platform.drafts.models import Draft

pytestmark = pytest.mark.django_db
VISIT = UUID("00000000-0000-4000-8000-000000000001")
ADDRESS = f"/drafts/visit/{VISIT}/"


@pytest.fixture
def station():
    return node("Trạm mẫu")


def put(client, fields):
    return client.put(ADDRESS, json.dumps(fields), content_type="application/json")


def test_what_was_typed_comes_back_to_its_author(station):
    client = browser_of(account_at(station, "station_nurse"))

    saved = put(client, {"notes": ["Đau đầu"]})
    found = client.get(ADDRESS)

    assert saved.json()["saved"]
    assert found.json()["fields"] == {"notes": ["Đau đầu"]}
    assert found["Cache-Control"] == "no-store"


def test_the_newest_draft_replaces_the_earlier_one(station):
    client = browser_of(account_at(station, "station_nurse"))

    put(client, {"notes": ["một"]})
    put(client, {"notes": ["hai"]})

    assert Draft.objects.count() == 1
    assert client.get(ADDRESS).json()["fields"] == {"notes": ["hai"]}


def test_a_colleague_does_not_see_it(station):
    put(browser_of(account_at(station, "station_nurse")), {"notes": ["của tôi"]})

    other = browser_of(account_at(station, "station_nurse"))

    assert other.get(ADDRESS).status_code == 204


def test_a_draft_goes_when_the_form_has_become_a_record(station):
    nurse = actor_at(station, "station_nurse")
    actions.keep(kind="visit", subject_id=VISIT, body=b"{}", by=nurse)

    actions.forget(kind="visit", subject_id=VISIT, by=nurse)

    assert not queries.drafts_of(nurse).exists()


@pytest.mark.parametrize("body", [b"[]", b"no json", b"{" + b" " * 100_001 + b"}"])
def test_what_is_no_form_is_refused_with_advice(station, body):
    with pytest.raises(Refused, match="bấm Lưu"):
        actions.keep(
            kind="visit", subject_id=VISIT, body=body, by=actor_at(station, "station_nurse")
        )


def test_drafts_untouched_for_two_weeks_are_thrown_away(station):
    nurse = actor_at(station, "station_nurse")
    old, new = clock.now() - dt.timedelta(days=15), clock.now() - dt.timedelta(days=1)
    for at, kind in ((old, "visit"), (new, "amend")):
        with clock.stopped(at):
            actions.keep(kind=kind, subject_id=VISIT, body=b"{}", by=nurse)

    actions.prune()

    assert [draft.kind for draft in queries.drafts_of(nurse)] == ["amend"]


def test_the_page_of_waiting_forms_names_nobody_and_may_be_kept(station):
    client = browser_of(account_at(station, "station_nurse"))

    page = client.get("/drafts/outbox/")

    assert page["Tuyen-Keep"] == "shell"
    assert "Hộp chờ gửi" in page.text
