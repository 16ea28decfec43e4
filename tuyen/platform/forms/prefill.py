"""Answers that the registers know already: rooms register providers, forms name them.

`forms.prefill.register("equipment.ultrasound", fn)` with `fn(unit_id=…, on=…) -> value`, or a family,
`forms.prefill.register("equipment.*", fn)` with `fn(unit_id=…, on=…, names={…}) -> {name: value}`: one
question for all names of the family that a form asks for.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from tuyen.platform.forms.rules.items import Form, Item
from tuyen.platform.forms.rules.skips import is_blank

Provider = Callable[..., Any]

_single: dict[str, Provider] = {}
_families: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Called from AppConfig.ready(); the same name twice keeps the later provider."""
    if name.endswith(".*"):
        _families[name.removesuffix(".*")] = provider
    else:
        _single[name] = provider


def is_known(name: str) -> bool:
    return name in _single or name.partition(".")[0] in _families


def prefilled(form: Form, *, unit_id: uuid.UUID, on: dt.date) -> dict[str, Any]:
    """First answers of an empty form: what the registers say, else the form's own first value.

    A name that no room registers stays blank: the form may be older or newer than this node.
    """
    asked = {item.prefill for item in form.questions() if item.prefill}
    said = _said(asked, unit_id, on)
    found: dict[str, Any] = {}
    for item in form.questions():
        value = _fitting(item, said.get(item.prefill))
        if is_blank(value):
            value = item.initial
        if not is_blank(value) and not _in_table(form, item):
            found[item.link] = value
    return found


def _said(names: set[str], unit_id: uuid.UUID, on: dt.date) -> Mapping[str, Any]:
    said: dict[str, Any] = {}
    families: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if name in _single:
            said[name] = _single[name](unit_id=unit_id, on=on)
        elif (family := name.partition(".")[0]) in _families:
            families[family].add(name)
    for family, asked in families.items():
        said |= _families[family](unit_id=unit_id, on=on, names=asked)
    return said


def _fitting(item: Item, value: Any) -> Any:
    """A count answers a yes-or-no question; other values must be of the question's kind."""
    if item.kind == "boolean" and value is not None:
        return bool(value)
    if item.kind == "integer" and isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _in_table(form: Form, item: Item) -> bool:
    link = item.link
    while link := form.parent_of[link]:
        if form.by_link[link].is_table:
            return True
    return False
