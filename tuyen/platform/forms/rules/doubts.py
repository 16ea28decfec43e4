"""Answers that may be kept but should be looked at again: outside what is usual."""

from collections.abc import Mapping
from typing import Any

from tuyen.platform.forms.rules.answers import Fault, standing
from tuyen.platform.forms.rules.items import NUMBERS, Form, Item


def doubts(form: Form, answers: Mapping[str, Any]) -> list[Fault]:
    return [
        Fault(where, "unusual", {"low": item.plausible_low, "high": item.plausible_high})
        for where, item, answer in standing(form, answers)
        if is_odd(item, answer)
    ]


def is_odd(item: Item, answer: Any) -> bool:
    if item.kind not in NUMBERS or isinstance(answer, bool) or not isinstance(answer, int | float):
        return False
    low, high = item.plausible_low, item.plausible_high
    return (low is not None and answer < low) or (high is not None and answer > high)
