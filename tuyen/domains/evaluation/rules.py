"""Many answers on one form as figures: shares of choices, means of numbers, the free words. No Django."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tuyen.platform.forms.rules.answers import standing
from tuyen.platform.forms.rules.items import Form, Item

MOST_WORDS = 100  # free answers shown of one question, the newest


@dataclass(frozen=True)
class Share:
    """One choice: how many took it, of those who answered. code: yes or no of a question without choices."""

    code: str
    label: str
    n: int
    of: int

    @property
    def percent(self) -> int:
        return round(100 * self.n / self.of) if self.of else 0


@dataclass(frozen=True)
class Line:
    """One question. mean, low, high: of numbers; words: what was written."""

    label: str
    answered: int
    shares: tuple[Share, ...] = ()
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    words: tuple[str, ...] = ()


def summed(form: Form, answers: Iterable[Mapping[str, Any]], language: str = "vi") -> list[Line]:
    """Every question of the form in its order; files, days and hours count only how many answered."""
    said: dict[str, list[Any]] = {item.link: [] for item in form.questions()}
    for each in answers:
        for _where, item, value in standing(form, each):
            if item.link in said and value not in (None, "", []):
                said[item.link].append(value)
    return [_line(item, said[item.link], language) for item in form.questions()]


def _line(item: Item, values: list[Any], language: str) -> Line:
    label, n = item.label(language), len(values)
    if item.kind == "boolean":
        yes = sum(bool(value) for value in values)
        return Line(label, n, (Share("yes", "", yes, n), Share("no", "", n - yes, n)))
    if item.kind == "choice":
        taken = Counter(code for value in values for code in _codes(value))
        shares = (Share(o.code, o.label(language), taken[o.code], n) for o in item.options)
        return Line(label, n, tuple(shares))
    if item.kind in ("integer", "decimal") and values:
        mean = round(sum(values) / n, 2)
        return Line(label, n, mean=mean, low=min(values), high=max(values), unit=item.unit)
    if item.kind in ("string", "text"):
        return Line(label, n, words=tuple(str(value) for value in values[:MOST_WORDS]))
    return Line(label, n)


def _codes(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
