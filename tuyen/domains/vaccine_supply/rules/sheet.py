"""A need sheet: places with their people by age band, one set of figures, an order that adds up."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tuyen.domains.vaccine_supply.rules.need import (
    Assumptions,
    Need,
    cold_litres,
    need,
    session_wastage,
    teams,
    together,
)


class Place(NamedTuple):
    """Where vials are drawn. `sessions`: planned ones; 0 where nobody said, then the share counts."""

    name: str
    people: int
    stock: int
    sessions: int = 0


class Line(NamedTuple):
    """One place with what it needs. `wastage`: the share that was used for it."""

    place: Place
    wastage: float
    need: Need


class Order(NamedTuple):
    """The sheet worked out. `litres`: room in the cold for what is ordered."""

    lines: list[Line]
    total: Need
    people: int
    stock: int
    litres: float
    teams: int


class Pace(NamedTuple):
    """How vaccines are kept and given."""

    cubic_cm_a_dose: float
    doses_a_team_day: float
    days: int


def spread(people: int, sessions: int) -> list[int]:
    """People shared out as evenly as can be over the sessions."""
    each, more = divmod(people, sessions)
    return [each + (1 if turn < more else 0) for turn in range(sessions)]


def wastage_at(place: Place, given: Assumptions) -> float:
    """Open vials at the end of each planned session; the share of the sheet without planned sessions."""
    if not place.sessions:
        return given.wastage
    reached = round(place.people * given.coverage * given.doses_a_person)
    return session_wastage(spread(reached, place.sessions), given.doses_a_vial)


def line_of(place: Place, given: Assumptions) -> Line:
    wastage = wastage_at(place, given)
    return Line(place, wastage, need(place.people, place.stock, given._replace(wastage=wastage)))


def order(places: Iterable[Place], given: Assumptions, pace: Pace) -> Order:
    """Every place rounded up to whole vials of its own; the whole is their sum."""
    lines = [line_of(place, given) for place in places]
    total = together([line.need for line in lines])
    people = sum(line.place.people for line in lines)
    to_give = people * given.coverage * given.doses_a_person
    return Order(
        lines,
        total,
        people,
        sum(line.place.stock for line in lines),
        cold_litres(total.doses, pace.cubic_cm_a_dose),
        teams(to_give, pace.doses_a_team_day, pace.days),
    )


def scenario(
    places: Iterable[Place], given: Assumptions, pace: Pace, cases: float, round_a_case: float
) -> Order:
    """As many more people as live around the expected cases, shared out by the people of each place."""
    known = list(places)
    more, all_people = cases * round_a_case, sum(each.people for each in known)
    shared = [each._replace(people=_with_more(each.people, all_people, more)) for each in known]
    return order(shared, given, pace)


def _with_more(people: int, of: int, more: float) -> int:
    return people + -(-round(more * people) // of) if of else people


def proposed_wastage(table: Mapping[int, float], doses_a_vial: int) -> float:
    """Of this vial size, else of the next larger one that is known."""
    larger = [size for size in sorted(table) if size >= doses_a_vial]
    return table[larger[0]] if larger else table[max(table)]
