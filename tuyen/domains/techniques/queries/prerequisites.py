"""What a transfer needs, against what is there: asked of the registers at the moment of looking."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tuyen.core import facts
from tuyen.domains.techniques import catalogue
from tuyen.domains.techniques.catalogue import Prerequisite
from tuyen.domains.techniques.models import PrerequisiteNote, TechniqueTransfer
from tuyen.platform.nodes.queries import is_of_our_place


@dataclass(frozen=True)
class Checked:
    """One prerequisite today. have: how many the register counts; None where no register answers.

    note: what somebody saw there, for what no register answers.
    """

    wanted: Prerequisite
    have: int | None
    note: PrerequisiteNote | None

    @property
    def is_there(self) -> bool | None:
        """None: nobody knows."""
        if self.have is not None:
            return self.have >= self.wanted.minimum
        return self.note.is_there if self.note else None

    @property
    def is_missing(self) -> bool:
        return self.is_there is False

    @property
    def short(self) -> int:
        return self.wanted.minimum - (self.have or 0)


Ask = Callable[[uuid.UUID, list[str], dt.date], dict[str, int]]


def _equipment(unit_id: uuid.UUID, codes: list[str], _on: dt.date) -> dict[str, int]:
    found: dict[str, int] = facts.ask("equipment.working", unit_id=unit_id, kind_codes=codes)
    return found


def _rooms(unit_id: uuid.UUID, codes: list[str], _on: dt.date) -> dict[str, int]:
    found: dict[str, int] = facts.ask("equipment.rooms", unit_id=unit_id)
    return {code: found.get(code, 0) for code in codes}


def _drugs(unit_id: uuid.UUID, codes: list[str], _on: dt.date) -> dict[str, int]:
    """Empty for a unit whose store keeps none of them here: then nobody knows."""
    found: dict[str, int] = facts.ask("pharmacy.on_hand", unit_id=unit_id, drug_codes=codes)
    return found


def _licences(unit_id: uuid.UUID, codes: list[str], on: dt.date) -> dict[str, int]:
    held: dict[str, Any] = {
        code: facts.ask("staff.qualified", unit_id=unit_id, topic=code, on=on) for code in codes
    }
    return {code: len(people) for code, people in held.items()}


# kind → (the fact that answers, how it is asked)
REGISTERS: dict[str, tuple[str, Ask]] = {
    "equipment": ("equipment.working", _equipment),
    "room": ("equipment.rooms", _rooms),
    "drug": ("pharmacy.on_hand", _drugs),
    "licence": ("staff.qualified", _licences),
}


def checked(transfer: TechniqueTransfer, on: dt.date) -> list[Checked]:
    """Every prerequisite of the technique at the receiver, asked live."""
    wanted = catalogue.prerequisites_of(transfer.code, on)
    if not wanted:
        return []
    notes = _notes(transfer)
    counts = _counts(transfer.unit_id, wanted, on)
    return [
        Checked(each, counts.get((each.kind, each.code)), notes.get((each.kind, each.code)))
        for each in wanted
    ]


def _notes(transfer: TechniqueTransfer) -> dict[tuple[str, str], PrerequisiteNote]:
    found = PrerequisiteNote.objects.filter(unit_id=transfer.unit_id, transfer_id=transfer.id)
    return {(note.kind, note.code): note for note in found.order_by("noted_at")}


def _counts(
    unit_id: uuid.UUID, wanted: list[Prerequisite], on: dt.date
) -> dict[tuple[str, str], int]:
    if not is_of_our_place(unit_id):  # the other side's registers are not here: nobody knows
        return {}
    by_kind: dict[str, list[str]] = defaultdict(list)
    for each in wanted:
        by_kind[each.kind].append(each.code)
    found: dict[tuple[str, str], int] = {}
    for kind, codes in by_kind.items():
        name, ask = REGISTERS[kind]
        if name in facts.published():
            answered = ask(unit_id, codes, on)
            found |= {(kind, code): n for code, n in answered.items()}
    return found
