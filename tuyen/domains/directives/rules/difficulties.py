"""How a difficulty goes on: raised, grouped, answered, settled or opened again. No Django here."""

from collections.abc import Iterable

RAISED, GROUPED, ANSWERED = "raised", "grouped", "answered"
REOPENED, SOLVED, TAKEN_BACK = "reopened", "solved", "taken_back"

NEXT = {
    RAISED: {GROUPED, TAKEN_BACK},
    GROUPED: {ANSWERED},
    ANSWERED: {SOLVED, REOPENED},
    REOPENED: {ANSWERED, SOLVED},
    SOLVED: {REOPENED},
    TAKEN_BACK: set(),
}
OVER = (SOLVED, TAKEN_BACK)
OPEN = tuple(status for status in NEXT if status not in OVER)


def may_follow(now: str, then: str) -> bool:
    return then in NEXT[now]


def case_status(difficulties: Iterable[str]) -> str:
    """What a case is after its difficulties moved: closed when all are over, reopened when one is."""
    found = set(difficulties)
    if REOPENED in found:
        return "reopened"
    if found <= set(OVER):
        return "closed"
    return "answered" if GROUPED not in found else "open"
