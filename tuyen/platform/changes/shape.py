"""What every table of ours declares: how it is spread and merged, who sees it (a lint checks)."""

from dataclasses import dataclass
from typing import Literal

Shard = Literal["patient", "unit", "value", "reference", "local"]
Merge = Literal["fact", "register", "set", "ledger", "state", "catalogue", "local"]
Reach = Literal["own", "up", "down", "both", "all"]


@dataclass(frozen=True)
class Shape:
    """shard: distribution column group. merge: how two versions meet. scope: who sees a row.

    groups: fields that only make sense together and win or lose together.
    safety: fields where two values stay side by side until a person decides.

    Where a unit's row goes (platform/mailbox), beyond the hubs above, which have everything of theirs:
    reach: to no other node (`own`), to those of the units that stand above or direct it (`up`), of all
    units below (`down`), of either (`both`), or to every node of the network (`all`). wide_when: (column,
    value): the reach holds from the moment that a row says so; until then it reaches as `narrow` says.
    to: columns that name another unit, whose node gets the row. along: columns that name a row: this one
    goes wherever that one went. needs: columns that name a row without which this one says nothing: that
    is sent before. with_care: a column that names a person: whoever cares for that person has the row, too.
    stays: columns naming units that are no ground to send, each with why.
    for_others: whoever has to do with a unit may put such a row before it (a task, a booking).
    by_both: a part (see `along`) that either side of the row it belongs to may add: a signature under what
    two units do together. The sides are the unit of that row and those in its `to`.
    ends_care: such a row, or a change of this column, may end a unit's care: its node is told that, the last.
    blobs: columns that name a file by its fingerprint: it follows its record, last.
    leads: of a patient's row, sent first to a node that begins to care; (column, value): only such rows.
    """

    shard: Shard
    merge: Merge
    scope: str
    groups: tuple[tuple[str, ...], ...] = ()
    safety: frozenset[str] = frozenset()
    reach: Reach = "own"
    to: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    with_care: str = ""
    wide_when: tuple[str, str] | None = None
    narrow: Reach = "own"
    for_others: bool = False
    by_both: bool = False
    stays: tuple[tuple[str, str], ...] = ()
    blobs: tuple[str, ...] = ()
    leads: bool | tuple[str, str] = False
    ends_care: bool | str = False

    @property
    def is_synced(self) -> bool:
        return self.merge not in ("catalogue", "local")


def local(scope: str) -> Shape:
    """A table of this node alone: sessions, drafts, jobs, projections."""
    return Shape(shard="local", merge="local", scope=scope)


def catalogue(scope: str = "everyone who is signed in") -> Shape:
    """A reference table loaded from the rulebook, the same on every node of one release."""
    return Shape(shard="reference", merge="catalogue", scope=scope)
