"""Who cares for whom is the same on every node, in whatever order it hears of visits and of ends of care."""

import datetime as dt
import itertools

import pytest
from django.db import connection, transaction

from tuyen.core.ids import uuid7
from tuyen.platform.access import links
from tuyen.platform.access.links import Link
from tuyen.platform.access.models import CareLink

pytestmark = pytest.mark.django_db

WHO, WHERE = uuid7(), uuid7()
MONDAY = dt.date(2026, 11, 23)


def said(at: int, begins: int, until: int | None = None) -> Link:
    end = None if until is None else MONDAY + dt.timedelta(days=until)
    return Link(WHO, WHERE, "treating", "", MONDAY + dt.timedelta(days=begins), end, at)


# what was said, in the order of its clocks; the days that then stand
WORDS = {
    "ended after a visit": ([said(10, 0), said(20, 0, 1)], (0, 1)),
    "seen again after the end": ([said(10, 0), said(20, 0, 1), said(30, 2)], (0, None)),
    "came on two days": ([said(10, 0, 0), said(20, 3, 3)], (0, 3)),
    "back-entered visit before the end": ([said(10, 2), said(15, -3), said(20, 2, 4)], (-3, 4)),
    "two words of one act": ([said(10, 0, 0), said(10, 0)], (0, None)),
}


@pytest.mark.parametrize("name", WORDS)
def test_the_last_word_counts_in_whatever_order_words_arrive(name: str) -> None:
    words, (begins, until) = WORDS[name]
    for order in itertools.permutations(words):
        CareLink.objects.all().delete()
        for word in order:
            with transaction.atomic(), connection.cursor() as cursor:
                links.add(cursor, [word])

        found = CareLink.objects.get()

        assert (found.valid_from - MONDAY).days == begins
        assert (None if found.valid_to is None else (found.valid_to - MONDAY).days) == until, order


@pytest.mark.parametrize("name", WORDS)
def test_words_of_one_transaction_count_as_if_they_came_apart(name: str) -> None:
    words, (_begins, until) = WORDS[name]
    for order in itertools.permutations(words):
        CareLink.objects.all().delete()
        with transaction.atomic(), connection.cursor() as cursor:
            links.add(cursor, order)

        found = CareLink.objects.get()

        assert (None if found.valid_to is None else (found.valid_to - MONDAY).days) == until


def test_what_is_read_from_all_rows_replaces_what_stands() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        links.add(cursor, [said(10, 0)])
        links.add(cursor, [said(links.DRAWN, 0, 1)])

    assert CareLink.objects.get().valid_to == MONDAY + dt.timedelta(days=1)
