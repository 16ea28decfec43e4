"""Items of the screening sheet on a day."""

import datetime as dt

from django.utils.translation import get_language

from tuyen.core import rulebook

SCREENING = "immunization/screening"


def means(day: dt.date) -> dict[str, str]:
    """Item → what a “yes” proposes."""
    return {row["code"]: row["means"] for row in rulebook.on(SCREENING, day).rows}


def words(day: dt.date) -> dict[str, str]:
    rule, language = rulebook.on(SCREENING, day), get_language() or "vi"
    return {row["code"]: rulebook.label(row, language) for row in rule.rows}


def source(day: dt.date) -> tuple[str, bool]:
    """Where the list is from, and whether nobody has checked it."""
    rule = rulebook.on(SCREENING, day)
    return str(rule.source), bool(rule.is_unverified)
