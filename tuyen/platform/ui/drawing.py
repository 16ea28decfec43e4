"""Geometry of the charts that the server draws. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 104, 28, 4


@dataclass(frozen=True)
class Spark:
    """Points for a polyline, the last point, and the band of the target, in a 104 by 28 box."""

    points: str = ""
    end: tuple[float, float] | None = None
    band: tuple[float, float] | None = None  # top, height


def spark_points(
    values: Sequence[float | None], low: float | None = None, high: float | None = None
) -> Spark:
    known = [(i, float(v)) for i, v in enumerate(values) if v is not None]
    if not known:
        return Spark()
    numbers = [v for _, v in known] + [float(v) for v in (low, high) if v is not None]
    bottom, top = min(numbers), max(numbers)
    span = (top - bottom) or 1.0
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)

    def y(value: float) -> float:
        return round(HEIGHT - EDGE - (value - bottom) / span * (HEIGHT - 2 * EDGE), 1)

    placed = [(round(EDGE + i * step, 1), y(v)) for i, v in known]
    band = None
    if low is not None and high is not None:
        band = (y(high), round(y(low) - y(high), 1))
    return Spark(" ".join(f"{x},{at}" for x, at in placed), placed[-1], band)
