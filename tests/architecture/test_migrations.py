"""Two releases for what is taken away: no migration narrows what an older node still writes."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.architecture import house
from tuyen import __version__

LEFT_UNUSED = house.ROOT / "tests" / "architecture" / "left_unused.toml"
TAKES_AWAY = (ops.RemoveField, ops.RenameField, ops.RenameModel, ops.DeleteModel)
UNREAD = (ops.RunSQL, ops.RunPython)  # nobody can see here what they take away: a person says it


def narrowed(before: Any, after: Any) -> list[str]:
    """In what way the new column refuses a value that the old one took."""
    old, new = before.max_length, after.max_length
    found = {
        "other type": type(before).__name__ != type(after).__name__,
        "shorter": new is not None and (old is None or new < old),
        "no longer empty": before.null and not after.null,
        "unique": after.unique and not before.unique,
        "other column": (before.db_column or "") != (after.db_column or ""),
    }
    return [name for name, is_so in found.items() if is_so]


def _may_be_left_out(field: Any, is_default_kept: bool) -> bool:
    """An older node does not name the new column: the receiver must know what to put there."""
    is_text = field.empty_strings_allowed and field.blank
    has_default = field.has_default() and is_default_kept
    return bool(field.null or has_default or is_text or field.many_to_many)


def _faults(operation: Any, state: ProjectState, app: str) -> list[str]:
    if isinstance(operation, TAKES_AWAY + UNREAD):
        return [type(operation).__name__]
    if isinstance(operation, ops.AddField):
        return (
            []
            if _may_be_left_out(operation.field, operation.preserve_default)
            else ["must be said"]
        )
    if isinstance(operation, ops.AlterField):
        model = state.models[app, operation.model_name_lower]
        return narrowed(model.fields[operation.name], operation.field)
    return []


def _created_by(migration: Migration) -> set[str]:
    """What is made in one step is nobody's yet."""
    return {one.name.lower() for one in migration.operations if isinstance(one, ops.CreateModel)}


def faults_of(migration: Migration, state: ProjectState) -> Iterator[str]:
    """`app.0002_name: what model.field`; `state` moves on."""
    app, fresh = migration.app_label, _created_by(migration)
    for operation in migration.operations:
        inner = getattr(operation, "database_operations", []) or [operation]
        for one in inner:
            parts = [getattr(one, "model_name", ""), getattr(one, "name", "")]
            what = getattr(one, "old_name", "") or ".".join(part for part in parts if part)
            what = what or str(migration.operations.index(operation) + 1)
            for fault in [] if parts[0].lower() in fresh else _faults(one, state, app):
                yield f"{app}.{migration.name}: {fault} {what.lower()}"
        operation.state_forwards(app, state)


def all_faults() -> Iterator[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("tuyen.")}
    plan = loader.graph._generate_plan(nodes=loader.graph.leaf_nodes(), at_end=True)
    for app, name in plan:
        migration = loader.graph.nodes[app, name]
        if app in ours:
            yield from faults_of(migration, state)
        else:
            state = migration.mutate_state(state, preserve=False)


def _listed() -> dict[str, dict[str, str]]:
    return tomllib.loads(LEFT_UNUSED.read_text())


def _release(said: str) -> tuple[int, ...]:
    return tuple(int(part) for part in said.split("."))


def test_what_a_migration_takes_away_was_left_unused_a_release_before() -> None:
    unlisted = sorted(set(all_faults()) - set(_listed()))

    assert not unlisted, "expand now, take away in the release after next: docs/releases.md"


def test_every_listed_step_exists_and_names_an_earlier_release() -> None:
    faults = set(all_faults())

    assert set(_listed()) <= faults
    for step, said in _listed().items():
        assert said["why"], step
        since = said.get("unused_since")
        if said.get(
            "takes_nothing"
        ):  # read by whoever listed it; a step that the lint can read is not so
            assert ": Run" in step, step
            continue
        assert said.get("never_shipped") or _release(str(since)) < _release(__version__), step


def _state() -> ProjectState:
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=50)),
        ("note", models.CharField(max_length=50, null=True)),
    ]
    state.add_model(ModelState("demo", "Visit", fields))
    return state


def _migration(*operations: Any) -> Migration:
    migration = Migration("0002_next", "demo")
    migration.operations = list(operations)
    return migration


REFUSED = {
    "RemoveField visit.name": ops.RemoveField("visit", "name"),
    "RenameModel visit": ops.RenameModel("Visit", "Encounter"),
    "DeleteModel visit": ops.DeleteModel("Visit"),
    "shorter visit.name": ops.AlterField("visit", "name", models.CharField(max_length=20)),
    "no longer empty visit.note": ops.AlterField("visit", "note", models.CharField(max_length=50)),
    "other type visit.name": ops.AlterField("visit", "name", models.TextField()),
    "must be said visit.plan": ops.AddField("visit", "plan", models.CharField(max_length=5)),
}


REFUSED |= {
    "RunSQL 1": ops.RunSQL("ALTER TABLE demo_visit DROP COLUMN name"),
    "RunPython 1": ops.RunPython(ops.RunPython.noop),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_step_that_an_older_node_cannot_follow_is_found(fault: str) -> None:
    found = list(faults_of(_migration(REFUSED[fault]), _state()))

    assert found == [f"demo.0002_next: {fault}"]


ALLOWED = {
    "longer": ops.AlterField("visit", "name", models.CharField(max_length=90)),
    "may be empty": ops.AlterField("visit", "name", models.CharField(max_length=50, null=True)),
    "added": ops.AddField("visit", "plan", models.CharField(max_length=5, default="")),
}


@pytest.mark.parametrize("what", ALLOWED)
def test_a_step_that_widens_is_free(what: str) -> None:
    assert not list(faults_of(_migration(ALLOWED[what]), _state()))
