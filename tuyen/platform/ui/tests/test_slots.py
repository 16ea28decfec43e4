"""Rooms put tabs and next steps on pages that they do not own."""

import uuid

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from tuyen.core.actor import Actor
from tuyen.platform.ui import slots
from tuyen.platform.ui.kept import forget

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


def test_many_tabs_stand_in_groups_and_an_empty_group_is_left_out(page_of_groups):
    groups = slots.groups_in("test.page", may("chart.open"), "/persons/find/")

    assert [(group.label, [link.label for link in group.links]) for group in groups] == [
        ("Hồ sơ", ["Tìm"])
    ]
    assert groups[0].current is groups[0].links[0]


def test_a_tab_without_a_group_of_its_slot_is_refused(page_of_groups):
    with pytest.raises(ValueError, match="no group"):
        slots.register("test.page", slots.Link("Lạc", "persons:find"))


@pytest.fixture
def page_of_groups(monkeypatch):
    monkeypatch.setattr(slots, "_slots", {})
    monkeypatch.setitem(slots.GROUPS, "test.page", (("chart", "Hồ sơ"), ("office", "Điều hành")))
    slots.register("test.page", slots.Link("Tìm", "persons:find", "chart.open", group="chart"))
    slots.register("test.page", slots.Link("Sổ", "books:first", "book.read", group="office"))


def drawn_tabs(who: Actor, subject: uuid.UUID, path: str) -> str:
    request = RequestFactory().get(path)
    request.actor = who
    page = Template('{% load tuyen %}{% slot_tabs "test.page" subject %}')
    return page.render(Context({"request": request, "subject": subject}))


@pytest.mark.usefixtures("page_of_a_test")
def test_kept_tabs_lead_each_reader_to_this_person_and_where_this_reader_may_go():
    forget()
    other = uuid.UUID(int=8)

    first = drawn_tabs(may("chart.open"), SUBJECT, f"/persons/{SUBJECT}/")
    second = drawn_tabs(may("chart.open"), other, f"/persons/{other}/identity/")
    third = drawn_tabs(may(), SUBJECT, f"/persons/{SUBJECT}/")
    forget()

    assert f'<a href="/persons/{SUBJECT}/" aria-current="page">Tổng quan' in first
    assert f'<a href="/persons/{other}/">Tổng quan' in second
    assert str(SUBJECT) not in second
    assert f'<a href="/persons/{other}/identity/" aria-current="page">Hành chính' in second
    assert "Tổng quan" not in third
