"""Which rows a node that begins to care for somebody needs first."""

import functools
from typing import Any
from uuid import UUID

from django.apps import apps

from tuyen.platform.changes import codec
from tuyen.platform.changes.models import Bundle


@functools.cache
def _leading() -> dict[str, bool | tuple[str, str]]:
    """Tables whose `Shape.leads`: who it is, allergies, problems, what was stopped."""
    return {
        model._meta.label_lower: shape.leads
        for model in apps.get_models()
        if (shape := getattr(model, "shape", None)) and shape.leads
    }


@functools.cache
def _ending() -> dict[str, bool | str]:
    return {
        model._meta.label_lower: shape.ends_care
        for model in apps.get_models()
        if (shape := getattr(model, "shape", None)) and shape.ends_care
    }


def ends_care(bundle: Bundle) -> bool:
    """Does it say of a unit that it cares no longer? Its own node must hear that."""
    rules = ((_ending().get(op[0], False), op) for op in codec.ops_of(bundle))
    return any(rule is True or (rule and rule in op[2]) for rule, op in rules)


def ends_by_itself(bundle: Bundle) -> set[UUID]:
    """Units whose care a bundle ends that says nothing else: whoever lacks what was written before can read
    it all the same."""
    ops = codec.ops_of(bundle)
    if not all(op[3] == 0 and _ending().get(op[0]) is True for op in ops):
        return set()
    return {UUID(op[2]["unit_id"]) for op in ops if op[2].get("unit_id")}


def leads(bundle: Bundle) -> bool:
    return any(_op_leads(op) for op in codec.ops_of(bundle))


def _op_leads(op: list[Any]) -> bool:
    rule = _leading().get(op[0], False)
    if isinstance(rule, bool):
        return rule
    column, value = rule
    return bool(op[2].get(column) == value)
