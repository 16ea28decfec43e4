"""Who can still catch measles, birth year by birth year: what the doses left, and what the disease took."""

from dataclasses import dataclass, field
from typing import NamedTuple

TWICE = 2
EFFECTIVE_TWICE = 0.97  # share of the twice vaccinated that is immune; a setting of the programme


class Campaign(NamedTuple):
    """A supplementary round: part of the still susceptible that it reached, and how well it took."""

    reached: float
    effective: float


@dataclass(frozen=True, slots=True)
class Cohort:
    """Children of one birth year in one place. Shares are 0 … 1.

    `first`, `second`: covered by one and by two routine doses; a zero dose (under nine months) is in
    neither. `effective_once`, `effective_twice`: immune among them. `died`: before the day asked.
    `cases`: told; `told`: part of the real cases that is told.
    """

    births: float
    first: float
    second: float
    effective_once: float
    effective_twice: float = EFFECTIVE_TWICE
    died: float = 0.0
    cases: float = 0.0
    told: float = 1.0
    campaigns: tuple[Campaign, ...] = field(default=())


def check(cohort: Cohort) -> None:
    """Raises ValueError where a share is none, or more had two doses than had one."""
    shares = (
        cohort.first,
        cohort.second,
        cohort.effective_once,
        cohort.effective_twice,
        cohort.died,
    )
    if any(not 0 <= each <= 1 for each in shares) or not 0 < cohort.told <= 1:
        raise ValueError("shares lie between 0 and 1")
    if cohort.second > cohort.first:
        raise ValueError("nobody has a second dose without a first")


def immune_by_routine(cohort: Cohort) -> float:
    """Share made immune by routine doses."""
    once = cohort.first - cohort.second
    return once * cohort.effective_once + cohort.second * cohort.effective_twice


def susceptible(cohort: Cohort) -> float:
    """People of the cohort who can still fall ill; never below zero."""
    check(cohort)
    left = cohort.births * (1 - cohort.died) * (1 - immune_by_routine(cohort))
    for campaign in cohort.campaigns:
        left *= 1 - campaign.reached * campaign.effective
    return max(0.0, left - cohort.cases / cohort.told)


def immunity_needed(reproduction: float) -> float:
    """Share that must be immune for a disease of this R0 to die out. Raises ValueError for R0 ≤ 0."""
    if reproduction <= 0:
        raise ValueError("R0 is above zero")
    return max(0.0, 1 - 1 / reproduction)


def coverage_needed(reproduction: float, effective: float = EFFECTIVE_TWICE) -> float:
    """Share to be vaccinated for that; above 1 it cannot be reached by this vaccine alone."""
    return immunity_needed(reproduction) / effective


def outbreak_is_due(susceptible_under_five: float, births_a_year: float) -> bool:
    """A follow-up campaign's sign: more susceptible children under five than are born in a year."""
    return susceptible_under_five > births_a_year


@dataclass(frozen=True, slots=True)
class Immunity:
    """Settings of one disease, shares 0 … 1; months of age. A row of rulebook immunization/immunity."""

    series: str
    once_early: float
    early_before: int
    once: float
    twice: float
    maternal: float
    maternal_months: int
    needed: float


def chance(
    immunity: Immunity, *, months: int, first_at: int | None, doses: int, was_ill: bool
) -> float:
    """That one person of this age can still fall ill, 0 … 1. first_at: age at the first valid dose."""
    if was_ill:
        return 0.0
    if doses >= TWICE:
        return 1 - immunity.twice
    if doses and first_at is not None:
        early = first_at < immunity.early_before
        return 1 - (immunity.once_early if early else immunity.once)
    left = max(0.0, 1 - months / immunity.maternal_months)
    return 1 - immunity.maternal * left
