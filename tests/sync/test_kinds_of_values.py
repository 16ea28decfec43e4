"""What a column of a synced row holds can be read on the other machine, and only that."""

from decimal import Decimal

import msgspec
import pytest
from django.apps import apps
from django.db import models

from tuyen.core.ids import uuid7
from tuyen.domains.sampling.models import Consignment
from tuyen.platform.changes import codec, lean, reading
from tuyen.platform.changes.models import SyncedModel
from tuyen.platform.changes.reading import Op, Unreadable

SYNCED = [model for model in apps.get_models() if issubclass(model, SyncedModel)]
WHOLE_NUMBERS = {
    "BigIntegerField",
    "IntegerField",
    "PositiveBigIntegerField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
}


def test_every_kind_of_column_of_a_synced_row_is_known_to_the_reader() -> None:
    """What the reader does not know it takes for a whole number; whatever else comes would be held."""
    known = {*reading._KINDS, *WHOLE_NUMBERS, "CharField"}
    strange = {
        f"{model._meta.label}.{field.name}: {kind}"
        for model in SYNCED
        for field in model._meta.concrete_fields
        if (kind := _meant(field).get_internal_type()) not in known
    }

    assert not strange


@pytest.mark.django_db
@pytest.mark.parametrize("model", SYNCED, ids=lambda model: str(model._meta.label))
def test_rows_of_every_synced_table_can_be_read_whatever_its_columns_are_called(
    model: type[SyncedModel],
) -> None:
    assert lean.rows(model, f"{model._meta.db_table}.id = %s", [lean.ready(uuid7())]) == []


def _meant(field: "models.Field[object, object]") -> "models.Field[object, object]":
    return field.target_field if isinstance(field, models.ForeignKey) else field


def read(celsius: object) -> object:
    said = msgspec.Raw(codec._encoder.encode({"celsius": celsius}))
    return reading.values(Op(Consignment._meta.label_lower, uuid7(), said, 0))["celsius"]


@pytest.mark.parametrize(
    "sent, held",
    [
        pytest.param(Decimal(4), "4.0", id="without a place"),
        pytest.param(Decimal("-18.5"), "-18.5", id="below zero"),
        pytest.param(Decimal("4.50"), "4.5", id="with a zero too many"),
        pytest.param(Decimal("1E+1"), "10.0", id="as powers of ten"),
    ],
)
def test_a_decimal_number_arrives_as_the_column_holds_it(sent: Decimal, held: str) -> None:
    assert str(read(sent)) == held


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param("1000", id="too large"),
        pytest.param("4.55", id="too many places"),
        pytest.param("NaN", id="no number"),
        pytest.param("Infinity", id="without end"),
        pytest.param("1E+999999", id="enormous"),
        pytest.param("1E-999999", id="tiny"),
        pytest.param("ấm", id="a word"),
        pytest.param(True, id="yes"),
    ],
)
def test_what_the_column_cannot_hold_is_held_back(sent: object) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(sent)

    assert refusal.value.why == "failed_check"
