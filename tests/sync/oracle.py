"""What must stand in every store, worked out from the raw operations alone.

Written apart from the product's merge: it knows no rule of arrival, only which change had seen which. A
change is an ancestor of another when the other had seen it, or had seen one that had. Of the changes of
one group of fields that nobody has seen, the one with the latest clock stands (the larger node wins a
tie); every other such change with another value is a loser and must be on record.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from tuyen.platform.changes import codec
from tuyen.platform.changes.models import Bundle

Place = tuple[str, str, str]  # model, row, first field of the group
Token = tuple[int, str]  # clock, the last letters of the node
CREATION: Token = (0, "")


class Write(NamedTuple):
    """One change of one group of fields."""

    token: Token
    seen: frozenset[Token]
    values: str  # JSON, sorted
    reason: str


@dataclass
class History:
    """All changes of one place, whatever node they were made on."""

    writes: dict[Token, Write] = field(default_factory=dict)

    def heads(self) -> list[Write]:
        """Changes that no other change had seen, the one that stands first."""
        old = {token for write in self.writes.values() for token in write.seen}
        found = [write for write in self.writes.values() if write.token not in old]
        return sorted(found, key=lambda write: write.token, reverse=True)

    def standing(self) -> Write:
        return self.heads()[0]

    def losers(self) -> list[Write]:
        """A head that only repeats what somebody else said, and what was then seen and changed, is none."""
        heads = self.heads()
        known = {write.values for write in self.writes.values() if write not in heads}
        known.add(heads[0].values)
        return [each for each in heads if each.values not in known]

    def ancestors_of(self, write: Write) -> set[Token]:
        found: set[Token] = set()
        fresh = set(write.seen)
        while fresh:
            found |= fresh
            fresh = {
                token for each in fresh if each in self.writes for token in self.writes[each].seen
            } - found
        return found


def histories(bundles: Iterable[Bundle]) -> dict[Place, History]:
    """By place; `bundles` of all nodes together, each once."""
    found: dict[Place, History] = defaultdict(History)
    every = list(bundles)
    counts = {
        (each.hlc, each.origin_node.hex[-8:]): (each.clamp_hlc, each.origin_node.hex[-8:])
        for each in every
        if each.clamp_hlc
    }
    for bundle in every:
        own: Token = (bundle.hlc, bundle.origin_node.hex[-8:])
        for op in _changes_of(bundle):
            for place, write in _writes(op, own, bundle.reason):
                token = counts.get(own, own)
                seen = frozenset(counts.get(each, each) for each in write.seen)
                found[place].writes[token] = write._replace(token=token, seen=seen)
    return found


def _changes_of(bundle: Bundle) -> Iterator[list[Any]]:
    for op in codec.ops_of(bundle):
        if op[3] != 0:
            yield op


def _writes(op: list[Any], token: Token, reason: str) -> Iterator[tuple[Place, Write]]:
    label, row_id, values, _row_hlc = op[:4]
    told = op[4] if len(op) > 4 else {}
    for leader, names in _groups_of(label, values).items():
        said = json.dumps({name: values[name] for name in names}, sort_keys=True)
        seen = frozenset(_tokens(told.get(leader), token[1]))
        yield (label, row_id, leader), Write(token, seen, said, reason)


def _tokens(told: Any, node8: str) -> Iterator[Token]:
    """One token or several; a bare clock is of the change's own node."""
    if told is None:
        yield CREATION
    elif isinstance(told, int):
        yield (told, node8) if told else CREATION
    elif len(told) == 2 and isinstance(told[0], int) and isinstance(told[1], str):
        yield (told[0], told[1])
    else:
        for each in told:
            yield from _tokens(each, node8)


def _groups_of(label: str, values: dict[str, Any]) -> dict[str, list[str]]:
    from django.apps import apps

    model: Any = apps.get_model(label)
    leader_of = {name: group[0] for group in model.shape.groups for name in group}
    found: dict[str, list[str]] = defaultdict(list)
    for name in values:
        found[leader_of.get(name, name)].append(name)
    return found


def decoded(raw: bytes) -> Any:
    return msgspec.json.decode(raw)
