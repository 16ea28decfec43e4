"""Vaccine need: plain arithmetic that a sheet of paper can follow, line by line."""

import math
from typing import NamedTuple

DIGITS = 9  # what lies behind is the noise of binary fractions, not a part of a dose


def up(value: float) -> int:
    """Rounded up to a whole; 22,000.000000000004 is 22,000."""
    return math.ceil(round(value, DIGITS))


class Assumptions(NamedTuple):
    """Shares are 0 … 1. `buffer`: stock held beyond the period's need; `spoilt`: of syringes."""

    coverage: float
    wastage: float
    buffer: float
    doses_a_vial: int
    doses_a_person: int = 1
    spoilt: float = 0.1


class Need(NamedTuple):
    """`exact`: doses before rounding; `vials`, `doses`: to be ordered, whole vials."""

    exact: float
    vials: int
    doses: int
    syringes: int
    diluent_syringes: int
    safety_boxes: int


SYRINGES_A_BOX = 100


def need(target: float, stock: float, given: Assumptions) -> Need:
    """Of one place that draws its own vials. `target`: people; `stock`: usable doses in hand.

    Raises ValueError for shares outside their range, negative people or negative stock.
    """
    check(target, stock, given)
    people = target * given.coverage * given.doses_a_person
    exact = max(0.0, people / (1 - given.wastage) * (1 + given.buffer) - stock)
    vials = up(exact / given.doses_a_vial)
    return whole(exact, vials, people, given)


def check(target: float, stock: float, given: Assumptions) -> None:
    if target < 0 or stock < 0:
        raise ValueError("people and stock are not negative")
    if not 0 <= given.coverage <= 1 or not 0 <= given.wastage < 1 or given.buffer < 0:
        raise ValueError("coverage 0 to 1, wastage under 1, buffer not negative")
    if given.doses_a_vial < 1 or given.doses_a_person < 1:
        raise ValueError("at least one dose in a vial and for a person")


def whole(exact: float, vials: int, people: float, given: Assumptions) -> Need:
    syringes = up(people * (1 + given.spoilt))
    diluent = up(vials * (1 + given.spoilt)) if given.doses_a_vial > 1 else 0
    boxes = up((syringes + diluent) / SYRINGES_A_BOX)
    return Need(exact, vials, vials * given.doses_a_vial, syringes, diluent, boxes)


def together(places: list[Need]) -> Need:
    """Of a district or a province: what its places order, added up; never rounded again."""
    return (
        Need(*(sum(each) for each in zip(*places, strict=True))) if places else Need(0.0, *[0] * 5)
    )


def session_vials(children: int, doses_a_vial: int) -> tuple[int, int]:
    """Vials opened at one session and doses thrown away at its end."""
    vials = up(children / doses_a_vial)
    return vials, vials * doses_a_vial - children


def session_wastage(children_at: list[int], doses_a_vial: int) -> float:
    """Part of the doses opened that is thrown away over these sessions; 0 with none."""
    opened = sum(session_vials(each, doses_a_vial)[0] for each in children_at) * doses_a_vial
    return 1 - sum(children_at) / opened if opened else 0.0


def cold_litres(doses: int, cubic_cm_a_dose: float) -> float:
    """Room in the fridge, litres."""
    return doses * cubic_cm_a_dose / 1000


def teams(target: float, doses_a_team_day: float, days: int) -> int:
    """Teams for reaching the target in so many days. Raises ValueError without days or pace."""
    if doses_a_team_day <= 0 or days < 1:
        raise ValueError("a team gives something each day, on a day at least")
    return up(target / (doses_a_team_day * days))
