"""Rooms put tabs and next steps on pages that they do not own."""

import uuid

import pytest

from tuyen.core.actor import Actor
from tuyen.platform.ui import slots

NOBODY = uuid.UUID(int=1)
SUBJECT = uuid.UUID(int=7)


def may(*permissions: str) -> Actor:
    return Actor(
        account_id=NOBODY,
        name="Điều dưỡng",
        role="station_nurse",
        unit_id=NOBODY,
        unit_name="Trạm y tế",
        path="a/",
        chain="health",
        permissions=frozenset(permissions),
    )


@pytest.fixture
def page_of_a_test(monkeypatch):
    monkeypatch.setattr(slots, "_slots", {})
    slots.register("test.page", slots.Link("Hành chính", "persons:identity", order=90))
    slots.register("test.page", slots.Link("Tổng quan", "clinic:patient", "chart.open", order=10))


@pytest.mark.usefixtures("page_of_a_test")
def test_links_stand_in_their_order_and_the_longest_address_is_current():
    who = may("chart.open")

    shown = slots.links_in("test.page", who, SUBJECT, f"/persons/{SUBJECT}/identity/")

    assert [(link.label, link.is_current) for link in shown] == [
        ("Tổng quan", False),
        ("Hành chính", True),
    ]


@pytest.mark.usefixtures("page_of_a_test")
def test_what_one_may_not_follow_is_not_offered():
    shown = slots.links_in("test.page", may(), SUBJECT)

    assert [link.label for link in shown] == ["Hành chính"]


def test_a_slot_that_nobody_fills_is_empty():
    assert slots.links_in("nobody.fills.this", may(), SUBJECT) == []
