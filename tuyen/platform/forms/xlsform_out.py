"""A form as an XLSForm workbook: what `xlsform.read_workbook` reads comes out as it went in."""

import io
from dataclasses import astuple
from typing import Any

from tuyen.platform.forms.rules import relevant
from tuyen.platform.forms.rules.items import DISPLAY, GROUP, Form, Item, When
from tuyen.platform.forms.rules.numbers import plain
from tuyen.platform.forms.xlsform import MARK, MARKS

VI, EN = "Vietnamese (vi)", "English (en)"
COLUMNS = (
    "type",
    "name",
    f"label::{VI}",
    f"label::{EN}",
    f"hint::{VI}",
    f"hint::{EN}",
    "required",
    "relevant",
    "constraint",
    "appearance",
    "unit",
    "prefill",
    "observation",
    "low_usual",
    "high_usual",
    "score",
    "bands",
)
SETTINGS = ("form_title", "form_id", "version", "default_language", "form_kind", "for_units")
LEVELS = ("at_least", "label", "label_en", "tone")
CHOICES = ("list_name", "name", f"label::{VI}", f"label::{EN}", "score", "left_out")
TYPES = {
    "string": "text",
    "text": "text",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    DISPLAY: "note",
    "attachment": "image",
}


def workbook(form: Form) -> bytes:
    import xlsxwriter  # eight megabytes, taken when the first sheet is made

    writer = _Writer(form)
    for item in form.items:
        writer.item(item)
    said = io.BytesIO()
    with xlsxwriter.Workbook(
        said, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        _sheet(book, "survey", (*COLUMNS, *map(_column, writer.marks)), writer.survey)
        _sheet(book, "choices", CHOICES, writer.choices)
        settings = [
            (form.title_vi, form.code, form.version, VI, form.kind, " ".join(form.for_units))
        ]
        _sheet(book, "settings", SETTINGS, settings)
        if form.levels:
            _sheet(book, "levels", LEVELS, [astuple(level) for level in form.levels])
    return said.getvalue()


def _sheet(book: Any, name: str, head: tuple[str, ...], rows: list[Any]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, head, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        sheet.write_row(number, 0, row)


class _Writer:
    def __init__(self, form: Form) -> None:
        self.form = form
        used = {name for item in form.by_link.values() for name in item.marks}
        self.marks = sorted(used | set(MARKS))
        self.survey: list[list[Any]] = []
        self.choices: list[list[Any]] = []

    def item(self, item: Item) -> None:
        if item.kind != GROUP:
            self._line(item, self._type(item))
            return
        word = "repeat" if item.repeats else "group"
        self._line(item, f"begin {word}")
        for each in item.items:
            self.item(each)
        self.survey.append([f"end {word}"])

    def _type(self, item: Item) -> str:
        if item.kind == "boolean":
            points: tuple[Any, Any] = (item.score, item.score_no)
            self._list(
                item.link,
                [("yes", "Có", "Yes", points[0], ""), ("no", "Không", "No", points[1], "")],
            )
            return f"select_one {item.link}"
        if item.kind == "choice":
            self._list(
                item.link,
                [
                    (o.code, o.label_vi, o.label_en, o.score, "yes" if o.is_left_out else "")
                    for o in item.options
                ],
            )
            return f"{'select_multiple' if item.repeats else 'select_one'} {item.link}"
        return TYPES[item.kind]

    def _list(self, name: str, rows: list[tuple[Any, ...]]) -> None:
        for code, vi, en, points, left_out in rows:
            self.choices.append([name, code, vi, en or vi, _figure(points), left_out])

    def _line(self, item: Item, type_: str) -> None:
        own_score = item.score if item.kind not in ("boolean", "choice") else None
        self.survey.append(
            [
                type_,
                item.link,
                item.label_vi,
                item.label_en or item.label_vi,
                item.hint_vi,
                item.hint_en,
                "yes" if item.is_required else "",
                relevant.write(item.when, item.when_all, self._word),
                _constraint(item),
                "multiline" if item.kind == "text" else "",
                item.unit,
                item.prefill,
                item.observation,
                _figure(item.plausible_low),
                _figure(item.plausible_high),
                _figure(own_score),
                relevant.write_bands(item.bands),
                *(item.marks.get(name, "") for name in self.marks),
            ]
        )

    def _word(self, when: When) -> Any:
        if when.operator != "exists" and isinstance(when.answer, bool):
            return "yes" if when.answer else "no"
        return when.answer


def _column(mark: str) -> str:
    return mark if mark in MARKS else MARK + mark


def _constraint(item: Item) -> str:
    said = ((">=", item.low), ("<=", item.high))
    return " and ".join(f". {sign} {plain(value)}" for sign, value in said if value is not None)


def _figure(value: float | None) -> Any:
    return "" if value is None else value
