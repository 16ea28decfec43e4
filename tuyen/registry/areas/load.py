"""Brings the area tables to what the rulebook says; run again, it writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models, transaction

from tuyen.registry.areas import source
from tuyen.registry.areas.models import Area, AreaChange


@dataclass(frozen=True)
class Loaded:
    added: int
    changed: int
    removed: int


def load_areas() -> Loaded:
    """34 and 63 provinces, 3,321 and 10,040 communes, 10,665 links between them."""
    areas, links = list(source.areas()), list(source.changes())
    with transaction.atomic():
        first, second = _bring(Area, areas), _bring(AreaChange, links)
    return Loaded(
        first.added + second.added,
        first.changed + second.changed,
        first.removed + second.removed,
    )


def _bring(table: type[models.Model], wanted: Iterable[source.Fields]) -> Loaded:
    """Add, change and remove so that the table says what the files say, by id."""
    names = [field.attname for field in table._meta.concrete_fields]
    kept = {row[0]: row for row in table._default_manager.values_list(*names)}
    rows = {row["id"]: row for row in wanted}
    added = [table(**row) for key, row in rows.items() if key not in kept]
    changed = [
        table(**row)
        for key, row in rows.items()
        if key in kept and kept[key] != tuple(row[name] for name in names)
    ]
    removed = kept.keys() - rows.keys()
    table._default_manager.bulk_create(added, batch_size=2000)
    if changed:
        table._default_manager.bulk_update(changed, names[1:], batch_size=500)
    if removed:
        table._default_manager.filter(pk__in=removed).delete()
    return Loaded(len(added), len(changed), len(removed))
