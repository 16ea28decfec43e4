"""The dispense queue without a mouse: arrows walk it, Enter opens and hands out, the next is under hand."""

import pytest
from django.urls import reverse

from tests.people import person
from tuyen.core.actor import Actor
from tuyen.domains.clinic.tests.test_budgets import Budget, Hands
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.tests.conftest import (
    PARACETAMOL,
    drug_line,
    line,
    lot_named,
    prescribed,
    received,
)
from tuyen.domains.pharmacy.tests.test_budgets import hands

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["hands"]
QUEUE = Budget("dispense queue", clicks=0, keys=7, requests=12)
NAMES = ("Lò Thị Một", "Lò Thị Hai", "Lò Thị Ba")


def under_hand(hands: Hands) -> str:
    return str(hands.page.evaluate("document.activeElement.textContent.trim()"))


def asked_again(hands: Hands) -> None:
    """As after twenty seconds."""
    hands.page.evaluate("document.querySelector('#board').dataset.due = 1")


@pytest.mark.capability("B3", "F1", where="/pharmacy/")
def test_the_queue_is_served_by_keys_alone(hands: Hands, nurse: Actor, doctor: Actor) -> None:
    """The queue by keys alone: arrows to a person, Enter twice, and the longest waiting is next"""
    received(nurse, line(nurse, 100))
    for name in NAMES:
        prescribed(doctor, person(doctor, name), drug_line(PARACETAMOL, 10))
    hands.go(reverse("pharmacy:queue"))
    assert under_hand(hands) == NAMES[0]

    hands.press("ArrowDown")
    hands.press("ArrowDown")
    hands.press("ArrowUp")
    assert under_hand(hands) == NAMES[1]
    for left in (2, 1):
        hands.press("Enter")
        hands.page.wait_for_selector("button:focus:has-text('Cấp thuốc')")
        hands.press("Enter")
        hands.page.wait_for_selector(f"#board .count b:text-is('{left}')")
        hands.page.wait_for_selector(f"a.row-link:focus:has-text('{NAMES[0 if left == 2 else 2]}')")

    hands.within(QUEUE)
    assert stock.kept(nurse.unit_id)[lot_named("A1").id] == 80


def test_who_comes_meanwhile_does_not_take_the_place_under_hand(
    hands: Hands, nurse: Actor, doctor: Actor
) -> None:
    """The list is asked again by itself; whoever walks it by keys stays on the same person."""
    for name in NAMES[:2]:
        prescribed(doctor, person(doctor, name), drug_line(PARACETAMOL, 10))
    hands.go(reverse("pharmacy:queue"))
    hands.press("ArrowDown")

    prescribed(doctor, person(doctor, NAMES[2]), drug_line(PARACETAMOL, 10))
    asked_again(hands)
    hands.page.wait_for_selector(f"a.row-link:has-text('{NAMES[2]}')")
    assert under_hand(hands) == NAMES[1]

    with hands.page.expect_response("**version=**") as nothing_new:
        asked_again(hands)
    hands.press("ArrowDown")
    hands.page.wait_for_timeout(200)

    assert nothing_new.value.status == 204
    assert under_hand(hands) == NAMES[2]
