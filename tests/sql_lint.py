"""What may not be asked of a database that is one day spread over machines (design: scale, ADR 0011).

`faults` judges one statement. `watch` stands beside every statement of a PostgreSQL run and refuses,
in the very test that caused it, what the product itself asked; what a test asks is its own affair.
"""

import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = str(ROOT / "tuyen")


class Shard(NamedTuple):
    """How a table is spread: tables of one group lie together when the column is the same."""

    group: str
    column: str


# Allowed nevertheless, each with its reason: how the statement begins to tell itself apart.
EXCEPTIONS = {
    "FROM accounts_account a": "sign-in asks account, posts, grants and leaves at once (ADR 0004); on a "
    "hub spread over machines these few tables are reference tables, copied to each",
}

Shards = Mapping[str, Shard]
Spot = tuple[str, str]  # alias, column


def faults(sql: str, shards: Shards) -> list[str]:
    """Every way in which the statement could not be answered by one machine; empty: it is sound."""
    if not any(table in sql for table in shards):
        return []
    tree = sqlglot.parse_one(_without_marks(sql), dialect="postgres")
    return [
        *_of_update(tree, shards),
        *_of_insert(tree, shards),
        *_of_recursion(tree, shards),
        *(said for scope in traverse_scope(tree) for said in _of_scope(scope, shards)),
    ]


def _without_marks(sql: str) -> str:
    return sql.replace("%%", "%").replace("%s::", "NULL::").replace("%s", "?")


def _of_update(tree: exp.Expression, shards: Shards) -> Iterator[str]:
    if not isinstance(tree, exp.Update | exp.Delete) or tree.this.name not in shards:
        return
    table, where = tree.this, tree.args.get("where")
    column = shards[table.name].column
    if isinstance(tree, exp.Update):
        for each in tree.expressions:
            if each.this.name == column:
                yield f"{table.name}: {column} is changed, a row would have to move"
    if where is None or column not in {found.name for found in where.find_all(exp.Column)}:
        yield f"{table.name}: written without {column} in WHERE"


def _of_insert(tree: exp.Expression, shards: Shards) -> Iterator[str]:
    if not isinstance(tree, exp.Insert) or not (conflict := tree.args.get("conflict")):
        return
    table = tree.find(exp.Table)
    if table is None or table.name not in shards:
        return
    keys = {found.name for found in conflict.args.get("conflict_keys") or ()}
    if keys and shards[table.name].column not in keys:
        yield f"{table.name}: ON CONFLICT without {shards[table.name].column}"


def _of_recursion(tree: exp.Expression, shards: Shards) -> Iterator[str]:
    for each in tree.find_all(exp.With):
        if each.recursive:
            for table in each.find_all(exp.Table):
                if table.name in shards:
                    yield f"{table.name}: inside a recursive query"


def _of_scope(scope: Scope, shards: Shards) -> Iterator[str]:
    own = {a: s.name for a, s in scope.sources.items() if isinstance(s, exp.Table)}
    sharded = {alias: shards[name] for alias, name in own.items() if name in shards}
    same = _Same(scope.expression)
    first: tuple[str, Shard] = next(iter(sharded.items()), ("", Shard("", "")))
    for alias, shard in [*sharded.items()][1:]:
        if shard.group != first[1].group:
            yield f"{own[first[0]]} joined with {own[alias]}: they lie on different machines"
        elif not same.holds((first[0], first[1].column), (alias, shard.column)):
            yield f"{own[first[0]]} joined with {own[alias]} without {shard.column}"
    if scope.expression.args.get("locks"):
        for alias, shard in sharded.items():
            if not same.names((alias, shard.column)):
                yield f"{own[alias]}: locked without {shard.column}"


class _Same:
    """Columns that a statement holds equal, and columns that it names at all."""

    def __init__(self, select: exp.Expression) -> None:
        self._group: dict[Spot, Spot] = {}
        self._named: set[Spot] = set()
        conditions = [select.args.get("where"), *(j.args.get("on") for j in _joins(select))]
        for condition in filter(None, conditions):
            self._named |= {(c.table, c.name) for c in condition.find_all(exp.Column)}
            for equal in condition.find_all(exp.EQ):
                left, right = equal.left.unnest(), equal.right.unnest()
                if isinstance(left, exp.Column) and isinstance(right, exp.Column):
                    self._tie((left.table, left.name), (right.table, right.name))
            for pinned in (*condition.find_all(exp.EQ), *condition.find_all(exp.In)):
                if isinstance(pinned.this, exp.Column) and not pinned.find(exp.Select):
                    value = pinned.args.get("expression") or pinned.expressions
                    if not _is_column(value):
                        self._tie((pinned.this.table, pinned.this.name), ("", "a given value"))

    def holds(self, one: Spot, other: Spot) -> bool:
        return self._root(one) == self._root(other)

    def names(self, spot: Spot) -> bool:
        return spot in self._named or ("", spot[1]) in self._named

    def _tie(self, one: Spot, other: Spot) -> None:
        self._group[self._root(one)] = self._root(other)

    def _root(self, spot: Spot) -> Spot:
        while (above := self._group.get(spot, spot)) != spot:
            spot = above
        return spot


def _is_column(value: Any) -> bool:
    """Also in parentheses, as Django writes F()."""
    return isinstance(value, exp.Expression) and isinstance(value.unnest(), exp.Column)


def _joins(select: exp.Expression) -> list[exp.Expression]:
    return select.args.get("joins") or []


@functools.cache
def shards_of_the_product() -> dict[str, Shard]:
    """Table → how it is spread, from the shape that every model declares."""
    from tests.architecture import house
    from tests.architecture.test_models import HEADS, SHARD_COLUMN

    found = {}
    for model in house.our_models():
        shape = model.shape
        if shape.shard in SHARD_COLUMN:
            column = HEADS.get(model._meta.label) or SHARD_COLUMN[shape.shard]
            found[model._meta.db_table] = Shard(shape.shard, column)
    return found


def is_asked_by_the_product() -> bool:
    """Who wrote the statement: the nearest of our files that is not a test, a migration or this one?"""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(str(ROOT)) and "/.venv/" not in name and name != __file__:
            return name.startswith(PRODUCT) and "/tests/" not in name and "/migrations/" not in name
        frame = frame.f_back
    return False


_sound: set[str] = set()


def watch(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """An execute wrapper of Django: a statement that cannot be spread fails the test it stands in."""
    text = str(sql)
    if text not in _sound and is_asked_by_the_product() and not _is_excepted(text):
        found = faults(text, shards_of_the_product())
        if found:
            raise AssertionError(f"{'; '.join(found)}\n{text}")
        _sound.add(text)
    return execute(sql, params, many, context)


def _is_excepted(text: str) -> bool:
    return any(sign in text for sign in EXCEPTIONS)


def stand_beside(connection: Any, **_more: Any) -> None:
    """For the signal `connection_created`."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)
