"""Every noun says where it is met: on which page, by which operation, as which FHIR type, or why not."""

from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from tests.access.addresses import every_address
from tools import capabilities, nouns
from tuyen.edge.api.urls import api
from tuyen.edge.fhir.served import TYPES
from tuyen.platform.changes.models import SyncedModel

ROWS = [
    pytest.param(name, row, id=f"{room}.{name}")
    for room, known in nouns.table().items()
    for name, row in known.items()
]


@cache
def operations() -> set[str]:
    found = api.get_openapi_schema()["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in found.items()
        for method in methods
    }


@cache
def pages() -> set[str]:
    return {address.name for address in every_address()}


def test_every_synced_noun_stands_in_the_table() -> None:
    written = {f"{room}.{name}" for room, known in nouns.table().items() for name in known}
    synced = {_named(model) for model in apps.get_models() if issubclass(model, SyncedModel)}
    known = {_named(model) for model in apps.get_models()}

    assert synced <= written
    assert written <= known


@pytest.mark.parametrize("name, row", ROWS)
def test_a_noun_is_met_where_the_table_says(name: str, row: dict[str, Any]) -> None:
    assert set(nouns.said_of(row, "page")) <= pages()
    assert set(nouns.said_of(row, "api")) <= operations()
    assert set(nouns.said_of(row, "fhir")) <= set(TYPES)


@pytest.mark.parametrize("name, row", ROWS)
def test_a_noun_that_lacks_a_side_says_why(name: str, row: dict[str, Any]) -> None:
    missing = {side for side in nouns.SIDES if not nouns.said_of(row, side)}

    assert set(row.get("why", {})) == missing
    for said in row.get("why", {}).values():
        assert said.endswith(".")
        assert len(said.split()) > 3
        assert not said.startswith("Not yet")


def test_every_noun_of_care_is_shown_by_a_journey() -> None:
    known, marked = nouns.table(), {each.test.split("::")[1] for each in capabilities.journeys()}

    for room, journeys in nouns.shown().items():
        assert set(journeys) == set(known[room])
        assert set(journeys.values()) <= marked


def test_the_page_is_written_from_the_table() -> None:
    assert nouns.PAGE.read_text(encoding="utf-8") == nouns.page(), "run tools/nouns.py"


def _named(model: type[Model]) -> str:
    return f"{model._meta.app_config.name.removeprefix('tuyen.')}.{model.__name__}"
