"""Operations from elsewhere, read against our own tables: known columns, values of the right kind."""

import datetime as dt
import functools
import uuid
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from django.apps import apps
from django.db import models

from tuyen.platform.changes.clocks import Token
from tuyen.platform.changes.codec import attnames
from tuyen.platform.changes.models import SyncedModel


class Unreadable(Exception):
    """A bundle that cannot be applied: `why` is a code of `Held.why`."""

    def __init__(self, why: str, detail: str = "", waits_for: uuid.UUID | None = None) -> None:
        super().__init__(f"{why} {detail}")
        self.why, self.detail, self.waits_for = why, detail, waits_for


class Op(msgspec.Struct, array_like=True):
    """One operation as it stands in the JSON (codec.Op)."""

    label: str
    id: uuid.UUID
    said: msgspec.Raw
    seen: int
    tokens: dict[str, list[Token]] = {}


_ops = msgspec.json.Decoder(list[Op])

_KINDS: dict[str, Any] = {
    "IdField": uuid.UUID,
    "DateField": dt.date,
    "DateTimeField": Annotated[dt.datetime, msgspec.Meta(tz=True)],
    "TimeField": dt.time,
    "BinaryField": bytes,
    "BooleanField": bool,
    "FloatField": float,
    "DecimalField": Decimal,
    "TextField": str,
    "JSONField": Any,
}


def operations(raw: bytes) -> list[Op]:
    try:
        return _ops.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise Unreadable("bad_body", str(fault)[:300]) from fault


@functools.cache
def model_of(label: str) -> type[SyncedModel]:
    try:
        found = apps.get_model(label)
    except (LookupError, ValueError) as fault:
        raise Unreadable("unknown_model", label[:100]) from fault
    if not issubclass(found, SyncedModel):
        raise Unreadable("failed_check", label[:100])
    return found


def values(op: Op) -> dict[str, Any]:
    """What the operation says, by attribute name, as the model keeps it."""
    names, decoder = _reader(model_of(op.label))
    try:
        said = decoder.decode(op.said)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        is_newer = "unknown field" in str(fault)
        raise Unreadable(
            "newer_fields" if is_newer else "failed_check", f"{op.label}: {fault}"[:300]
        ) from fault
    found = {name: value for name in names if (value := getattr(said, name)) is not msgspec.UNSET}
    for name, field in _decimals(model_of(op.label)):
        if found.get(name) is not None:
            found[name] = _held(found[name], field, op.label)
    return found


@functools.cache
def _decimals(model: type[SyncedModel]) -> "tuple[tuple[str, models.DecimalField[Any, Any]], ...]":
    fields = model._meta.concrete_fields
    return tuple((f.attname, f) for f in fields if isinstance(f, models.DecimalField))


def _held(value: Decimal, field: "models.DecimalField[Any, Any]", label: str) -> Decimal:
    """As the column holds it; a number with more digits than it has is none of ours."""
    whole, places = field.max_digits - field.decimal_places, field.decimal_places
    if not value.is_finite() or value.adjusted() >= whole or value != round(value, places):
        raise Unreadable("failed_check", f"{label}.{field.attname}")
    return round(value, places)


@functools.cache
def _reader(model: type[SyncedModel]) -> tuple[tuple[str, ...], msgspec.json.Decoder[Any]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    names = attnames(model)
    columns = [(name, _kind(fields[name]) | msgspec.UnsetType, msgspec.UNSET) for name in names]
    struct = msgspec.defstruct(f"{model.__name__}Said", columns, forbid_unknown_fields=True)
    return names, msgspec.json.Decoder(struct)


def _kind(field: "models.Field[Any, Any]") -> Any:
    meant = field.target_field if isinstance(field, models.ForeignKey) else field
    name = meant.get_internal_type()
    kind: Any
    if name == "CharField":
        kind = Annotated[str, msgspec.Meta(max_length=meant.max_length)]
    else:
        kind = _KINDS.get(name, int)
    return kind | None if field.null else kind


@functools.cache
def unsaid(model: type[SyncedModel]) -> dict[str, Any]:
    """What a new row has where the operation says nothing: nothing, an empty text, or our default
    where the column is younger than the operation."""
    fields = (f for f in model._meta.concrete_fields if not f.primary_key)
    return {field.attname: _unsaid(field) for field in fields}


def _unsaid(field: "models.Field[Any, Any]") -> Any:
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return ""
    return field.get_default()


@functools.cache
def references(model: type[SyncedModel]) -> tuple[tuple[str, type[SyncedModel]], ...]:
    """Columns that name a row which must stand here first: its foreign keys."""
    found: list[tuple[str, type[SyncedModel]]] = [
        (field.attname, field.related_model)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, SyncedModel)
    ]
    return tuple(found)
