"""Techniques × units: the stage of each cell as it is today. Made to be read 20,000 cells at a time."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.domains.techniques import catalogue, rules
from tuyen.domains.techniques.models import ApprovedTechnique, TechniqueTransfer
from tuyen.domains.techniques.queries.approved import in_force
from tuyen.domains.techniques.queries.transfers import visible_to
from tuyen.registry.facilities.models import Unit

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
    """cells: code → unit → stage. techniques: (code, name) in the order of the rows."""

    columns: list[Column]
    techniques: list[tuple[str, str]]
    cells: dict[str, dict[uuid.UUID, str]]
    counts: dict[str, int] = field(default_factory=dict)  # stage → cells
    more_units: int = 0
    more_techniques: int = 0

    def rows(self) -> list[tuple[str, str, list[str]]]:
        """(code, name, stage of each column or "")"""
        ids = [column.id for column in self.columns]
        nothing: dict[uuid.UUID, str] = {}
        return [
            (code, name, [row.get(id_, "") for id_ in ids])
            for code, name in self.techniques
            for row in (self.cells.get(code, nothing),)
        ]


def matrix(who: Actor, on: dt.date, wanted: Filter) -> Matrix:
    """Three statements: cells of the ledger, units, techniques approved without a transfer."""
    found = _raw(_cells(who, on, wanted))
    cells: dict[str, dict[uuid.UUID, str]] = {}
    names: dict[str, str] = {}
    ids: dict[Any, uuid.UUID] = {}
    for code, name, unit, stage in found:
        names[code] = name
        cells.setdefault(code, {})[ids.get(unit) or ids.setdefault(unit, _id(unit))] = stage
    columns, more_units = _columns(list(ids.values()), wanted)
    techniques, more = _techniques(names, wanted)
    made = Matrix(columns, techniques, cells, {}, more_units, more)
    if not wanted.stage:
        _add_approved(made, on)
    _count(made)
    return made


def _cells(who: Actor, on: dt.date, wanted: Filter) -> QuerySet[Any, Any]:
    """(code, name, receiver, stage today), the newest transfer of a cell last."""
    before = rules.months_before(on, catalogue.lapse_months(on))
    quiet = Q(stage__in=sorted(rules.MASTERED), stage_on__lte=before)
    lapsed = quiet & Q(seen_on__lte=before)
    rows = visible_to(who).annotate(seen_on=Coalesce("last_case_on", "stage_on"))
    if wanted.giver:
        rows = rows.filter(giver_unit_id=wanted.giver)
    rows = rows.annotate(now=Case(When(lapsed, then=Value("lapsed")), default=F("stage")))
    if wanted.stage:
        rows = rows.filter(now=wanted.stage)
    return rows.order_by("requested_on", "id").values_list("code", "name", "unit_id", "now")


def _raw(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Without a Python object a field: 20,000 rows in the time of the query itself."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _id(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(bytes=bytes(value))


def _columns(ids: Sequence[uuid.UUID], wanted: Filter) -> tuple[list[Column], int]:
    rows = Unit.objects.filter(pk__in=ids)
    if wanted.under:
        above = Unit.objects.filter(pk=wanted.under).values_list("path", flat=True).first()
        rows = rows.filter(path__startswith=above or "-")
    told = list(rows.order_by("name_fold", "id").values_list("id", "name", "short_name", "kind"))
    shown = [Column(id_, short or name, kind) for id_, name, short, kind in told[:UNITS]]
    return shown, max(0, len(told) - UNITS)


def _techniques(names: dict[str, str], wanted: Filter) -> tuple[list[tuple[str, str]], int]:
    words = fold(wanted.words).split()
    found = [
        (code, name)
        for code, name in names.items()
        if all(word in fold(name) or code.startswith(word) for word in words)
    ]
    found.sort(key=lambda each: _natural(each[0]))
    return found[:TECHNIQUES], max(0, len(found) - TECHNIQUES)


def _natural(code: str) -> tuple[Any, ...]:
    """3.9 before 3.10, and BS_ codes after the others."""
    parts = code.removeprefix("BS_").split(".")
    return code.startswith("BS_"), *(int(part) if part.isdigit() else 0 for part in parts), code


def _add_approved(made: Matrix, on: dt.date) -> None:
    """On a unit's list without a ledger: done here before anybody kept one."""
    codes = [code for code, _name in made.techniques]
    units = [column.id for column in made.columns]
    rows = ApprovedTechnique.objects.filter(in_force(on), unit_id__in=units, code__in=codes)
    for code, unit in _raw(rows.order_by().values_list("code", "unit_id")):
        made.cells.setdefault(code, {}).setdefault(_id(unit), APPROVED)


def _count(made: Matrix) -> None:
    for _code, _name, stages in made.rows():
        for stage in stages:
            if stage:
                made.counts[stage] = made.counts.get(stage, 0) + 1


def in_cell(who: Actor, code: str, unit_id: uuid.UUID) -> list[TechniqueTransfer]:
    """Transfers of one technique at one unit, newest first."""
    found = visible_to(who).filter(code=code, unit_id=unit_id)
    return list(found.order_by("-requested_on", "-id"))
