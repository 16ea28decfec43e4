"""What can be imported. A room registers its kinds when it is loaded; the engine knows no room."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.imports.cells import Parser, text

IMPORT = "import.run"


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BAD = "bad"


@dataclass(frozen=True)
class Row:
    """One line of the file: its number there, and its values by column key, already parsed."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


@dataclass(frozen=True)
class Result:
    """What became of a row, or would. `errors` are Vietnamese sentences for the person."""

    number: int
    outcome: Outcome
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """`key` in the values; `label` in the template; `also`: other headings people use for it."""

    key: str
    label: Any
    required: bool = False
    parse: Parser = field(default_factory=text)
    hint: Any = ""
    example: str = ""
    also: tuple[str, ...] = ()


Apply = Callable[[Iterable[Row], Actor, bool], Iterator[Result]]


@dataclass(frozen=True)
class Kind:
    """`apply(rows, by, dry_run)` yields one result a row, in order, and writes nothing when dry.

    It gets only rows whose cells could be read, and keeps its own transactions short: some
    hundred rows each. A row with an error must leave nothing behind.
    """

    key: str
    label: Any
    columns: tuple[Column, ...]
    apply: Apply
    permission: str = ""
    note: Any = ""

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def is_open_to(self, who: Actor) -> bool:
        """SYSTEM is whoever sits at the machine with the command line."""
        if who is SYSTEM:
            return True
        return who.may(IMPORT) and (not self.permission or who.may(self.permission))


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called from AppConfig.ready()."""
    _kinds[kind.key] = kind


def unregister(key: str) -> None:
    _kinds.pop(key, None)


def kind_named(key: str) -> Kind | None:
    return _kinds.get(key)


def kinds_open_to(who: Actor) -> list[Kind]:
    found = [kind for kind in _kinds.values() if kind.is_open_to(who)]
    return sorted(found, key=lambda kind: str(kind.label))


def every_kind() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.key)
