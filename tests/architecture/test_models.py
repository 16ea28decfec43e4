"""The tables keep the floors and the schema rules that let the product grow past one machine."""

from typing import Any

from django.db import models

from tests.architecture import house
from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape

SHARD_COLUMN = {"patient": "patient_id", "unit": "unit_id", "value": "value"}
# A person is the head of the group: its own id is the shard column.
HEADS = {"persons.Person": "id"}


def _name(model: Any) -> str:
    return str(model._meta.label)


def _shard_column(model: Any) -> str | None:
    return HEADS.get(_name(model)) or SHARD_COLUMN.get(model.shape.shard)


def _is_allowed(source: Any, target: Any) -> bool:
    floor, room = house.place(source.__module__)
    target_floor, target_room = house.place(target.__module__)
    if floor != target_floor:
        return house.FLOORS.index(target_floor) < house.FLOORS.index(floor)
    return room == target_room or floor not in {"domains", "edge"}


def test_no_foreign_key_goes_up_or_sideways() -> None:
    wrong = [
        f"{_name(model)}.{field.name} -> {_name(field.related_model)}"
        for model, field in house.our_foreign_keys()
        if not _is_allowed(model, field.related_model)
    ]

    assert not wrong


def test_every_table_says_how_it_is_spread_merged_and_seen() -> None:
    silent = [
        _name(model)
        for model in house.our_models()
        if not isinstance(getattr(model, "shape", None), Shape) or not model.shape.scope
    ]

    assert not silent


def test_every_key_is_a_uuid_made_on_the_node() -> None:
    other = [
        _name(model)
        for model in house.our_models()
        if model.shape.merge != "local" and not isinstance(model._meta.pk, IdField)
    ]

    assert not other


def test_every_sharded_table_carries_its_shard_column() -> None:
    without = []
    for model in house.our_models():
        column = _shard_column(model)
        if column is None or model.shape.shard == "local":
            continue
        fields = {field.attname: field for field in model._meta.concrete_fields}
        if column not in fields or fields[column].null:
            without.append(f"{_name(model)} needs {column}, never null")

    assert not without


def _unique_sets(model: Any) -> list[tuple[str, set[str]]]:
    attname = {field.name: field.attname for field in model._meta.concrete_fields}
    single = [
        (field.name, {field.attname})
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    ]
    named = [
        (constraint.name, {attname.get(name, name) for name in constraint.fields})
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    together = [("unique_together", set(names)) for names in model._meta.unique_together]
    return single + named + together


def test_uniqueness_on_a_sharded_table_contains_the_shard_column() -> None:
    wrong = [
        f"{_name(model)}: {name}"
        for model in house.our_models()
        if (column := _shard_column(model))
        for name, fields in _unique_sets(model)
        if column not in fields
    ]

    assert not wrong, "two nodes may both be right until they meet; check it in the action"


def test_foreign_keys_stay_inside_their_group_or_point_at_reference_tables() -> None:
    wrong = [
        f"{_name(model)}.{field.name} -> {_name(field.related_model)}"
        for model, field in house.our_foreign_keys()
        if field.related_model.shape.shard not in {"reference", model.shape.shard}
    ]

    assert not wrong, "between groups a plain IdField carries the id"


def test_no_many_to_many_without_a_table_of_its_own() -> None:
    hidden = [
        f"{_name(model)}.{field.name}"
        for model in house.our_models()
        for field in model._meta.many_to_many
        if field.remote_field.through._meta.auto_created
    ]

    assert not hidden


def test_nothing_that_is_synchronised_is_deleted_in_a_cascade() -> None:
    cascades = [
        f"{_name(model)}.{field.name}"
        for model, field in house.our_foreign_keys()
        if field.remote_field.on_delete is models.CASCADE
        and (model.shape.is_synced or model.shape.shard == "patient")
    ]

    assert not cascades


def test_merge_groups_and_safety_fields_are_fields_of_their_table() -> None:
    unknown = []
    for model in house.our_models():
        known = {name for f in model._meta.concrete_fields for name in (f.name, f.attname)}
        named = {name for group in model.shape.groups for name in group} | model.shape.safety
        unknown += [f"{_name(model)}.{name}" for name in named - known]

    assert not unknown
