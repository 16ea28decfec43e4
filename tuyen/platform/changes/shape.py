"""What every table of ours declares: how it is spread and merged, who sees it (a lint checks)."""

from dataclasses import dataclass
from typing import Literal

Shard = Literal["patient", "unit", "value", "reference", "local"]
Merge = Literal["fact", "register", "set", "ledger", "state", "catalogue", "local"]


@dataclass(frozen=True)
class Shape:
    """shard: distribution column group. merge: how two versions meet. scope: who sees a row.

    groups: fields that only make sense together and win or lose together.
    safety: fields where two values stay side by side until a person decides.
    """

    shard: Shard
    merge: Merge
    scope: str
    groups: tuple[tuple[str, ...], ...] = ()
    safety: frozenset[str] = frozenset()

    @property
    def is_synced(self) -> bool:
        return self.merge not in ("catalogue", "local")


def local(scope: str) -> Shape:
    """A table of this node alone: sessions, drafts, jobs, projections."""
    return Shape(shard="local", merge="local", scope=scope)


def catalogue(scope: str = "everyone who is signed in") -> Shape:
    """A reference table loaded from the rulebook, the same on every node of one release."""
    return Shape(shard="reference", merge="catalogue", scope=scope)
