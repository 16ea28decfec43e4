"""What follows the tree at once: the scope that access asks for every permission."""

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from tuyen.platform.changes.projections import projection, sink
from tuyen.registry.facilities.models import Unit


class Scope(NamedTuple):
    """One unit as platform.access knows it."""

    unit_id: uuid.UUID
    path: str
    chain: str
    name: str
    kind: str
    commune_code: str
    province_code: str

    @property
    def sink(self) -> str:
        return "scope_node"


@projection(Unit)
def scope_of_unit(before: Unit | None, after: Unit | None) -> Iterable[Scope]:
    """A closed unit keeps its node: its records are still somebody's."""
    if after is not None and (before is None or _scope(before) != _scope(after)):
        yield _scope(after)


def _scope(unit: Unit) -> Scope:
    return Scope(
        unit.id,
        unit.path,
        unit.chain,
        unit.name,
        unit.kind,
        unit.commune_code,
        unit.province_code,
    )


_UPSERT = (
    "INSERT INTO access_scopenode "
    "(unit_id, path, chain, name, kind, commune_code, province_code) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (unit_id) DO UPDATE SET path = excluded.path, chain = excluded.chain, "
    "name = excluded.name, kind = excluded.kind, commune_code = excluded.commune_code, "
    "province_code = excluded.province_code"
)


@sink("scope_node")
def keep_scope(cursor: Any, scopes: Iterable[Scope]) -> None:
    latest = {scope.unit_id: scope for scope in scopes}
    rows = [_row(scope) for _, scope in sorted(latest.items())]
    cursor.executemany(_UPSERT, rows)


def _row(scope: Scope) -> tuple[Any, ...]:
    id_ = scope.unit_id.bytes if connection.vendor == "sqlite" else scope.unit_id
    return (id_, *scope[1:])
