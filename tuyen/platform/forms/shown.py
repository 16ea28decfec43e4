"""Answers as a reader sees them: question, answer, points; never a box to type in."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.platform.attachments.expected import Marks
from tuyen.platform.forms.rules.items import DISPLAY, GROUP, Form, Item
from tuyen.platform.forms.rules.scores import worth
from tuyen.platform.forms.rules.skips import is_blank, stands
from tuyen.platform.ui.figures import figure
from tuyen.platform.ui.markup import fill, joined

NONE = "–"


def words(item: Item, value: Any, language: str = "vi") -> str:
    """One answer in words, for pages, papers and exports."""
    if is_blank(value):
        return NONE
    if item.kind == "boolean":
        return _("Có") if value else _("Không")
    if item.kind == "choice":
        codes = value if isinstance(value, list) else [value]
        found = (item.option(code) for code in codes)
        return ", ".join(each.label(language) for each in found if each)
    if item.kind == "date":
        return "/".join(reversed(str(value).split("-")))
    if item.kind == "attachment":
        return _("%(number)d tệp") % {"number": len(value)}
    if isinstance(value, float | int):
        return f"{figure(value)} {item.unit}".strip()
    return str(value)


def lines(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(heading of the group, question, answer) of every question that stands: for papers and tables."""
    language = get_language() or "vi"
    yield from _lines(form.items, answers, answers, "", language)


def _lines(
    items: tuple[Item, ...],
    own: Mapping[str, Any],
    scope: Mapping[str, Any],
    heading: str,
    language: str,
) -> Iterator[tuple[str, str, str]]:
    for item in items:
        if item.kind == DISPLAY or not stands(item, scope):
            continue
        if item.is_table:
            for number, row in enumerate(own.get(item.link) or [], 1):
                title = f"{item.label(language)} – {number}"
                yield from _lines(item.items, row, {**scope, **row}, title, language)
        elif item.kind == GROUP:
            yield from _lines(item.items, own, scope, item.label(language), language)
        else:
            yield heading, item.label(language), words(item, own.get(item.link), language)


def draw_answers(form: Form, answers: Mapping[str, Any], files: str = "") -> SafeString:
    """files: address under which the room hands out the files of this answer, ending with a slash."""
    return _Shown(files).items(form.items, answers, answers)


class _Shown:
    def __init__(self, files: str) -> None:
        self.files = files
        self.awaited = Marks()
        self.language = get_language() or "vi"

    def items(
        self, items: tuple[Item, ...], own: Mapping[str, Any], scope: Mapping[str, Any]
    ) -> SafeString:
        parts: list[SafeString] = []
        facts: list[SafeString] = []
        for item in items:
            if item.kind == DISPLAY or not stands(item, scope):
                continue
            if item.kind == GROUP:
                parts += [_facts(facts), self._group(item, own, scope)]
                facts = []
            else:
                facts.append(self._fact(item, own.get(item.link)))
        return joined([*parts, _facts(facts)])

    def _group(self, item: Item, own: Mapping[str, Any], scope: Mapping[str, Any]) -> SafeString:
        inside = (
            self._table(item, own.get(item.link) or [], scope)
            if item.is_table
            else self.items(item.items, own, scope)
        )
        pattern = (
            '<section class="card q-group"><h2 class="card-header">{}</h2>'
            '<div class="card-body">{}</div></section>'
        )
        return fill(pattern, item.label(self.language), inside)

    def _fact(self, item: Item, value: Any) -> SafeString:
        found = worth(item, value)
        points = (
            fill(' <span class="tag tag-{}">{}/{}</span>', _tone(*found), *map(_point, found))
            if found
            else SafeString("")
        )
        pattern = "<dt>{}</dt><dd>{}{}</dd>"
        return fill(pattern, item.label(self.language), self._value(item, value), points)

    def _value(self, item: Item, value: Any) -> Any:
        if item.kind != "attachment" or is_blank(value) or not self.files:
            return words(item, value, self.language)
        return joined(
            (
                fill(
                    '<a class="q-file" href="{}{}/">{}</a>{}',
                    self.files,
                    each["sha256"],
                    _picture(self.files, each),
                    self.awaited.of(each["sha256"]),
                )
                for each in value
            ),
            " ",
        )

    def _table(self, item: Item, rows: list[Any], scope: Mapping[str, Any]) -> SafeString:
        columns = [each for each in item.items if each.is_question]
        head = joined(fill('<th scope="col">{}</th>', c.label(self.language)) for c in columns)
        body = joined(
            fill(
                "<tr>{}</tr>",
                joined(
                    fill(
                        '<td data-label="{}">{}</td>',
                        column.label(self.language),
                        self._value(column, row.get(column.link))
                        if stands(column, {**scope, **row})
                        else NONE,
                    )
                    for column in columns
                ),
            )
            for row in rows
        )
        pattern = '<table class="rows"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
        return fill(pattern, head, body)


def _picture(files: str, file: Mapping[str, Any]) -> SafeString:
    name = file.get("name") or _("Ảnh")
    if not str(file.get("content_type", "")).startswith("image/"):
        return fill("{}", name)
    pattern = '<img src="{}{}/" alt="{}" loading="lazy">'
    return fill(pattern, files, file["sha256"], name)


def _facts(facts: list[SafeString]) -> SafeString:
    return fill('<dl class="facts">{}</dl>', joined(facts)) if facts else SafeString("")


def _tone(points: float, of: float) -> str:
    return "good" if points >= of else "warn" if points else "neutral"


def _point(value: float) -> str:
    return figure(value)
