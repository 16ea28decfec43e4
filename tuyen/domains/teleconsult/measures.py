"""What consultations add up to: times, shares, transfers, outcomes. Pure; no Django, no clock."""

import datetime as dt
import math
import uuid
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

GOOD = frozenset({"1", "2"})  # KET_QUA_DTRI: recovered, improved
TRANSFER = "transfer"
PERCENT = 100


@dataclass(frozen=True)
class Fact:
    """One consultation as far as it is counted; kind: of the advice that was signed first."""

    id: uuid.UUID
    unit_id: uuid.UUID
    specialty: str
    status: str
    asked_at: dt.datetime
    answer_due_at: dt.datetime
    conclude_due_at: dt.datetime
    answered_at: dt.datetime | None = None
    advised_at: dt.datetime | None = None
    kind: str = ""
    outcome: str = ""
    agreed: str = ""
    held: str = ""
    is_moved: bool = False


def answered(fact: Fact) -> bool:
    return fact.answered_at is not None


def answered_in_time(fact: Fact) -> bool:
    return fact.answered_at is not None and fact.answered_at <= fact.answer_due_at


def concluded(fact: Fact) -> bool:
    return fact.advised_at is not None


def concluded_in_time(fact: Fact) -> bool:
    return fact.advised_at is not None and fact.advised_at <= fact.conclude_due_at


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


def times(
    facts: Iterable[Fact],
    end: Callable[[Fact], tuple[dt.datetime | None, dt.datetime]],
    now: dt.datetime,
) -> Times:
    """Those still open within their limit are left out of the share: nobody knows yet."""
    minutes, judged, in_time = [], 0, 0
    for fact in facts:
        done, due = end(fact)
        if done is not None:
            minutes.append(int((done - fact.asked_at).total_seconds() // 60))
        if done is None and (due >= now or fact.status in ("cancelled", "redirected")):
            continue
        judged += 1
        in_time += done is not None and done <= due
    share = round(PERCENT * in_time / judged) if judged else None
    return Times(quantile(minutes, 0.5), quantile(minutes, 0.9), share)


def line_of(key: Hashable, facts: Sequence[Fact], now: dt.datetime) -> Line:
    return Line(
        key,
        {code: sum(fits(fact) for fact in facts) for code, fits in GROUPS.items()},
        times(facts, lambda fact: (fact.answered_at, fact.answer_due_at), now),
        times(facts, lambda fact: (fact.advised_at, fact.conclude_due_at), now),
    )


def lines_by(
    facts: Sequence[Fact], key: Callable[[Fact], Hashable], now: dt.datetime
) -> list[Line]:
    """The most asked first."""
    found: dict[Hashable, list[Fact]] = {}
    for fact in facts:
        found.setdefault(key(fact), []).append(fact)
    lines = [line_of(each, rows, now) for each, rows in found.items()]
    return sorted(lines, key=lambda line: (-(line.counts["all"] or 0), str(line.key)))


def outcomes(facts: Iterable[Fact]) -> Counter[tuple[str, str]]:
    """(kind of advice, outcome) → how many; the outcome "" is not yet known."""
    return Counter((fact.kind, fact.outcome) for fact in facts if concluded(fact))


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
