"""What a browser sent, read into answers: numbers with comma or point, days as 21/11/2026.

Names of fields: `a:link`, in a group of rows `a:table:0:link`; `s:link` says that a question under a
condition was on the page. What cannot be read stays as it was typed, so that the page shows it again.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from tuyen.core.actor import Actor
from tuyen.core.text import nfc, whole_number
from tuyen.platform.forms import files as sent_files
from tuyen.platform.forms.rules.answers import NOT_SHOWN, Fault, Unread, check
from tuyen.platform.forms.rules.items import DISPLAY, GROUP, Form, Item

ANSWER, SHOWN = "a:", "s:"
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])\s*[:hg.]\s*([0-5]?[0-9])?")


def read(
    form: Form,
    data: Any,
    *,
    files: Any = None,
    by: Actor | None = None,
    earlier: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], list[Fault]]:
    """(answers, faults) of a posted page. Without faults the answers may be kept; with them they are
    what was typed, for the page to show again.

    files, by: request.FILES and who sends, for forms with attachments. earlier: the answers that this
    page corrects, whose files may stay.
    """
    reader = _Reader(form, data, files, by, earlier or {})
    given = reader.items(form.items, "")
    kept, faults = check(form, given)
    faults = reader.faults + faults
    return (given if faults else kept), faults


class _Reader:
    def __init__(
        self, form: Form, data: Any, files: Any, by: Actor | None, earlier: Mapping[str, Any]
    ) -> None:
        self.form, self.data, self.files, self.by = form, data, files, by
        self.earlier = sent_files.in_answers(earlier)
        self.faults: list[Fault] = []
        self.is_page = any(name.startswith((ANSWER, SHOWN)) for name in data)

    def items(self, items: Iterable[Item], at: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for item in items:
            if item.kind == DISPLAY:
                continue
            if item.when and self.is_page and SHOWN + at + item.link not in self.data:
                found[item.link] = NOT_SHOWN
            elif item.is_table:
                found[item.link] = self._rows(item)
            elif item.kind == GROUP:
                found |= self.items(item.items, at)
            else:
                found[item.link] = self._answer(item, at + item.link)
        return {link: value for link, value in found.items() if value is not None}

    def _rows(self, item: Item) -> list[dict[str, Any]]:
        prefix = f"{ANSWER}{item.link}:"
        names = [*self.data, *(self.files or ())]
        told = {
            whole_number(name[len(prefix) :].split(":")[0])
            for name in names
            if name.startswith(prefix)
        }
        numbers = sorted(number for number in told if number is not None)
        read = (self.items(item.items, f"{item.link}:{number}:") for number in numbers)
        return [row for row in read if any(value is not NOT_SHOWN for value in row.values())]

    def _answer(self, item: Item, where: str) -> Any:
        if item.kind == "attachment":
            return self._files(where) or None
        if item.kind == "choice" and item.repeats:
            return [each for each in self.data.getlist(ANSWER + where) if each] or None
        text = str(self.data.get(ANSWER + where, "")).strip()
        return _READERS[item.kind](text, item) if text else None

    def _files(self, where: str) -> list[dict[str, Any]]:
        name = ANSWER + where
        found: list[dict[str, Any]] = []
        if self.by is None:
            return found
        for said in filter(None, self.data.getlist(name)):
            file = self.earlier.get(said) or sent_files.sent_by(self.by, said)
            if file is None:
                self.faults.append(Fault(where, "not_file"))
            else:
                found.append(file)
        for upload in self.files.getlist(name) if self.files else ():
            found.append(sent_files.keep(upload.chunks(), name=upload.name, by=self.by))
        return found


def _number(text: str, item: Item) -> Any:
    plain = text.replace(",", ".").replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        return Unread(text, "not_number")
    places = len(plain.partition(".")[2].rstrip("0"))
    if places > item.places:
        return Unread(text, "too_fine" if item.places else "not_whole")
    return float(plain) if places else int(plain.partition(".")[0])


def _date(text: str, _item: Item) -> Any:
    parts = re.split(r"[\s./\-–]+", text)
    if re.fullmatch(r"[0-9]{8}", text):
        parts = [text[:2], text[2:4], text[4:]]
    if len(parts[0]) == 4:
        parts.reverse()
    try:
        day, month, year = (int(part) for part in parts)
        return dt.date(year, month, day).isoformat() if year > 999 else Unread(text, "not_date")
    except ValueError:
        return Unread(text, "not_date")


def _time(text: str, _item: Item) -> Any:
    if (match := _TIME.fullmatch(text.lower())) is None:
        return Unread(text, "not_time")
    return f"{int(match[1]):02}:{int(match[2] or 0):02}"


def _yes_or_no(text: str, _item: Item) -> Any:
    return {"yes": True, "no": False}.get(text, Unread(text, "not_choice"))


def _long_text(text: str, _item: Item) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).replace("\x00", "")


_READERS: dict[str, Any] = {
    "boolean": _yes_or_no,
    "integer": _number,
    "decimal": _number,
    "date": _date,
    "time": _time,
    "string": lambda text, _item: nfc(text).replace("\x00", ""),
    "text": _long_text,
    "choice": lambda text, _item: text,
}
