"""Which questions stand, given the answers before them (FHIR enableWhen)."""

from collections.abc import Mapping
from typing import Any

from tuyen.platform.forms.rules.items import Item, When

Answers = Mapping[str, Any]


def stands(item: Item, answers: Answers) -> bool:
    """Is this item asked? `answers`: those given so far, of this row and of the form."""
    if not item.when:
        return True
    held = (holds(each, answers) for each in item.when)
    return all(held) if item.when_all else any(held)


def holds(when: When, answers: Answers) -> bool:
    """An unanswered question fulfils nothing but “không có trả lời” and “khác”."""
    given = answers.get(when.question)
    values = given if isinstance(given, list) else [] if is_blank(given) else [given]
    if when.operator == "exists":
        return bool(values) is bool(when.answer)
    if when.operator == "!=":
        return all(value != when.answer for value in values)
    return any(_compares(value, when.operator, when.answer) for value in values)


def is_blank(value: Any) -> bool:
    return value is None or value == "" or value == []


def _compares(value: Any, operator: str, with_: Any) -> bool:
    if operator == "=":
        return bool(value == with_)
    try:
        return bool(_ORDER[operator](value, with_))
    except TypeError:
        return False  # a word against a number: never


_ORDER: dict[str, Any] = {
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
}
