"""Which change each group of fields of a row stands at.

A clock is (hlc, last eight hex digits of the node that made the change). Fields that win and lose together
(`Shape.groups`) share the clock of the first of them, their leader; any other field leads itself. What
nobody has changed since the row was made stands at CREATION and is not written down.
"""

import functools
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from tuyen.platform.changes.models import ChangingModel

Clock = tuple[int, str]
Token = int | list[Any]  # in an operation: hlc alone where the clock is of the operation's own node
CREATION: Clock = (0, "")

_decoder = msgspec.json.Decoder(dict[str, tuple[int, str]])
_encoder = msgspec.json.Encoder()


class Decided(NamedTuple):
    """A change that lost, and that the change to be written has seen: it decides the conflict."""

    leader: str
    hlc: int
    node8: str


class Moved(NamedTuple):
    """What a local change does to the clocks of a row."""

    values: dict[str, Any]  # all fields of the groups it touches: a group travels whole
    clocks: bytes
    tokens: dict[str, list[Token]]  # what it saw, by leader; nothing where that was CREATION alone


def node8(node_id: uuid.UUID) -> str:
    return node_id.hex[-8:]


def read(raw: Any) -> dict[str, Clock]:
    """The column `clocks`, from the table or from a row in hand."""
    return _decoder.decode(bytes(raw)) if raw else {}


def written(clocks: dict[str, Clock]) -> bytes | None:
    return _encoder.encode(clocks) if clocks else None


@functools.cache
def leaders(model: type[ChangingModel]) -> dict[str, str]:
    """The leader of each field that shares its clock with others."""
    return {name: group[0] for group in model.shape.groups for name in group}


def leader_of(model: type[ChangingModel], attname: str) -> str:
    return leaders(model).get(attname, attname)


@functools.cache
def members(model: type[ChangingModel], leader: str) -> tuple[str, ...]:
    """The fields under one clock."""
    found = tuple(name for group in model.shape.groups if group[0] == leader for name in group)
    return found or (leader,)


@functools.cache
def is_safety(model: type[ChangingModel], leader: str) -> bool:
    return any(name in model.shape.safety for name in members(model, leader))


@functools.cache
def _touched(
    model: type[ChangingModel], fields: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(leaders of these fields, the other fields of their groups)."""
    first = tuple(dict.fromkeys(leader_of(model, name) for name in fields))
    rest = (name for leader in first for name in members(model, leader) if name not in fields)
    return first, tuple(rest)


def moved(
    row: ChangingModel, fields: Sequence[str], clock: Clock, decides: Iterable[Decided] = ()
) -> Moved:
    """A change of these fields, made here at `clock`, on the row as it was read."""
    touched, rest = _touched(type(row), tuple(fields))
    known = read(row.clocks)
    tokens: dict[str, list[Token]] = {}
    for leader in touched:
        seen = [known.get(leader, CREATION)]
        seen += [(each.hlc, each.node8) for each in decides if each.leader == leader]
        if seen != [CREATION]:
            tokens[leader] = [_token(each, clock[1]) for each in seen]
    now = _encoder.encode(known | dict.fromkeys(touched, clock))
    return Moved(_values(row, fields, rest), now, tokens)


def _values(row: ChangingModel, fields: Sequence[str], rest: Sequence[str]) -> dict[str, Any]:
    """Fields of the act as they are set; the rest of a group as it stands in the table."""
    values = {name: row.__dict__[name] for name in fields}
    if rest:
        stood = row.as_loaded() or row
        values |= {name: getattr(stood, name) for name in rest}
    return values


def _token(seen: Clock, own: str) -> Token:
    return seen[0] if seen[1] in ("", own) else [*seen]


def seen_by(token: Token, origin8: str) -> Clock:
    """The clock that a token of an operation of that node means."""
    if isinstance(token, int):
        return (token, origin8) if token else CREATION
    hlc, node = token
    return int(hlc), str(node)
