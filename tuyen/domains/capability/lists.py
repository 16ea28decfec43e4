"""Kinds of needs, sources of money and the weights of the ranking, from the rulebook."""

import datetime as dt
import uuid

from django.utils.translation import get_language

from tuyen.core import rulebook
from tuyen.domains.capability.rules import Weights
from tuyen.registry.terms import settled

KINDS, MONEY, RANKING = "capability/kinds", "capability/money", "capability/ranking"
OTHER = "other"


def kind_labels() -> dict[str, str]:
    return _labels(KINDS)


def money_labels() -> dict[str, str]:
    return _labels(MONEY)


def known_kind(kind: str) -> str:
    """A kind that no list of this node knows is “other”."""
    return kind if kind in _labels(KINDS) else OTHER


def _labels(name: str) -> dict[str, str]:
    language = get_language() or "vi"
    rows = [row for rule in rulebook.versions(name) for row in rule.rows]
    return {row["code"]: rulebook.label(row, language) for row in rows}


def weights(on: dt.date, unit_id: uuid.UUID | None) -> Weights:
    """As the unit that ranks has settled them."""
    rule = settled.on(RANKING, on, unit_id)
    names = ("gap", "population", "units", "age", "longest_months")
    return Weights(**{name: float(rule[name]) for name in names})


def is_unverified(on: dt.date, unit_id: uuid.UUID) -> bool:
    return settled.on(RANKING, on, unit_id).is_unverified
