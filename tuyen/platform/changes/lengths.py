"""Texts that do not fit. PostgreSQL refuses them with an error of its own, SQLite keeps them whole:
here they become a sentence on both."""

from collections.abc import Collection
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused

LONGEST_REASON = 300  # as the bundle of the log keeps it


def require_fitting(row: models.Model, names: Collection[str] | None = None) -> None:
    """names: only these fields; all where it is None."""
    values = row.__dict__
    for name, most in _limits(type(row)):
        text = values.get(name)
        if text and len(text) > most and (names is None or name in names):
            raise _too_long(row, name, most)


def require_short_reason(why: str) -> None:
    """What somebody gave as the reason of a change."""
    if len(why) > LONGEST_REASON:
        text = _("Lý do dài quá %(n)d chữ: rút ngắn bớt rồi lưu lại.")
        raise Refused(text % {"n": LONGEST_REASON}, field="why", code="too_long")


@cache
def _limits(model: type[models.Model]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (field.attname, field.max_length)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.max_length
    )


def _too_long(row: models.Model, name: str, most: int) -> Refused:
    field: Any = row._meta.get_field(name)
    text = _("“%(label)s” dài quá %(n)d chữ: rút ngắn bớt rồi lưu lại.")
    return Refused(text % {"label": field.verbose_name, "n": most}, field=name, code="too_long")
