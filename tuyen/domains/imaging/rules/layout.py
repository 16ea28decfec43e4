"""How a 12-lead ECG lies on its paper: 3 rows of 4 leads, a rhythm strip below. No Django here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

STANDARD = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
_COLUMNS = (STANDARD[0:3], STANDARD[3:6], STANDARD[6:9], STANDARD[9:12])
ROW_MM = 30.0
MARGIN_MM = 6.0
SPEEDS = (25, 50)  # mm of paper a second
GAINS = (5, 10, 20)  # mm of paper a millivolt


@dataclass(frozen=True)
class Strip:
    """One lead on the paper: from which second to which, and where its zero line begins."""

    lead: str
    from_s: float
    to_s: float
    x_mm: float
    y_mm: float


def lead_name(said: str) -> str:
    """“Lead aVR (Einthoven)”, “LEAD II” → aVR, II; what is no standard lead keeps its name."""
    bare = re.sub(r"(?i)\b(lead|einthoven|derivation)\b|[(),]", " ", said).split()
    wanted = bare[0] if bare else said
    return next((lead for lead in STANDARD if lead.lower() == wanted.lower()), wanted)


def strips(leads: Sequence[str], seconds: float, speed: int) -> tuple[list[Strip], float, float]:
    """(strips, width, height in mm). Twelve leads stand 3 × 4 with lead II below, others one a row."""
    if not set(STANDARD) <= set(leads):
        return _one_a_row(leads, seconds, speed)
    part = seconds / 4
    found = [
        Strip(
            lead, column * part, (column + 1) * part, _x(column * part, speed), MARGIN_MM + _y(row)
        )
        for column, names in enumerate(_COLUMNS)
        for row, lead in enumerate(names)
    ]
    found.append(Strip("II", 0, seconds, MARGIN_MM, MARGIN_MM + _y(3)))
    return found, _x(seconds, speed) + MARGIN_MM, 4 * ROW_MM + 2 * MARGIN_MM


def _one_a_row(
    leads: Sequence[str], seconds: float, speed: int
) -> tuple[list[Strip], float, float]:
    found = [
        Strip(lead, 0, seconds, MARGIN_MM, MARGIN_MM + _y(row)) for row, lead in enumerate(leads)
    ]
    return found, _x(seconds, speed) + MARGIN_MM, len(leads) * ROW_MM + 2 * MARGIN_MM


def _x(seconds: float, speed: int) -> float:
    return MARGIN_MM + seconds * speed


def _y(row: int) -> float:
    return (row + 0.5) * ROW_MM


def path(millivolts: Sequence[float], strip: Strip, *, hertz: float, speed: int, gain: int) -> str:
    """The curve as an SVG path in hundredths of a millimetre, highest and lowest of each step kept.

    A step is 0.1 mm of paper: at 25 mm/s a screen shows no more, and no spike is lost.
    """
    step = max(1, int(hertz / speed * 0.1))
    points = _thinned(millivolts, step)
    said, before = [], (0, 0)
    for at, (index, value) in enumerate(points):
        x = round((strip.x_mm + index / hertz * speed) * 100)
        y = round((strip.y_mm - value * gain) * 100)
        said.append(f"M{x} {y}l" if at == 0 else f"{x - before[0]} {y - before[1]} ")
        before = (x, y)
    return "".join(said).strip().removesuffix("l")


def _thinned(values: Sequence[float], step: int) -> list[tuple[int, float]]:
    if step == 1:
        return list(enumerate(values))
    kept: list[tuple[int, float]] = []
    for start in range(0, len(values), 2 * step):
        block = range(start, min(start + 2 * step, len(values)))
        low, high = min(block, key=values.__getitem__), max(block, key=values.__getitem__)
        kept += [(at, values[at]) for at in sorted({low, high})]
    return kept
