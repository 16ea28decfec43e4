"""What was answered, judged against the form: which answers count, and what must be mended.

Answers are plain values by link: yes/no as bool, numbers, days as `2026-11-21`, times as `14:05`, choices
by code (a list where several may be chosen), files as mappings with `sha256`; a group of rows is a list of
such mappings. An answer to a question that does not stand is left out.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tuyen.platform.forms.rules.items import DISPLAY, GROUP, NUMBERS, Form, Item
from tuyen.platform.forms.rules.skips import is_blank, stands

SHA256 = re.compile(r"[0-9a-f]{64}")
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Fault:
    """where: place of the answer (`link` or `table:row:link`); code: what is wrong; said: numbers in it."""

    where: str
    code: str
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """What was typed and could not be read; shown again, never kept."""

    text: str
    code: str


class NotShown:
    """A question that was not on the page that was sent: it must be shown before it can be left blank."""


NOT_SHOWN = NotShown()


def check(form: Form, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The answers that count, and the faults; without faults they may be kept."""
    judge = _Judge()
    kept = judge.walk(form.items, given, {}, "")
    unknown = [link for link in given if link not in form.by_link]
    judge.faults += [Fault(link, "unknown_question") for link in unknown]
    return kept, judge.faults


def standing(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, Item, Any]]:
    """Every question that stands, with its place and answer (None without one), in order."""
    yield from _standing(form.items, answers, answers, "")


def _standing(
    items: tuple[Item, ...], own: Mapping[str, Any], scope: Mapping[str, Any], at: str
) -> Iterator[tuple[str, Item, Any]]:
    for item in items:
        if item.kind == DISPLAY or not stands(item, scope):
            continue
        if item.is_table:
            for number, row in enumerate(own.get(item.link) or []):
                place = f"{item.link}:{number}:"
                yield from _standing(item.items, row, {**scope, **row}, place)
        elif item.kind == GROUP:
            yield from _standing(item.items, own, scope, at)
        else:
            yield at + item.link, item, own.get(item.link)


class _Judge:
    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def walk(
        self,
        items: tuple[Item, ...],
        given: Mapping[str, Any],
        above: Mapping[str, Any],
        at: str,
    ) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for item in items:
            if item.kind == DISPLAY or not stands(item, {**above, **kept}):
                continue
            if given.get(item.link) is NOT_SHOWN:
                self.faults.append(Fault(at + item.link, "now_shown"))
            elif item.is_table:
                kept |= self._table(item, given, {**above, **kept})
            elif item.kind == GROUP:
                kept |= self.walk(item.items, given, {**above, **kept}, at)
            else:
                kept |= self._answer(item, given.get(item.link), at + item.link)
        return kept

    def _table(
        self, item: Item, given: Mapping[str, Any], above: Mapping[str, Any]
    ) -> dict[str, Any]:
        rows = given.get(item.link) or []
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            self.faults.append(Fault(item.link, "not_rows"))
            return {}
        if len(rows) > item.most:
            self.faults.append(Fault(item.link, "too_many_rows", {"most": item.most}))
            return {}
        if item.is_required and not rows:
            self.faults.append(Fault(item.link, "required"))
        read = [
            self.walk(item.items, row, above, f"{item.link}:{number}:")
            for number, row in enumerate(rows)
        ]
        return {item.link: read} if read else {}

    def _answer(self, item: Item, value: Any, where: str) -> dict[str, Any]:
        if is_blank(value):
            if item.is_required:
                self.faults.append(Fault(where, "required"))
            return {}
        fault = _fault(item, value)
        if fault:
            self.faults.append(Fault(where, fault[0], fault[1]))
            return {}
        return {item.link: value}


def _fault(item: Item, value: Any) -> tuple[str, dict[str, Any]] | None:
    if isinstance(value, Unread):
        return value.code, {"text": value.text}
    if item.kind in NUMBERS:
        return _number_fault(item, value)
    found: tuple[str, dict[str, Any]] | None = _BY_KIND[item.kind](item, value)
    return found


def _number_fault(item: Item, value: Any) -> tuple[str, dict[str, Any]] | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "not_number", {"text": value}
    if item.kind == "integer" and value != int(value):
        return "not_whole", {"text": value}
    if item.low is not None and value < item.low:
        return _range(item, value)
    if item.high is not None and value > item.high:
        return _range(item, value)
    return None


def _range(item: Item, value: Any) -> tuple[str, dict[str, Any]]:
    code = {(True, False): "too_low", (False, True): "too_high"}.get(
        (item.low is not None, item.high is not None), "out_of_range"
    )
    return code, {"value": value, "low": item.low, "high": item.high}


def _boolean(_item: Item, value: Any) -> tuple[str, dict[str, Any]] | None:
    return None if isinstance(value, bool) else ("not_choice", {"text": value})


def _text(item: Item, value: Any) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(value, str):
        return "not_text", {}
    return ("too_long", {"most": item.most_letters}) if len(value) > item.most_letters else None


def _choice(item: Item, value: Any) -> tuple[str, dict[str, Any]] | None:
    if item.repeats != isinstance(value, list):
        return "not_choice", {"text": value}
    chosen = value if item.repeats else [value]
    wrong = [each for each in chosen if item.option(each) is None]
    return ("not_choice", {"text": wrong[0]}) if wrong else None


def _date(_item: Item, value: Any) -> tuple[str, dict[str, Any]] | None:
    try:
        dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return "not_date", {"text": value}
    return None


def _time(_item: Item, value: Any) -> tuple[str, dict[str, Any]] | None:
    is_time = isinstance(value, str) and TIME.fullmatch(value)
    return None if is_time else ("not_time", {"text": value})


def _files(item: Item, value: Any) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(value, list) or not all(
        isinstance(each, Mapping) and SHA256.fullmatch(str(each.get("sha256", "")))
        for each in value
    ):
        return "not_file", {}
    return ("too_many_files", {"most": item.most}) if len(value) > item.most else None


_BY_KIND: dict[str, Any] = {
    "boolean": _boolean,
    "string": _text,
    "text": _text,
    "choice": _choice,
    "date": _date,
    "time": _time,
    "attachment": _files,
}
