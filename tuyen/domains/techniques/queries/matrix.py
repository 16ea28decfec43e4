"""Techniques × units: the stage of each cell as it is today. Made to be read 20,000 cells at a time."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, QuerySet, Value, When

from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.domains.techniques import catalogue, rules
from tuyen.domains.techniques.models import ApprovedTechnique, TechniqueTransfer
from tuyen.domains.techniques.queries.approved import in_force
from tuyen.domains.techniques.queries.transfers import GONE_QUIET, visible_to, with_lapse
from tuyen.platform.changes import lean
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import name_at
from tuyen.registry.facilities.rules import paths_above
from tuyen.registry.terms.models import Code

TECHNIQUES, UNITS = 200, 100
APPROVED = "approved"  # on the unit's list without a transfer


@dataclass(frozen=True)
class Filter:
    """words: of the technique. stage: only cells of it. giver, under: units. All empty: everything."""

    words: str = ""
    stage: str = ""
    giver: uuid.UUID | None = None
    under: uuid.UUID | None = None


@dataclass(frozen=True)
class Column:
    id: uuid.UUID
    name: str
    kind: str


@dataclass
class Matrix:
    """rows: (code, name, stage of each column or "") in the order of the codes."""

    columns: list[Column]
    rows: list[tuple[str, str, list[str]]]
    counts: dict[str, int]  # stage → cells
    more_units: int = 0
    more_techniques: int = 0
    givers: list["Choice"] = field(default_factory=list)
    parents: list["Choice"] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """A unit to filter by: one that gives techniques, or one above units that receive them."""

    id: uuid.UUID
    name: str
    path: str


Key = Any  # a unit's id as the engine hands it over: hashed 20,000 times, so never made a UUID
Cells = dict[str, dict[Key, str]]  # code → unit → stage


def matrix(who: Actor, on: dt.date, wanted: Filter) -> Matrix:
    """Four statements: cells of the ledger, units, names, techniques approved without a transfer."""
    found = _raw(_transfers(who, on, wanted))
    givers = {giver for _code, _unit, _stage, giver in found if giver is not None}
    receivers = {unit for _code, unit, _stage, _giver in found}
    known = _units(receivers | givers, wanted)
    taking, giving = {_id(key) for key in receivers}, {_id(key) for key in givers}
    units = [unit for unit in known if unit.id in taking]
    cells = _cells(found, lean.ready(wanted.giver) if wanted.giver else None)
    under = next((unit.path for unit in known if unit.id == wanted.under), "-")
    columns, more_units = _columns(cells, units, under if wanted.under else "")
    techniques, more_techniques = _techniques(cells, wanted)
    if not wanted.stage:
        _add_approved(cells, columns, techniques, on)
    keys = [lean.ready(column.id) for column in columns]
    rows = [
        (code, name, [stage(key, "") for key in keys])
        for code, name in techniques
        for stage in (cells[code].get,)
    ]
    counts = Counter(chain.from_iterable(stages for _code, _name, stages in rows))
    counts.pop("", None)
    return Matrix(
        columns,
        rows,
        dict(counts),
        more_units,
        more_techniques,
        givers=[Choice(unit.id, unit.name, unit.path) for unit in known if unit.id in giving],
        parents=_parents(units),
    )


def _transfers(who: Actor, on: dt.date, wanted: Filter) -> QuerySet[Any, Any]:
    """(code, receiver, stage today, giver) of everything within reach."""
    rows: QuerySet[Any, Any] = with_lapse(visible_to(who), on)
    rows = rows.annotate(now=Case(When(GONE_QUIET, then=Value("lapsed")), default=F("stage")))
    if wanted.stage:
        rows = rows.filter(now=wanted.stage)
    return rows.order_by().values_list("code", "unit_id", "now", "giver_unit_id")


def _raw(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Without a Python object a field: 20,000 rows in the time of the query itself."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:  # asked for units or techniques of an empty list
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _cells(found: list[tuple[Any, ...]], only_of: Key | None) -> Cells:
    """One transfer of a cell is on its way or mastered; one that was given up shows only alone."""
    cells: Cells = {}
    for code, unit, stage, giver in found:
        if only_of is not None and giver != only_of:
            continue
        row = cells.get(code)
        if row is None:
            row = cells[code] = {}
        if stage != rules.Stage.STOPPED or unit not in row:
            row[unit] = stage
    return cells


def _units(keys: set[Key], wanted: Filter) -> list[Any]:
    """Everybody who receives or gives and whom the address names, in the order of the columns; with the
    name of the unit above each."""
    ids = {_id(key) for key in keys} | {id_ for id_ in (wanted.giver, wanted.under) if id_}
    rows = Unit.objects.filter(pk__in=ids).annotate(above_name=name_at("parent_id"))
    names = ("id", "name", "name_fold", "short_name", "kind", "path", "parent_id")
    return list(rows.only(*names).order_by("name_fold", "id"))


def _parents(units: list[Any]) -> list[Choice]:
    """The units right above these, by name."""
    found = {
        unit.parent_id: Choice(
            unit.parent_id, unit.above_name or "", max(paths_above(unit.path), key=len)
        )
        for unit in units
        if unit.parent_id
    }
    return sorted(found.values(), key=lambda each: (fold(each.name), str(each.id)))


def _columns(cells: Cells, units: list[Any], under: str) -> tuple[list[Column], int]:
    """under: the path above which nothing is shown; empty: everything."""
    there = {_id(key) for key in {key for row in cells.values() for key in row}}
    told = [unit for unit in units if unit.id in there and unit.path.startswith(under)]
    shown = [Column(u.id, u.short_name or u.name, u.kind) for u in told[:UNITS]]
    return shown, max(0, len(told) - UNITS)


def _id(value: Key) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(bytes=bytes(value))


def _techniques(cells: Cells, wanted: Filter) -> tuple[list[tuple[str, str]], int]:
    words = fold(wanted.words).split()
    names = Code.objects.filter(code_set__scheme=catalogue.SCHEME, code__in=list(cells))
    found = [
        (code, name)
        for code, name in dict(names.values_list("code", "name_vi")).items()
        if all(word in fold(name) or code.startswith(word) for word in words)
    ]
    found.sort(key=lambda each: _natural(each[0]))
    return found[:TECHNIQUES], max(0, len(found) - TECHNIQUES)


def _natural(code: str) -> tuple[Any, ...]:
    """3.9 before 3.10, and BS_ codes after the others."""
    parts = code.removeprefix("BS_").split(".")
    return code.startswith("BS_"), *(int(part) if part.isdigit() else 0 for part in parts), code


def _add_approved(
    cells: Cells, columns: list[Column], techniques: list[tuple[str, str]], on: dt.date
) -> None:
    """On a unit's list without a ledger: done here before anybody kept one."""
    rows = ApprovedTechnique.objects.filter(
        in_force(on),
        unit_id__in=[column.id for column in columns],
        code__in=[code for code, _name in techniques],
    )
    for code, unit in _raw(rows.order_by().values_list("code", "unit_id")):
        cells[code].setdefault(unit, APPROVED)


def in_cell(who: Actor, code: str, unit_id: uuid.UUID) -> list[TechniqueTransfer]:
    """Transfers of one technique at one unit, newest first."""
    found = visible_to(who).filter(code=code, unit_id=unit_id)
    return list(found.order_by("-requested_on", "-id"))
