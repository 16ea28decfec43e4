"""Movements of the ledger: what each kind does to the balance, and how many units one line may move."""

from enum import StrEnum

MOST = 1_000_000  # units in one line: more is a slip of the finger


class Kind(StrEnum):
    """A row of the ledger. A recall blocks lots and moves nothing; it has no kind of its own."""

    RECEIPT = "receipt"
    DISPENSE = "dispense"
    PATIENT_RETURN = "patient_return"  # also a hand-over taken back
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    RETURN_OUT = "return_out"
    DESTRUCTION = "destruction"
    ADJUSTMENT = "adjustment"  # after a count: up or down


INTO = frozenset({Kind.RECEIPT, Kind.PATIENT_RETURN, Kind.TRANSFER_IN})
USE = frozenset({Kind.DISPENSE, Kind.PATIENT_RETURN})  # what the reorder proposal counts


def signed(kind: Kind, quantity: int) -> int:
    """The change of the balance; an adjustment brings its own sign."""
    if kind is Kind.ADJUSTMENT:
        return quantity
    return quantity if kind in INTO else -quantity


def is_possible(quantity: int) -> bool:
    """A whole number of units that a person can have meant."""
    return 1 <= quantity <= MOST
