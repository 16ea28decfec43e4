"""A form as HTML, by small functions: a survey of 300 questions in a few milliseconds.

Works without JavaScript: a question under a condition stands in a `fieldset`, which is `disabled` and
`hidden` while it does not apply; forms.js opens it at once, otherwise the button “Cập nhật câu hỏi” does.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.platform.forms import sentences
from tuyen.platform.forms.reading import ANSWER, SHOWN
from tuyen.platform.forms.rules.answers import Fault, NotShown, Unread
from tuyen.platform.forms.rules.doubts import is_odd
from tuyen.platform.forms.rules.items import DISPLAY, GROUP, Form, Item
from tuyen.platform.forms.rules.numbers import plain
from tuyen.platform.forms.rules.skips import stands
from tuyen.platform.ui.figures import figure
from tuyen.platform.ui.markup import fill, joined

NOTHING = SafeString("")
REDRAW, MORE = "form-redraw", "form-more"
FEW = 7  # more choices than this are a list to unfold


def wants_redraw(data: Mapping[str, Any]) -> bool:
    """Did the person press “Cập nhật câu hỏi” or “Thêm dòng”? Nothing is kept then, the page is shown."""
    return REDRAW in data or MORE in data


def draw(
    form: Form,
    answers: Mapping[str, Any] | None = None,
    faults: Iterable[Fault] = (),
    more: str = "",
) -> SafeString:
    """The questions, to stand inside a page's own <form>. more: link of the table that gets two rows."""
    drawn = _Drawn(form, faults, more)
    given = answers or {}
    body = drawn.items(form.items, given, _plain(given), "")
    return fill(
        '{}<div class="questions" data-questions>{}</div>{}', drawn.summary(), body, drawn.foot()
    )


def _plain(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What conditions may look at: answers that could be read."""
    return {
        link: value for link, value in answers.items() if not isinstance(value, Unread | NotShown)
    }


class _Drawn:
    def __init__(self, form: Form, faults: Iterable[Fault], more: str) -> None:
        self.form, self.more = form, more
        self.language = get_language() or "vi"
        self.faults: dict[str, list[str]] = {}
        for fault in faults:
            self.faults.setdefault(fault.where, []).append(sentences.of_fault(fault))

    def summary(self) -> SafeString:
        if not self.faults:
            return NOTHING
        lines = (
            fill('<li><a href="#q:{}">{}</a>: {}</li>', where, self._name_of(where), text)
            for where, texts in self.faults.items()
            for text in texts
        )
        return fill(
            '<div class="error-summary" role="alert" tabindex="-1" id="error-summary">'
            "<h2>{}</h2><ul>{}</ul></div>",
            _("Chưa lưu được. Hãy sửa:"),
            joined(lines),
        )

    def foot(self) -> SafeString:
        if not any(item.when for item in self.form.by_link.values()):
            return NOTHING
        pattern = (
            '<p class="questions-redraw"><button class="btn btn-outline-primary" name="{}" value="1"'
            " data-direct formnovalidate>{}</button></p>"
        )
        return fill(pattern, REDRAW, _("Cập nhật câu hỏi theo câu trả lời"))

    def items(
        self,
        items: tuple[Item, ...],
        own: Mapping[str, Any],
        scope: Mapping[str, Any],
        at: str,
    ) -> SafeString:
        return joined(self._guarded(item, own, scope, at) for item in items)

    def _guarded(
        self, item: Item, own: Mapping[str, Any], scope: Mapping[str, Any], at: str
    ) -> SafeString:
        drawn = self._item(item, own, scope, at)
        if not item.when:
            return drawn
        conditions = [[each.question, each.operator, each.answer] for each in item.when]
        closed = NOTHING if stands(item, scope) else SafeString(" disabled hidden")
        return fill(
            '<fieldset class="q-if" data-when="{}" data-all="{}" data-at="{}"{}>'
            '<input type="hidden" name="{}" value="1">{}</fieldset>',
            json.dumps(conditions, ensure_ascii=False),
            "1" if item.when_all else "0",
            at,
            closed,
            SHOWN + at + item.link,
            drawn,
        )

    def _item(
        self, item: Item, own: Mapping[str, Any], scope: Mapping[str, Any], at: str
    ) -> SafeString:
        if item.is_table:
            return self._table(item, own, scope)
        if item.kind == GROUP:
            return fill(
                '<section class="card q-group" id="q:{}"><h2 class="card-header">{}</h2>'
                '<div class="card-body">{}{}</div></section>',
                item.link,
                item.label(self.language),
                self._hint(item),
                self.items(item.items, own, scope, at),
            )
        if item.kind == DISPLAY:
            return fill('<p class="note q-note">{}</p>', item.label(self.language))
        return self._question(item, own.get(item.link), at)

    def _question(self, item: Item, value: Any, at: str) -> SafeString:
        where = at + item.link
        control = _control(item, where, value, self.language, self.faults.get(where))
        bad = SafeString(" field-bad") if where in self.faults else NOTHING
        star = (
            fill(' <span aria-hidden="true" title="{}">*</span>', _("bắt buộc"))
            if item.is_required
            else NOTHING
        )
        label = fill("{}{}{}", item.label(self.language), _unit_words(item), star)
        if _is_grouped(item):
            return fill(
                '<div class="field q{}" role="{}" aria-labelledby="l:{}" id="q:{}" tabindex="-1">'
                '<span class="label" id="l:{}">{}</span>{}{}</div>',
                bad,
                "group" if item.repeats else "radiogroup",
                where,
                where,
                where,
                label,
                control,
                self._below(item, value, where),
            )
        return fill(
            '<div class="field q{}"><label for="q:{}">{}</label>{}{}</div>',
            bad,
            where,
            label,
            control,
            self._below(item, value, where),
        )

    def _below(self, item: Item, value: Any, where: str) -> SafeString:
        odd = (
            fill('<span class="odd">{}</span>', _odd_words(item))
            if is_odd(item, value)
            else NOTHING
        )
        return fill('<div class="below">{}{}{}</div>', self._hint(item), odd, self._errors(where))

    def _errors(self, where: str) -> SafeString:
        texts = self.faults.get(where)
        if not texts:
            return NOTHING
        lines = joined(fill("<li>{}</li>", text) for text in texts)
        return fill('<ul class="errors" id="e:{}">{}</ul>', where, lines)

    def _hint(self, item: Item) -> SafeString:
        hint = item.hint(self.language)
        return fill('<div class="hint">{}</div>', hint) if hint else NOTHING

    def _table(self, item: Item, own: Mapping[str, Any], scope: Mapping[str, Any]) -> SafeString:
        rows = own.get(item.link)
        rows = list(rows) if isinstance(rows, list) else []
        blank = 3 if self.more == item.link else 1
        rows += [{}] * max(0, min(blank, item.most - len(rows)))
        columns = [each for each in item.items if each.kind not in (GROUP, DISPLAY)]
        head = joined(
            fill('<th scope="col">{}{}</th>', each.label(self.language), _unit_words(each))
            for each in columns
        )
        body = joined(
            self._row(item, number, row, scope, columns) for number, row in enumerate(rows)
        )
        return fill(
            '<section class="card q-group" id="q:{}"><h2 class="card-header">{}</h2>'
            '<div class="card-body">{}{}<table class="rows q-rows" data-rows="{}" data-most="{}">'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
            '<button class="btn btn-outline-primary mt-2" name="{}" value="{}" data-direct'
            " data-more-rows formnovalidate>{}</button>"
            "</div></section>",
            item.link,
            item.label(self.language),
            self._hint(item),
            self._errors(item.link),
            item.link,
            item.most,
            head,
            body,
            MORE,
            item.link,
            _("Thêm dòng"),
        )

    def _row(
        self,
        table: Item,
        number: int,
        row: Mapping[str, Any],
        scope: Mapping[str, Any],
        columns: list[Item],
    ) -> SafeString:
        at = f"{table.link}:{number}:"
        inside = {**scope, **_plain(row)}
        return fill("<tr>{}</tr>", joined(self._cell(each, row, inside, at) for each in columns))

    def _cell(
        self, item: Item, row: Mapping[str, Any], scope: Mapping[str, Any], at: str
    ) -> SafeString:
        where, value = at + item.link, row.get(item.link)
        control = _control(item, where, value, self.language, self.faults.get(where), in_row=True)
        drawn = fill("{}{}", control, self._errors(where))
        if item.when:
            conditions = [[each.question, each.operator, each.answer] for each in item.when]
            closed = NOTHING if stands(item, scope) else SafeString(" disabled hidden")
            drawn = fill(
                '<fieldset class="q-if" data-when="{}" data-all="{}" data-at="{}"{}>'
                '<input type="hidden" name="{}" value="1">{}</fieldset>',
                json.dumps(conditions, ensure_ascii=False),
                "1" if item.when_all else "0",
                at,
                closed,
                SHOWN + where,
                drawn,
            )
        return fill('<td data-label="{}">{}</td>', item.label(self.language), drawn)

    def _name_of(self, where: str) -> str:
        item = self.form.by_link.get(where.rpartition(":")[2])
        return item.label(self.language) if item else where


def _is_grouped(item: Item) -> bool:
    return item.kind == "boolean" or (
        item.kind == "choice" and (item.repeats or len(item.options) <= FEW)
    )


def _unit_words(item: Item) -> SafeString:
    return fill(' <span class="muted">({})</span>', item.unit) if item.unit else NOTHING


def _odd_words(item: Item) -> str:
    low, high = item.plausible_low, item.plausible_high
    return sentences.of_fault(Fault("", "unusual", {"low": low, "high": high}))


def _control(
    item: Item,
    where: str,
    value: Any,
    language: str,
    faults: list[str] | None,
    in_row: bool = False,
) -> SafeString:
    """The box or the choices of one question; in a row of a table the label is read out only."""
    said = NOTHING
    if faults:
        said = fill(' aria-invalid="true" aria-describedby="e:{}"', where)
    if in_row:
        said = fill('{} aria-label="{}"', said, item.label(language))
    if item.kind == "attachment":
        return _files(item, where, value, said)
    if item.kind == "boolean":
        known = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None
        return _picks(where, "radio", [("yes", _("Có")), ("no", _("Không"))], {known})
    if item.kind == "choice":
        return _choices(item, where, value, language, said, in_row)
    if item.kind == "text":
        return fill(
            '<textarea name="{}" id="q:{}" rows="2" maxlength="{}"{}>{}</textarea>',
            ANSWER + where,
            where,
            item.most_letters,
            said,
            _typed(item, value),
        )
    return fill(
        '<input name="{}" id="q:{}" type="text" value="{}" autocomplete="off"{}{}>',
        ANSWER + where,
        where,
        _typed(item, value),
        _box(item),
        said,
    )


def _box(item: Item) -> SafeString:
    if item.kind in ("integer", "decimal"):
        mode = "decimal" if item.places else "numeric"
        plausible = NOTHING
        if item.plausible_low is not None and item.plausible_high is not None:
            plausible = fill(
                ' data-plausible="{} {}"', plain(item.plausible_low), plain(item.plausible_high)
            )
        return fill(' inputmode="{}" class="q-number"{}', mode, plausible)
    if item.kind == "date":
        return fill(' inputmode="numeric" class="q-short" placeholder="{}"', _("ngày/tháng/năm"))
    if item.kind == "time":
        return fill(' inputmode="numeric" class="q-short" placeholder="{}"', _("giờ:phút"))
    return fill(' maxlength="{}"', item.most_letters)


def _typed(item: Item, value: Any) -> str:
    """An answer as it stands in its box."""
    if value is None or isinstance(value, NotShown):
        return ""
    if isinstance(value, Unread):
        return value.text
    if item.kind == "date":
        return "/".join(reversed(str(value).split("-")))
    if isinstance(value, float):
        return figure(value)
    return str(value)


def _choices(
    item: Item, where: str, value: Any, language: str, said: SafeString, in_row: bool
) -> SafeString:
    chosen = set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()
    options = [(each.code, each.label(language)) for each in item.options]
    if item.repeats:
        return _picks(where, "checkbox", options, chosen)
    if len(options) <= FEW and not in_row:
        return _picks(where, "radio", options, chosen)
    drawn = joined(
        fill(
            '<option value="{}"{}>{}</option>',
            code,
            SafeString(" selected") if code in chosen else NOTHING,
            label,
        )
        for code, label in [("", "–"), *options]
    )
    pattern = '<select class="form-select" name="{}" id="q:{}"{}>{}</select>'
    return fill(pattern, ANSWER + where, where, said, drawn)


def _picks(
    where: str, kind: str, options: Iterable[tuple[str, str]], chosen: Iterable[Any]
) -> SafeString:
    pattern = '<label class="pick"><input type="{}" name="{}" value="{}"{}><span>{}</span></label>'
    checked = set(chosen)
    drawn = joined(
        fill(
            pattern,
            kind,
            ANSWER + where,
            code,
            SafeString(" checked") if code in checked else NOTHING,
            label,
        )
        for code, label in options
    )
    return fill('<div class="picks">{}</div>', drawn)


def _files(item: Item, where: str, value: Any, said: SafeString) -> SafeString:
    kept = joined(
        fill(
            '<li><label class="check"><input type="checkbox" name="{}" value="{}" checked>'
            "<span>{}</span></label></li>",
            ANSWER + where,
            each.get("id", each["sha256"]),
            each.get("name") or _("Ảnh"),
        )
        for each in (value if isinstance(value, list) else ())
    )
    return fill(
        '<div class="q-files" data-files="{}" data-most="{}" data-name="{}"><ul class="q-file-list">{}</ul>'
        '<input type="file" id="q:{}" name="{}" accept="image/jpeg,image/png,image/webp,application/pdf"'
        ' capture="environment" multiple{}></div>',
        ANSWER + where,
        item.most,
        _("Ảnh"),
        kept,
        where,
        ANSWER + where,
        said,
    )
