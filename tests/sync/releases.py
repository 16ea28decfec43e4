"""Two releases in one process: what a node's program knows of the tables, and the words it says them in.

    station.release, hub.release = changes["renamed column"]

The older one writes and reads its own words, its bundles say its version; underneath it keeps the rows
that the newer one has (a column it does not know stays as it was made).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tuyen.platform.changes import bundles, schemas
from tuyen.platform.changes.schemas import News, Op, Program

ALLERGY = "record.allergy"
Down = Callable[[Op], Op]


@dataclass
class Older(Program):
    """The release before: `down` puts an operation into its words."""

    newer: Program | None = None
    down: Down | None = None

    def last_change(self) -> int:
        return 2**15

    def today(self, ops: list[Op], said_in: int) -> list[Op]:
        """Its words are put into those of the tables beneath."""
        assert self.newer is not None
        return self.newer.today(ops, said_in)


def speak_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older program writes is said in its words, before it is hashed."""
    said = bundles.said

    def in_its_words(key: Any, ops: list[Op]) -> Any:
        program = schemas.program()
        if isinstance(program, Older) and program.down:
            ops = [program.down(op) for op in ops]
        return said(key, ops)

    monkeypatch.setattr(bundles, "said", in_its_words)


def _pair(news: News, down: Down | None = None, up: Any = None) -> tuple[Older, Program]:
    converters = {(ALLERGY, 2): up} if up else {}
    newer = Program(3, {ALLERGY: news}, converters)
    return Older(2, {}, newer=newer, down=down), newer


def _with_colour(op: Op) -> Op:
    is_new = op[0] == ALLERGY and op[3] == 0
    return [*op[:2], {**op[2], "colour": "đỏ"}, *op[3:]] if is_new else op


def _agent(op: Op) -> Op:
    return schemas.renamed(op, "substance", "agent") if op[0] == ALLERGY else op


# From the older to the newer release: what changed. (older, newer)
CHANGES: dict[str, tuple[Older, Program]] = {
    "added column": _pair(News(columns={"criticality": 3})),
    "renamed column": _pair(News(), _agent, lambda op: [schemas.renamed(op, "agent", "substance")]),
    "removed column": _pair(News(removed={"colour": 3}), _with_colour),
    "new model": _pair(News(since=3)),
    "new choice": _pair(News(choices={"status": {"inactive": 3}})),
}
