"""The curves of the standard with the child's points on them: geometry alone, drawn on the server."""

from dataclasses import dataclass

from tuyen.domains.growth import rules, standards
from tuyen.domains.growth.queries import Growth
from tuyen.domains.growth.standards import Indicator
from tuyen.platform.ui.figures import figure

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 40, 34, 12, 26
WINDOWS = (6, 24, 60)  # months: as wide as the child is old
STEPS = (1, 2, 5, 10, 20)
ROWS = 8


@dataclass(frozen=True)
class Curve:
    """One deviation: its points and where its name stands at the right edge."""

    z: int
    points: str
    label_y: str

    @property
    def css(self) -> str:
        return f"z{abs(self.z)}"

    @property
    def label(self) -> str:
        return f"{self.z:+d}".replace("-", "−") if self.z else "0"


@dataclass(frozen=True)
class Drawing:
    indicator: Indicator
    curves: list[Curve]
    points: str
    dots: str
    rows: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    grid: str


@dataclass(frozen=True)
class _Scale:
    left: float
    right: float
    low: float
    high: float

    def x(self, at: float) -> float:
        return LEFT + (at - self.left) / (self.right - self.left) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return TOP + (self.high - value) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)


def drawing(growth: Growth, indicator: Indicator) -> Drawing | None:
    """None when this was never measured."""
    points = _points(growth, indicator)
    if not points:
        return None
    left, right = _window(growth, indicator, points)
    lines = {z: _line(growth, indicator, z, left, right) for z in rules.CURVES}
    values = [y for line in lines.values() for _, y in line] + [y for _, y in points]
    step = _step(max(values) - min(values))
    scale = _Scale(left, right, min(values) // step * step, -(-max(values) // step) * step)
    rows = _marks(scale.low, scale.high, step)
    return Drawing(
        indicator=indicator,
        curves=[Curve(z, _joined(line, scale), _n(scale.y(line[-1][1]) + 4)) for z, line in lines.items()],
        points=_joined(points, scale),
        dots="".join(f"M{_n(scale.x(x))} {_n(scale.y(y))}h0" for x, y in points),
        rows=[(_n(scale.y(each)), figure(each)) for each in rows],
        columns=[(_n(scale.x(each)), figure(each)) for each in _columns(left, right)],
        grid="".join(f"M{LEFT} {_n(scale.y(each))}H{WIDTH - RIGHT}" for each in rows),
    )  # fmt: skip


def _points(growth: Growth, indicator: Indicator) -> list[tuple[float, float]]:
    """Age in months, or length in cm, against the measure; by height only what was measured in the
    posture of the last time, for lying and standing have curves of their own."""
    found = []
    lay = _is_lying(growth)
    for checkup in growth.checkups:
        is_other = indicator.is_by_height and rules.lies_down(checkup.days) != lay
        if indicator.code in checkup.scores and not is_other:
            at = checkup.values["height"] if indicator.is_by_height else checkup.months
            found.append((at, checkup.values[indicator.measure]))
    return sorted(found) if indicator.is_by_height else found


def _is_lying(growth: Growth) -> bool:
    return not growth.checkups or rules.lies_down(growth.checkups[-1].days)


def _window(
    growth: Growth, indicator: Indicator, points: list[tuple[float, float]]
) -> tuple[float, float]:
    if indicator.is_by_height:
        return max(45.0, points[0][0] // 5 * 5 - 5), min(120.0, points[-1][0] // 5 * 5 + 10)
    oldest = growth.checkups[-1].months
    return 0.0, float(next((each for each in WINDOWS if oldest <= each), WINDOWS[-1]))


def _line(
    growth: Growth, indicator: Indicator, z: int, left: float, right: float
) -> list[tuple[float, float]]:
    """The curve by half months or half centimetres."""
    found, at = [], left
    posture = 0 if _is_lying(growth) else rules.STANDS_FROM_DAYS
    while at <= right + 1e-6:
        days = round(at * rules.DAYS_IN_MONTH)
        table = indicator.table(posture if indicator.is_by_height else days)
        line = standards.line_at(table, growth.sex, at if indicator.is_by_height else days)
        if line is not None:
            found.append((at, rules.value_at(z, line)))
        at += 0.5
    return found


def _step(spread: float) -> int:
    return next((step for step in STEPS if spread / step <= ROWS), STEPS[-1])


def _marks(low: float, high: float, step: float) -> list[float]:
    return [low + step * n for n in range(round((high - low) / step) + 1)]


def _columns(left: float, right: float) -> list[float]:
    step = {6.0: 1.0, 24.0: 3.0, 60.0: 12.0}.get(right - left, 10.0)
    return _marks(left, right, step)


def _joined(points: list[tuple[float, float]], scale: _Scale) -> str:
    return " ".join(f"{_n(scale.x(x))},{_n(scale.y(y))}" for x, y in points)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
