"""What consultations add up to: times, shares, transfers, outcomes. Pure; no Django, no clock."""

import math
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

GOOD = frozenset({"1", "2"})  # KET_QUA_DTRI: recovered, improved
TRANSFER = "transfer"
PERCENT = 100
MINUTE = 60


# What became of a limit: still running or taken back; ran out; kept; kept late.
OPEN, MISSED, IN_TIME, LATE = range(4)


class Fact(NamedTuple):
    """What is counted of a consultation; many are alike, so they are judged once and counted.

    answer, conclusion: what became of the limit. kind: of the advice that was signed first.
    """

    unit_id: uuid.UUID
    specialty: str
    answer: int
    conclusion: int
    kind: str = ""
    outcome: str = ""
    agreed: str = ""
    held: str = ""
    is_moved: bool = False


def answered(fact: Fact) -> bool:
    return fact.answer in (IN_TIME, LATE)


def answered_in_time(fact: Fact) -> bool:
    return fact.answer == IN_TIME


def concluded(fact: Fact) -> bool:
    return fact.conclusion in (IN_TIME, LATE)


def concluded_in_time(fact: Fact) -> bool:
    return fact.conclusion == IN_TIME


def is_known(fact: Fact) -> bool:
    return fact.outcome != ""


def avoided(fact: Fact) -> bool:
    """Advised to stay, stayed, and got better: a transfer that was not needed."""
    stays = concluded(fact) and fact.kind != TRANSFER and not fact.is_moved
    return stays and fact.outcome in GOOD


def transferred(fact: Fact) -> bool:
    """A transfer was advised and the person went."""
    went = fact.is_moved or fact.agreed == "yes"
    return concluded(fact) and fact.kind == TRANSFER and went


def transfer_right(fact: Fact) -> bool:
    """The experts said afterwards that it was right."""
    return transferred(fact) and fact.held == "yes"


def transfer_wrong(fact: Fact) -> bool:
    return transferred(fact) and fact.held == "no"


def moved_against(fact: Fact) -> bool:
    """Advised to stay, yet moved."""
    return concluded(fact) and fact.kind != TRANSFER and fact.is_moved


def followed(fact: Fact) -> bool:
    return fact.agreed == "yes"


def held(fact: Fact) -> bool:
    return fact.held == "yes"


def better(fact: Fact) -> bool:
    return fact.outcome in GOOD


# Every number of the page is one of these; the list behind it is asked with the same function.
GROUPS: dict[str, Callable[[Fact], bool]] = {
    "all": lambda _fact: True,
    "answered": answered,
    "answered_in_time": answered_in_time,
    "concluded": concluded,
    "concluded_in_time": concluded_in_time,
    "known": is_known,
    "better": better,
    "avoided": avoided,
    "transferred": transferred,
    "transfer_right": transfer_right,
    "transfer_wrong": transfer_wrong,
    "moved_against": moved_against,
    "followed": followed,
    "held": held,
}


@dataclass(frozen=True)
class Times:
    """Minutes; share: of those whose limit has come, how many were in time, in percent. None: none."""

    median: int | None
    p90: int | None
    share: int | None


@dataclass(frozen=True)
class Line:
    """One hospital or specialty. None in counts: too small to be shown."""

    key: Hashable
    counts: Mapping[str, int | None]
    answer: Times
    conclusion: Times


def quantile(values: Sequence[int], share: float) -> int | None:
    """Nearest rank: a value that was really reached."""
    if not values:
        return None
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


@dataclass
class Heap:
    """Consultations of one line: how many of each kind, and the seconds that those took which ended."""

    facts: Counter[Fact] = field(default_factory=Counter)
    answer: list[int] = field(default_factory=list)
    conclusion: list[int] = field(default_factory=list)

    def add(self, other: "Heap") -> None:
        self.facts.update(other.facts)
        self.answer += other.answer
        self.conclusion += other.conclusion


Key = tuple[uuid.UUID, str]  # unit, specialty
Row = tuple[Fact, int | None, int | None]  # seconds to the answer and to the conclusion


def heaped(rows: Iterable[Row]) -> dict[Key, Heap]:
    """In one pass, whatever is asked of them afterwards."""
    found: defaultdict[Key, Heap] = defaultdict(Heap)
    for fact, answer, conclusion in rows:
        heap = found[fact[:2]]
        heap.facts[fact] += 1
        if answer is not None:
            heap.answer.append(answer)
        if conclusion is not None:
            heap.conclusion.append(conclusion)
    return dict(found)


def times(seconds: Sequence[int], states: Mapping[int, int]) -> Times:
    """Those still open within their limit are left out of the share: nobody knows yet."""
    judged = states[MISSED] + states[IN_TIME] + states[LATE]
    share = round(PERCENT * states[IN_TIME] / judged) if judged else None
    return Times(_minutes(seconds, 0.5), _minutes(seconds, 0.9), share)


def _minutes(seconds: Sequence[int], share: float) -> int | None:
    reached = quantile(seconds, share)
    return None if reached is None else reached // MINUTE


def line_of(key: Hashable, heap: Heap) -> Line:
    answers, conclusions = Counter[int](), Counter[int]()
    for fact, n in heap.facts.items():
        answers[fact.answer] += n
        conclusions[fact.conclusion] += n
    counts = {
        code: sum(n for fact, n in heap.facts.items() if fits(fact))
        for code, fits in GROUPS.items()
    }
    return Line(key, counts, times(heap.answer, answers), times(heap.conclusion, conclusions))


def all_of(heaps: Iterable[Heap]) -> Heap:
    whole = Heap()
    for heap in heaps:
        whole.add(heap)
    return whole


def lines_by(heaps: Mapping[Key, Heap], key: Callable[[Key], Hashable]) -> list[Line]:
    """The most asked first."""
    found: defaultdict[Hashable, Heap] = defaultdict(Heap)
    for each, heap in heaps.items():
        found[key(each)].add(heap)
    lines = [line_of(each, heap) for each, heap in found.items()]
    return sorted(lines, key=lambda line: (-(line.counts["all"] or 0), str(line.key)))


def outcomes(heap: Heap) -> Counter[tuple[str, str]]:
    """(kind of advice, outcome) → how many; the outcome "" is not yet known."""
    made = Counter[tuple[str, str]]()
    for fact, n in heap.facts.items():
        if concluded(fact):
            made[fact.kind, fact.outcome] += n
    return made


_NO_TIMES = Times(None, None, None)


def veiled(lines: Sequence[Line], least: int) -> list[Line]:
    """For whoever may open no chart: what counts fewer than `least` people is hidden, and never one alone
    in a column, where the sum would tell it; times of so few are hidden too."""
    hidden = {
        (at, code)
        for at, line in enumerate(lines)
        for code, n in line.counts.items()
        if n is not None and 0 < n < least
    }
    for code in GROUPS:
        spots = [at for at in range(len(lines)) if (at, code) in hidden]
        if len(spots) == 1:
            hidden |= {(at, code) for at in _smallest(lines, code, spots[0])}
    return [
        _veil(line, {code for spot, code in hidden if spot == at}, least)
        for at, line in enumerate(lines)
    ]


def _smallest(lines: Sequence[Line], code: str, but: int) -> list[int]:
    others = [(line.counts[code] or 0, at) for at, line in enumerate(lines) if at != but]
    return [min(each for each in others if each[0])[1]] if any(n for n, _at in others) else []


def _veil(line: Line, hidden: set[str], least: int) -> Line:
    counts = {code: None if code in hidden else n for code, n in line.counts.items()}
    few = [(line.counts[code] or 0) < least for code in ("answered", "concluded")]
    return Line(
        line.key,
        counts,
        _NO_TIMES if few[0] else line.answer,
        _NO_TIMES if few[1] else line.conclusion,
    )


def veiled_outcomes(
    found: Mapping[tuple[str, str], int], least: int
) -> dict[tuple[str, str], int | None]:
    """As `veiled`, for the table of advice and outcome."""
    hidden = {key for key, n in found.items() if 0 < n < least}
    for side in (0, 1):
        for value in {key[side] for key in found}:
            spots = [key for key in found if key[side] == value]
            inside = [key for key in spots if key in hidden]
            left = sorted((found[key], key) for key in spots if key not in hidden)
            if len(inside) == 1 and left:
                hidden.add(left[0][1])
    return {key: None if key in hidden else n for key, n in found.items()}
