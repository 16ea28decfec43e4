"""Two records of one person: read as one, taken apart again, whatever came first."""

import itertools
from dataclasses import replace

import pytest

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform import changes
from tuyen.registry.persons import actions, queries
from tuyen.registry.persons.identity import linked_with
from tuyen.registry.persons.models import Person, PersonLink
from tuyen.registry.persons.tests.conftest import Enter

pytestmark = pytest.mark.django_db

WHY = "Cùng số căn cước, đã hỏi người nhà"


def merge(loser: Person, survivor: Person, by: Actor) -> PersonLink:
    for person in (loser, survivor):
        person.refresh_from_db()
    return actions.merge_persons(loser=loser, survivor=survivor, why=WHY, by=by)


@pytest.mark.capability("B1")
def test_the_kept_record_speaks_for_both(enter: Enter, nurse: Actor) -> None:
    old, new = enter("Đặng Thị Hoà"), enter("Đặng Thị Hòa")

    merge(old, new, nurse)

    old.refresh_from_db()
    assert set(queries.same_person_ids(old)) == {old.id, new.id}
    assert queries.canonical_of([old.id, new.id]) == {old.id: new.id, new.id: new.id}


def test_records_taken_apart_read_alone_again(enter: Enter, nurse: Actor) -> None:
    one, other = enter("Đặng Thị Hoà"), enter("Đặng Thị Hòa")
    link = merge(one, other, nurse)

    link.refresh_from_db()
    actions.unmerge_persons(link=link, why="Hai chị em", by=nurse)

    for person in (one, other):
        person.refresh_from_db()
        assert queries.same_person_ids(person) == (person.id,)


def test_a_chain_of_merges_ends_at_the_last_kept_record(enter: Enter, nurse: Actor) -> None:
    one, two, three = enter("A Một"), enter("A Hai"), enter("A Ba")

    merge(one, two, nurse)
    merge(two, three, nurse)

    assert set(queries.canonical_of([one.id, two.id, three.id]).values()) == {three.id}


def test_links_in_a_circle_end_at_the_eldest_record_in_any_order(
    enter: Enter, nurse: Actor
) -> None:
    """Two stations merged the same two records the other way round, and their logs met."""
    for turn, order in enumerate(itertools.permutations(range(3))):
        people = [enter(f"Người {turn} {n}") for n in range(3)]
        rows = [
            PersonLink(
                patient_id=people[n].id,
                survivor_id=people[(n + 1) % 3].id,
                why=WHY,
                linked_by=nurse.account_id,
                linked_at=clock.now(),
            )
            for n in range(3)
        ]
        for n in order:
            with changes.apply(actor=nurse, reason="test.circle") as log:
                log.create(rows[n])

        ids = [person.id for person in people]
        assert linked_with(ids[0]) == set(ids)
        assert set(queries.canonical_of(ids).values()) == {min(ids)}


def test_one_person_is_not_merged_twice(enter: Enter, nurse: Actor) -> None:
    one, other = enter("Đặng Thị Hoà"), enter("Đặng Thị Hòa")
    merge(one, other, nurse)

    with pytest.raises(Refused):
        merge(other, one, nurse)


def test_a_merge_needs_a_reason_a_role_and_a_care_link(
    enter: Enter, nurse: Actor, far_nurse: Actor
) -> None:
    one, other = enter("Đặng Thị Hoà"), enter("Đặng Thị Hòa")

    with pytest.raises(Refused):
        actions.merge_persons(loser=one, survivor=other, why="  ", by=nurse)
    with pytest.raises(Refused):
        actions.merge_persons(loser=one, survivor=other, why=WHY, by=far_nurse)
    clerk = replace(nurse, permissions=frozenset({"person.find"}))
    with pytest.raises(NotPermitted):
        actions.merge_persons(loser=one, survivor=other, why=WHY, by=clerk)


def test_a_merge_does_not_open_the_chart_of_a_stranger(
    enter: Enter, nurse: Actor, far_nurse: Actor
) -> None:
    own = enter("Đặng Thị Hòa")
    stranger = enter("Đặng Thị Hoà", by=far_nurse)

    for loser, survivor in ((own, stranger), (stranger, own)):
        with pytest.raises(Refused):
            merge(loser, survivor, nurse)

    assert not PersonLink.objects.exists()
