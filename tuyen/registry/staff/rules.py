"""What a licence allows, on a day. No Django here."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ALL = "*"


@dataclass(frozen=True)
class Held:
    """A licence as the rules see it."""

    profession: str
    scope: str
    issued_on: dt.date | None
    valid_to: dt.date | None

    def is_valid(self, on: dt.date) -> bool:
        begun = self.issued_on is None or self.issued_on <= on
        return begun and (self.valid_to is None or on <= self.valid_to)


def may_prescribe(
    kind: str, profession: str, scope: str, table: Iterable[Mapping[str, Any]]
) -> bool:
    """May this title with this scope of practice write this kind of prescription?

    kind: `prescribe.common`, `prescribe.psychotropic`, `prescribe.narcotic`, `prescribe.traditional`.
    """
    return any(
        kind in row["kinds"]
        and row["profession"] == profession
        and (scope in row["scopes"] or ALL in row["scopes"])
        for row in table
    )


def prescribes(
    licences: Iterable[Held], on: dt.date, table: Iterable[Mapping[str, Any]]
) -> frozenset[str]:
    """Every kind that the licences valid on the day allow together."""
    rows = list(table)
    kinds = {kind for row in rows for kind in row["kinds"]}
    valid = [held for held in licences if held.is_valid(on)]
    return frozenset(
        kind
        for kind in kinds
        if any(may_prescribe(kind, held.profession, held.scope, rows) for held in valid)
    )


def ends_soon(valid_to: dt.date | None, on: dt.date, within_days: int) -> bool:
    """Is it over, or over within these days?"""
    return valid_to is not None and (valid_to - on).days <= within_days
