"""Papers of the store: kinds, states, and which state may follow which."""

from enum import StrEnum


class Kind(StrEnum):
    RECEIPT = "receipt"
    TRANSFER = "transfer"
    RETURN = "return"
    DESTRUCTION = "destruction"
    COUNT = "count"
    RECALL = "recall"


class Status(StrEnum):
    DONE = "done"
    SENT = "sent"  # a transfer on its way
    RECEIVED = "received"
    DIFFERS = "differs"  # received, but not as much as was sent
    BACK = "back"  # not accepted, taken back into the store that sent it


NEXT = {
    Status.DONE: set(),
    Status.SENT: {Status.RECEIVED, Status.DIFFERS, Status.BACK},
    Status.RECEIVED: set(),
    Status.DIFFERS: set(),
    Status.BACK: set(),
}

# Letters before the number of a paper: phiếu nhập, phiếu chuyển…
LETTERS = {
    Kind.RECEIPT: "PN",
    Kind.TRANSFER: "PC",
    Kind.RETURN: "PT",
    Kind.DESTRUCTION: "PH",
    Kind.COUNT: "KK",
    Kind.RECALL: "TH",
}

NEEDS_TWO = frozenset({Kind.DESTRUCTION})  # two people sign whatever is destroyed


def may_follow(now: str, then: Status) -> bool:
    return then in NEXT[Status(now)]


def number_of(kind: Kind, serial: int, year: int) -> str:
    """“PN 12/2026”."""
    return f"{LETTERS[kind]} {serial}/{year}"
