"""Names on a drawing, moved up or down until no two overlap; those without room are left out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

_LETTER, _LINE, _REACH, _ROUNDS = 6.1, 13.0, 30.0, 40


@dataclass(frozen=True)
class Label:
    """Text centred on `x`, standing on `y`; it belongs to the point (`from_x`, `from_y`)."""

    text: str
    x: float
    y: float
    from_x: float
    from_y: float

    @classmethod
    def at(cls, text: str, x: float, y: float, above: float = -4) -> "Label":
        return cls(text, x, y - above, x, y)

    @property
    def half(self) -> float:
        return len(self.text) * _LETTER / 2 + 2

    @property
    def moved(self) -> float:
        return max(0.0, abs(self.y - self.from_y) - 8)

    def overlaps(self, other: "Label") -> bool:
        return abs(self.x - other.x) < self.half + other.half and abs(self.y - other.y) < _LINE


def pushed_apart(labels: Iterable[Label], width: float, height: float) -> list[Label]:
    """The labels that found room, the earlier ones first served, all inside the drawing."""
    placed: list[Label] = []
    for label in labels:
        inside = min(max(label.x, label.half), max(width - label.half, label.half))
        free = _nearest_free(replace(label, x=inside), placed, height)
        if free is not None:
            placed.append(free)
    return placed


def _nearest_free(label: Label, placed: list[Label], height: float) -> Label | None:
    """Nearest height, alternately below and above, at which nothing is overlapped."""
    for round_ in range(_ROUNDS):
        shift = (round_ + 1) // 2 * 3.0 * (1 if round_ % 2 else -1)
        if abs(shift) > _REACH:
            return None
        moved = replace(label, y=label.y + shift)
        if _LINE <= moved.y <= height - 2 and not any(moved.overlaps(p) for p in placed):
            return moved
    return None
