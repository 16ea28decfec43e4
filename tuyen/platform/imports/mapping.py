"""Which column of the file is which of ours: guessed from headings, as people write them."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from tuyen.core.text import fold
from tuyen.platform.imports.kinds import Column, Kind

# Column key → position in the file.
Mapped = dict[str, int]


def guess(kind: Kind, header: Sequence[str]) -> Mapped:
    """Equal headings first, then headings that contain ours or are contained; each used once."""
    names = [_plain(name) for name in header]
    found: Mapped = {}
    for is_like in (_equal, _contains):
        for column in kind.columns:
            if column.key in found:
                continue
            free = (i for i, n in enumerate(names) if n and i not in found.values())
            place = next((i for i in free if is_like(column, names[i])), None)
            if place is not None:
                found[column.key] = place
    return found


def known_headings(kind: Kind) -> list[str]:
    return [str(name) for column in kind.columns for name in _headings(column)]


def missing(kind: Kind, mapped: Mapping[str, int]) -> list[Column]:
    """Required columns that nothing in the file fills."""
    return [column for column in kind.columns if column.required and column.key not in mapped]


def source_key(kind: Kind, header: Sequence[str]) -> str:
    """One source writes the same headings each time: its mapping is remembered under this key."""
    words = json.dumps([kind.key, [_plain(name) for name in header]])
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _headings(column: Column) -> tuple[str, ...]:
    return (str(column.label), column.key, *column.also)


def _plain(name: str) -> str:
    return " ".join(fold(name).replace("_", " ").replace("*", " ").split())


def _equal(column: Column, name: str) -> bool:
    return name in {_plain(heading) for heading in _headings(column)}


def _contains(column: Column, name: str) -> bool:
    return any(_alike(ours, name) for ours in map(_plain, _headings(column)))


def _alike(ours: str, name: str) -> bool:
    """“ten khoa” is in “ten cua khoa” and in “ten khoa (day du)”; short words prove nothing."""
    if min(len(ours), len(name)) < 4:
        return False
    return ours in name or name in ours or set(ours.split()) <= set(name.split())
