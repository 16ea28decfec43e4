"""Every table of a unit says whose machines get its rows; one that names a unit goes there."""

from typing import Any

from tests.architecture import house
from tuyen.core.fields import IdField

# Columns that name a unit though their names do not end so.
_ALSO_UNITS = {"host_id", "issuer_id", "office_id", "held_at_id"}


def _unit_models() -> list[Any]:
    models = house.our_models()
    return [each for each in models if each.shape.is_synced and each.shape.shard == "unit"]


def test_a_row_that_names_another_unit_goes_there_or_says_why_not() -> None:
    silent = []
    for model in _unit_models():
        columns = {field.attname for field in model._meta.concrete_fields}
        named = {c for c in columns if c.endswith("unit_id") or c in _ALSO_UNITS} - {"unit_id"}
        said = set(model.shape.to) | {column for column, _why in model.shape.stays}
        silent += [f"{model._meta.label}.{column}" for column in sorted(named - said)]

    assert not silent


def test_the_ways_of_a_row_name_columns_that_hold_ids() -> None:
    wrong = []
    for model in _unit_models():
        fields = {field.attname: field for field in model._meta.concrete_fields}
        shape = model.shape
        for column in (
            *shape.to,
            *shape.along,
            *shape.needs,
            *(name for name, _why in shape.stays),
        ):
            field = fields.get(column)
            if field is None or not isinstance(
                field.target_field if field.is_relation else field, IdField
            ):
                wrong.append(f"{model._meta.label}.{column}")
        if shape.wide_when and shape.wide_when[0] not in fields:
            wrong.append(f"{model._meta.label}.{shape.wide_when[0]}")

    assert not wrong


def test_what_a_unit_keeps_to_itself_has_no_wide_reach() -> None:
    """Custody is known to nobody else, stores and queues are the unit's own affair."""
    wide = [
        model._meta.label
        for model in _unit_models()
        if model._meta.app_label in ("custody", "access", "nodes") and model.shape.reach != "own"
    ]

    assert not wide


# The tree of units goes to every node of both chains: what a unit is, where it stands, what it may do. Not
# who works there, not who is kept there: a new table or column here is read first by whoever guards a prison.
EVERYBODYS = {
    "facilities.unit": "parent_id path kind chain name short_name name_fold commune_code province_code "
    "address phone lat lon valid_from valid_to legal_basis",
    "facilities.facility": "unit_id licence_number care_level score scored_on tier facility_class beds "
    "valid_from valid_to legal_basis",
    "facilities.facilitycode": "unit_id system code valid_from valid_to legal_basis",
    "facilities.affiliation": "upper_id lower_id kind valid_from valid_to legal_basis",
}


def test_what_goes_to_every_node_of_both_chains_is_the_tree_of_units_and_names_nobody() -> None:
    found = {}
    for model in house.our_models():
        shape = getattr(model, "shape", None)
        if shape is not None and shape.is_synced and shape.shard in ("reference", "value"):
            names = [field.attname for field in model._meta.concrete_fields]
            found[model._meta.label_lower] = " ".join(
                name for name in names if name not in ("id", "hlc", "clocks")
            )

    assert found == EVERYBODYS
