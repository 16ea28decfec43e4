"""How fast an item is used, how long it lasts, how much to ask for, and how near its end is."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

DAYS_A_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Moved:
    """One row of the ledger of an item; `is_use`: handed out to people, or taken back from them."""

    day: dt.date
    quantity: int
    is_use: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """Rulebook `pharmacy/stock`. Months; nobody has verified them, a unit may confirm its own.

    near_expiry_months: steps before the end of a lot, the latest first; near_expiry_actions: what is done
    from each on. is_expiry_unverified: some step or action of them is still the project's proposal.
    """

    window_months: int
    lead_months: float
    safety_months: float
    target_months: float
    near_expiry_months: tuple[float, ...]
    is_unverified: bool = True
    near_expiry_actions: tuple[str, ...] = ()
    is_expiry_unverified: bool = True


@dataclass(frozen=True, slots=True)
class Outlook:
    """monthly: average use in a month with stock. months: how long the rest lasts, None where unused."""

    monthly: float
    months: float | None
    days_without: int
    propose: int
    is_low: bool


def monthly_use(
    moves: Iterable[Moved], left: int, day: dt.date, window_days: int
) -> tuple[float, int]:
    """Average monthly use over the window without the days on which nothing was in stock.

    moves: every movement after the window began, any order. left: the balance at the end of `day`.
    """
    by_day: dict[dt.date, int] = {}
    used = 0
    for move in moves:
        by_day[move.day] = by_day.get(move.day, 0) + move.quantity
        used -= move.quantity if move.is_use else 0
    balance, with_stock = left, 0
    for back in range(window_days):
        on = day - dt.timedelta(days=back)
        begun_with = balance - by_day.get(on, 0)
        with_stock += balance > 0 or begun_with > 0
        balance = begun_with
    if with_stock == 0:
        return 0.0, window_days
    return max(used, 0) / with_stock * DAYS_A_MONTH, window_days - with_stock


def outlook(monthly: float, days_without: int, usable: int, policy: Policy) -> Outlook:
    """Ask again when less is left than lead time and safety need; up to the target."""
    months = usable / monthly if monthly else None
    least = policy.lead_months + policy.safety_months
    is_low = months is not None and months < least
    wanted = math.ceil(monthly * policy.target_months) - usable if is_low else 0
    return Outlook(monthly, months, days_without, max(wanted, 0), is_low)


class Nearness(StrEnum):
    """How soon a lot ends; the first warning is the latest."""

    EXPIRED = "expired"
    SOON = "soon"
    NEAR = "near"
    AHEAD = "ahead"
    FAR = "far"


STEPS = (Nearness.SOON, Nearness.NEAR, Nearness.AHEAD)


def nearness(expires_on: dt.date | None, day: dt.date, policy: Policy) -> Nearness:
    """Against the steps of the policy, for instance 1, 3 and 6 months."""
    if expires_on is None:
        return Nearness.FAR
    if expires_on < day:
        return Nearness.EXPIRED
    for months, name in zip(policy.near_expiry_months, STEPS, strict=False):
        if (expires_on - day).days <= months * DAYS_A_MONTH:
            return name
    return Nearness.FAR


def to_do(near: Nearness, policy: Policy) -> str:
    """What the policy asks for at this step; empty where it asks for nothing."""
    actions = dict(zip(STEPS, policy.near_expiry_actions, strict=False))
    return actions.get(near, "")


def policy_of(
    rule: Mapping[str, object],
    *,
    language: str = "vi",
    is_unverified: bool = True,
    is_expiry_unverified: bool = True,
) -> Policy:
    """From the values of the rulebook, or those that a unit has confirmed, in its own words."""
    steps = sorted(
        (float(str(rule[f"near_{step}_months"])), _action(rule, step, language)) for step in STEPS
    )
    return Policy(
        window_months=max(1, round(float(str(rule["window_months"])))),
        lead_months=float(str(rule["lead_months"])),
        safety_months=float(str(rule["safety_months"])),
        target_months=float(str(rule["target_months"])),
        near_expiry_months=tuple(months for months, _action_ in steps),
        is_unverified=is_unverified,
        near_expiry_actions=tuple(action for _months, action in steps),
        is_expiry_unverified=is_expiry_unverified,
    )


def _action(rule: Mapping[str, object], step: str, language: str) -> str:
    key = f"near_{step}_action"
    return str(rule[f"{key}_{language}"] if f"{key}_{language}" in rule else rule[key])
