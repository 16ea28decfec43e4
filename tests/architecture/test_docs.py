"""Pages that are written from the source are the pages that are committed."""

import pytest

from tests.architecture import house
from tools import capabilities, notice

WRITE_THEM = "run `make docs` and commit what it writes"


@pytest.mark.slow  # asked by the whole gate, not by every quick run on the way there
def test_the_page_of_what_works_is_current() -> None:
    assert capabilities.PAGE.read_text() == capabilities.page(), WRITE_THEM


def test_every_journey_names_capabilities_that_exist() -> None:
    unknown = {journey.capability for journey in capabilities.journeys()} - set(
        capabilities.names()
    )

    assert not unknown, "ids stand in tests/capabilities.toml"


def test_notice_names_every_library_and_every_source() -> None:
    said = notice.NOTICE.read_text()

    missing = [entry for entry in [*notice.libraries(), *notice.data()] if entry not in said]

    assert not missing, WRITE_THEM


def test_every_font_is_in_the_notice() -> None:
    named = [pattern for pattern, _what, _source in notice.OTHERS]

    unnamed = [
        path.relative_to(house.ROOT).as_posix()
        for path in house.sources(".ttf", ".otf", ".woff2")
        if not any(path.relative_to(house.ROOT).match(pattern) for pattern in named)
    ]

    assert not unnamed, "name it in OTHERS of tools/notice.py"
