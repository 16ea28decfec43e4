"""What the answers are worth: points, out of how many, by group; and where points were lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tuyen.platform.forms.rules.answers import standing
from tuyen.platform.forms.rules.items import NUMBERS, Form, Item, Level, is_scored
from tuyen.platform.forms.rules.skips import is_blank


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one group at the top of the form."""

    link: str
    label: str
    points: float
    of: float

    @property
    def percent(self) -> float | None:
        return round(100 * self.points / self.of, 1) if self.of else None


@dataclass(frozen=True, slots=True)
class Score:
    """of: what could be reached by the questions that stand; without any, there is no score."""

    points: float
    of: float
    by_group: tuple[Part, ...] = ()
    level: Level | None = None

    @property
    def percent(self) -> float | None:
        return round(100 * self.points / self.of, 1) if self.of else None


@dataclass(frozen=True, slots=True)
class Lost:
    """A question that stands and did not reach its points: a gap, or something to be found fault with."""

    where: str
    item: Item
    answer: Any
    points: float
    of: float


def score(form: Form, answers: Mapping[str, Any], language: str = "vi") -> Score:
    groups: dict[str, list[float]] = {}
    for item, _where, _answer, points, of in _worth(form, answers):
        top = _top(form, item.link)
        sums = groups.setdefault(top, [0.0, 0.0])
        sums[0] += points
        sums[1] += of
    parts = tuple(
        Part(link, form.by_link[link].label(language), *sums) for link, sums in groups.items()
    )
    points, of = sum(part.points for part in parts), sum(part.of for part in parts)
    return Score(points, of, parts, level_of(form, points, of))


def lost(form: Form, answers: Mapping[str, Any]) -> list[Lost]:
    """Where points were lost, in order. An unanswered question reached none."""
    return [
        Lost(where, item, answer, points, of)
        for item, where, answer, points, of in _worth(form, answers)
        if points < of
    ]


def level_of(form: Form, points: float, of: float) -> Level | None:
    if not of:
        return None
    reached = [level for level in form.levels if 100 * points / of >= level.at_least]
    return max(reached, key=lambda level: level.at_least, default=None)


def worth(item: Item, answer: Any) -> tuple[float, float] | None:
    """(points, most points) of an answer; None where the question is not scored or does not apply."""
    if not is_scored(item):
        return None
    if item.kind == "choice":
        return _choice(item, answer)
    if item.kind == "boolean":
        yes, no = item.score or 0.0, item.score_no or 0.0
        return (0.0 if answer is None else yes if answer else no), max(yes, no)
    if item.kind in NUMBERS:
        most = max((points for _low, points in item.bands), default=0.0)
        reached = [p for low, p in item.bands if not is_blank(answer) and answer >= low]
        return (reached[-1] if reached else 0.0), most
    return (0.0 if is_blank(answer) else item.score or 0.0), item.score or 0.0


def _choice(item: Item, answer: Any) -> tuple[float, float] | None:
    points = {option.code: option.score or 0.0 for option in item.options}
    left_out = {option.code for option in item.options if option.is_left_out}
    if item.repeats:
        chosen = [code for code in answer or [] if code in points]
        if left_out & set(chosen):
            return None
        return sum(points[code] for code in chosen), sum(p for p in points.values() if p > 0)
    if answer in left_out:
        return None
    return points.get(answer, 0.0), max(points.values(), default=0.0)


def _worth(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[Item, str, Any, float, float]]:
    for where, item, answer in standing(form, answers):
        if (found := worth(item, answer)) is not None:
            yield item, where, answer, *found


def _top(form: Form, link: str) -> str:
    while form.parent_of[link]:
        link = form.parent_of[link]
    return link
