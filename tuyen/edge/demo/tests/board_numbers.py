"""Every number of a board of the demo against the list that it opens."""

from typing import Any

from django.test import Client

from tests.network import browser_of
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.ui import cards
from tuyen.platform.ui.cards import Card

OFFICES = {"bv.chidaotuyen": cards.DIRECTION, "soyte": cards.DIRECTION}
# A sum of days opens the work behind it, which says the same sum.
SUMS = ("/direction/plans/work/",)


def every_number_is_that_of_its_list() -> None:
    """For the direction office of a hospital and for an officer of the health department."""
    wrong: list[str] = []
    for name, board in OFFICES.items():
        account = Account.objects.get(username=name)
        who, browser = actor_of(account), browser_of(account)
        assert who is not None
        shown = cards.cards_on(board, who)
        assert len(shown) > 12
        wrong += [f"{name}: {said}" for card in shown if (said := _differs(card, browser))]
    assert not wrong, "\n".join(wrong)


def _differs(card: Card, browser: Client) -> str:
    answer: Any = browser.get(card.url)
    assert answer.status_code == 200, card.url
    if card.url.startswith(SUMS):
        return (
            "" if str(card.number) in answer.text else f"{card.label}: {card.number} is not there"
        )
    context = answer.context
    found = next((context[key] for key in ("page_obj", "page") if key in context), None)
    if found is None:
        return f"{card.label}: {card.url} is no list"
    count = found.paginator.count
    return (
        "" if count == card.number else f"{card.label}: {card.number}, but {card.url} has {count}"
    )
