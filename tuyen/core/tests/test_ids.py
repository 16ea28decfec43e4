"""Ids tell when they were made, and in which order."""

import time
import uuid

from tuyen.core.ids import made_at_ms, of_bytes, uuid7


def test_ids_made_one_after_the_other_stand_in_that_order() -> None:
    made = []
    for _ in range(200):
        made.append(uuid7())
        time.sleep(0.000_002)

    assert made == sorted(made)
    assert {id_.version for id_ in made} == {7}


def test_an_id_for_an_earlier_day_says_that_day() -> None:
    assert made_at_ms(uuid7(1_600_000_000_000)) == 1_600_000_000_000


def test_many_ids_of_one_moment_are_all_different() -> None:
    assert len({uuid7(1) for _ in range(10_000)}) == 10_000


def test_an_id_from_its_bytes_is_the_id() -> None:
    made = uuid.uuid4()

    assert of_bytes(made.bytes) == made
    assert str(of_bytes(made.bytes)) == str(made)
    assert len({made, of_bytes(made.bytes)}) == 1
