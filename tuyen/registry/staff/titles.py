"""Titles, scopes and the prescribing table from the rulebook, in the reader's language."""

import datetime as dt
from functools import cache

from django.utils.translation import get_language

from tuyen.core import rulebook

PROFESSIONS, SCOPES, PRESCRIBING = "staff/professions", "staff/scopes", "staff/prescribing"
TOPICS = "staff/topics"


def profession_labels() -> dict[str, str]:
    return _labels(PROFESSIONS)


def topic_labels() -> dict[str, str]:
    """What certificates, courses, gaps and needs are about."""
    return _labels(TOPICS)


def scope_labels() -> dict[str, str]:
    return _labels(SCOPES)


def licensed_professions() -> set[str]:
    """Titles that practise under a licence."""
    return {row["code"] for row in rulebook.versions(PROFESSIONS)[-1].rows if row["licensed"]}


def prescribing_rows(on: dt.date) -> tuple[rulebook.Row, ...]:
    """Empty for a day before the rule: then nobody's licence is judged."""
    try:
        return rulebook.on(PRESCRIBING, on).rows
    except rulebook.NoneInForce:
        return ()


def _labels(name: str) -> dict[str, str]:
    return _labels_in(name, (get_language() or "vi")[:2])


@cache
def _labels_in(name: str, language: str) -> dict[str, str]:
    return {row["code"]: rulebook.label(row, language) for row in rulebook.versions(name)[-1].rows}


def prescription_labels() -> dict[str, str]:
    """Kinds of prescription in the words of the permissions that the roles hold."""
    told = rulebook.versions("roles")[-1]["permission"]
    language = (get_language() or "vi")[:2]
    return {
        code: rulebook.label(row, language)
        for code, row in told.items()
        if code.startswith("prescribe.")
    }
