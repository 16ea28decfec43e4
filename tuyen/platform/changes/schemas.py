"""Which version of the tables a bundle speaks, and how the words of an older one are read.

A bundle carries the lowest version that can read all of it: an act that touches only what was always there
is read by every node, however old. A node that is older than that holds the bundle whole until it is
upgraded. The other way round, `@convert` says what an older node's operations mean today; the log keeps
them as they were said, so the hashes stand.

    @convert("record.allergy", from_version=2)
    def _(op): return [renamed(op, "agent", "substance")]
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

Op = list[Any]
Convert = Callable[[Op], list[Op]]

FIRST = 2  # the version of every table of the first release
SPOKEN = 2  # so many versions back a node is still one of ours (docs/releases.md)
FILE = Path(__file__).with_name("schema.toml")

_encoder = msgspec.json.Encoder(decimal_format="string", uuid_format="hex")


class News(msgspec.Struct, frozen=True):
    """What one table has learnt. Each number: the version since which it is so.

    since: all of the table (new, or its columns mean something else). defaults: what a row has of a new
    column where an operation says nothing of it. removed: columns that older nodes still write.
    """

    since: int = FIRST
    columns: dict[str, int] = {}
    defaults: dict[str, Any] = {}
    choices: dict[str, dict[str, int]] = {}
    removed: dict[str, int] = {}

    def version_of(self, said: dict[str, Any]) -> int:
        found = [self.since, *(self.columns.get(name, FIRST) for name in said)]
        for name, since in self.choices.items():
            if name in said:
                found.append(since.get(str(said[name]), FIRST))
        return max(found)


class Written(msgspec.Struct, frozen=True):
    """schema.toml."""

    version: int
    tables: dict[str, News] = {}


@dataclass
class Program:
    """The tables as this program knows them."""

    version: int
    news: dict[str, News]
    converters: dict[tuple[str, int], Convert] = field(default_factory=dict)

    def since(self, label: str) -> int:
        """A table with a converter is never said in the words from before it."""
        found = [self.news[label].since] if label in self.news else []
        found += [before + 1 for known, before in self.converters if known == label]
        return max(found, default=FIRST)

    def last_change(self) -> int:
        """Operations of this version or a later one are read as they stand."""
        removed = [n for each in self.news.values() for n in each.removed.values()]
        return max([*removed, *(before + 1 for _label, before in self.converters)], default=FIRST)

    def today(self, ops: list[Op], said_in: int) -> list[Op]:
        """Operations of an earlier version as they would be said in this one."""
        if said_in < self.last_change():
            for number in range(max(said_in, 1), self.version):
                ops = [made for op in ops for made in self._next(op, number)]
        return ops

    def _next(self, op: Op, number: int) -> list[Op]:
        made = self.converters.get((op[0], number))
        found = [op] if made is None else made(op)
        return [self._without_removed(each, number + 1) for each in found]

    def _without_removed(self, op: Op, number: int) -> Op:
        news = self.news.get(op[0])
        gone = {n for n, since in news.removed.items() if since == number} if news else set()
        if not gone & op[2].keys():
            return op
        said = {name: value for name, value in op[2].items() if name not in gone}
        seen = [{n: t for n, t in each.items() if n not in gone} for each in op[4:]]
        return [op[0], op[1], said, op[3], *seen]


def read(text: str) -> Written:
    return msgspec.convert(tomllib.loads(text), Written)


def _of_this_release() -> Program:
    written = read(FILE.read_text(encoding="utf-8"))
    return Program(written.version, written.tables)


_programs = [_of_this_release()]


def program() -> Program:
    return _programs[-1]


def version() -> int:
    return program().version


def convert(label: str, *, from_version: int) -> Callable[[Convert], Convert]:
    """Registers a pure function: an operation of that version → operations of the next one.

    In `converters.py` of the room, imported in `AppConfig.ready`. It is never taken away again: the log
    keeps what was said then.
    """

    def register(made: Convert) -> Convert:
        program().converters[label, from_version] = made
        return made

    return register


@contextmanager
def speaking_as(other: Program) -> Iterator[None]:
    """Tests of two releases in one process."""
    _programs.append(other)
    try:
        yield
    finally:
        _programs.remove(other)


def version_of(ops: Sequence[Op]) -> int:
    """The lowest version that reads all of these operations."""
    here = program()
    if not here.news and not here.converters:
        return FIRST
    found = FIRST
    for op in ops:
        if (news := here.news.get(op[0])) is not None:
            found = max(found, news.version_of(op[2]))
        found = max(found, here.since(op[0]))
    return found


def is_unsaid(label: str, name: str, value: Any) -> bool:
    """A new column that stands at its default is not said: older nodes can read the row."""
    news = program().news.get(label)
    return news is not None and name in news.defaults and bool(news.defaults[name] == value)


def raised(raw: bytes, said_in: int) -> bytes:
    """Operations in JSON as they would be said today."""
    if said_in >= program().last_change():
        return raw
    return _encoder.encode(today(msgspec.json.decode(raw), said_in))


def today(ops: list[Op], said_in: int) -> list[Op]:
    """The same, taken apart already."""
    return program().today(ops, said_in)


def renamed(op: Op, before: str, after: str) -> Op:
    """For converters: a column under its new name, in what is said and in the clocks that were seen."""

    def words(said: dict[str, Any]) -> dict[str, Any]:
        return {after if name == before else name: value for name, value in said.items()}

    return [op[0], op[1], words(op[2]), op[3], *(words(each) for each in op[4:])]
