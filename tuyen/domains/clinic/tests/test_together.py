"""The visit form sent twice, or by two people, at one moment: one visit, nobody's typing lost."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.faults.test_together import together
from tests.network import account_at, browser_of
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.tally import recount
from tuyen.record.models import Encounter, QueueEntry

pytestmark = pytest.mark.django_db(transaction=True)


def post(by: Client, url: str, sent: dict[str, Any]) -> Callable[[], Any]:
    """A post from a thread of its own."""
    return lambda: by.post(url, sent)


def form(**said: Any) -> dict[str, Any]:
    return {
        "repeat": str(uuid4()),
        "reasons": ["cough"],
        "pressure": "132/84",
        "note": "Ho 3 ngày",
        "dx_code": [""],
        "dx_name": ["Cảm"],
    } | said


def test_a_double_click_is_one_visit(browser: Client, entry: QueueEntry) -> None:
    url, sent = reverse("clinic:examine", args=[entry.id]), form()
    second = Client()
    second.cookies = browser.cookies

    answers: list[Any] = together([post(browser, url, sent), post(second, url, sent)])

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Encounter.objects.count() == 1
    assert recount.kept() == recount.recounted()


def test_two_people_finishing_one_person_at_one_moment(
    browser: Client, station: ScopeNode, entry: QueueEntry
) -> None:
    """One is kept; the other hears it in one sentence and keeps what was typed."""
    other = browser_of(account_at(station, "assistant_doctor", name="Y sĩ Mẫu"))
    url = reverse("clinic:examine", args=[entry.id])

    answers: list[Any] = together(
        [
            post(browser, url, form(note="Bác sĩ ghi")),
            post(other, url, form(note="Y sĩ ghi")),
        ]
    )

    kept, refused = sorted(answers, key=lambda answer: answer.status_code)
    assert kept.status_code == 302
    assert refused.status_code in (409, 422)
    assert "ghi</textarea>" in refused.text
    assert Encounter.objects.count() == 1
