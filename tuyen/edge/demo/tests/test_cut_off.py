"""A demo that was killed half-way is known as such, and made anew by the next start."""

from pathlib import Path
from typing import Any

import pytest

from tuyen.edge.demo import fill
from tuyen.platform.changes.node import mark_demo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.TUYEN_HOME = tmp_path


def cut_off() -> None:
    with pytest.raises(KeyboardInterrupt), fill.filling():
        raise KeyboardInterrupt


def test_a_demo_that_was_cut_off_is_known_as_such() -> None:
    mark_demo()

    cut_off()

    assert fill.was_cut_off()


def test_a_demo_that_is_being_made_was_not_cut_off() -> None:
    with fill.filling():
        mark_demo()

        assert not fill.was_cut_off()


def test_a_whole_demo_is_not_begun_again() -> None:
    with fill.filling():
        mark_demo()

    assert not fill.was_cut_off()


def test_real_data_are_never_taken_for_a_demo_that_was_cut_off() -> None:
    cut_off()

    assert not fill.was_cut_off()
