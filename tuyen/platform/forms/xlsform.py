"""XLSForm in: pyxform judges the workbook, its tree becomes a form's body; what we cannot do is refused
with its row. XLSForm out: the same form for ODK, Kobo and the like.

Types taken: TYPES, `begin group`, `begin repeat`, `select_one`, `select_multiple`; a list of `yes` and `no`
becomes a yes-or-no question. `relevant` and `constraint`: rules.relevant. Own columns, all optional: `unit`,
`prefill`, `observation`, `finding`, `need`, `low_usual`, `high_usual`, `score`, `bands`, and `score` of
choices; `form_kind` and `for_units` of settings; a sheet `levels`: `at_least`, `label`, `label_en`, `tone`.
"""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform.attachments import rules as files
from tuyen.platform.forms.rules import relevant
from tuyen.platform.forms.rules.items import GROUP

MOST_BYTES = 2 * 2**20
TYPES = {
    "text": "string",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "note": "display",
    "photo": "attachment",
    "image": "attachment",
    "file": "attachment",
}
GROUPS = ("group", "repeat")
ONE, SEVERAL = "select one", "select all that apply"
OWN = ("unit", "prefill", "observation")
MARKS = ("finding", "need")
MARK = "mark_"  # any other mark: `mark_code`
USUAL = {"low_usual": "plausible_low", "high_usual": "plausible_high"}
# What would change the meaning of a form if it were passed over.
NOT_TAKEN = ("calculate", "choice_filter", "count", "trigger")
_MADE_BY_PYXFORM = {"meta"}
_ROW = re.compile(r"\[row\s*:\s*([0-9]+)\]")


class BadSheet(Refused):
    """The workbook is no form that can be taken; the sentence names the row."""

    def __init__(self, sentence: str, row: int | None = None) -> None:
        text = _("Dòng %(row)d: %(text)s") % {"row": row, "text": sentence} if row else sentence
        super().__init__(text, field="file", code="xlsform")
        self.row = row


def read_workbook(content: bytes) -> tuple[str, dict[str, Any]]:
    """(code, body) of an XLSForm. Raises BadSheet."""
    _require_workbook(content)
    tree = _judged(content)
    reader = _Reader(_rows(content))
    body: dict[str, Any] = {
        "title_vi": nfc(str(tree.get("title") or tree.get("id_string") or "")),
        "item": [reader.item(each) for each in reader.children(tree)],
    }
    body |= _head(content)
    code = re.sub(r"[^A-Za-z0-9_.\-]", "_", str(tree.get("id_string") or ""))[:60]
    return code, body


def _require_workbook(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise BadSheet(_("Tệp lớn quá 2 MB: bỏ ảnh và trang thừa rồi gửi lại."))
    try:
        kind = files.content_type_of(io.BytesIO(content))
    except files.Unacceptable:
        kind = ""
    if kind != files.XLSX:
        raise BadSheet(_("Xin gửi tệp XLSForm dạng XLSX, không có macro."))


def _judged(content: bytes) -> dict[str, Any]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        tree: dict[str, Any] = convert(io.BytesIO(content), file_type=".xlsx")._pyxform
    except PyXFormError as fault:
        row = _ROW.search(str(fault))
        sentence = _("XLSForm chưa đúng: %(said)s") % {"said": _ROW.sub("", str(fault)).strip(" :")}
        raise BadSheet(sentence, int(row[1]) if row else None) from None
    except Exception:  # the library meets a broken workbook in many ways
        raise BadSheet(_("Không đọc được bảng tính này. Xin lưu lại thành XLSX rồi gửi.")) from None
    return tree


def _sheet(content: bytes, wanted: str) -> list[tuple[int, dict[str, str]]]:
    """Rows of a sheet by the names of its columns, each with its number; none without such a sheet."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheet = next((name for name in book.sheet_names if name.strip().lower() == wanted), None)
    if sheet is None:
        return []
    lines = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    head = [str(cell).strip().lower() for cell in lines[0]] if lines else []
    return [
        (number, {name: str(cell).strip() for name, cell in zip(head, line, strict=False)})
        for number, line in enumerate(lines[1:], 2)
    ]


def _rows(content: bytes) -> dict[str, tuple[int, dict[str, str]]]:
    """Rows of the survey sheet by name: their number, and what our own columns say."""
    rows = _sheet(content, "survey")
    return {said["name"]: (number, said) for number, said in rows if said.get("name")}


def _head(content: bytes) -> dict[str, Any]:
    """Kind and levels, where the workbook says them."""
    settings = _sheet(content, "settings")
    said_once = settings[0][1] if settings else {}
    kind, units = said_once.get("form_kind", ""), said_once.get("for_units", "").split()
    levels = [
        {
            "at_least": _figure(said["at_least"], number),
            "label_vi": nfc(said.get("label", "")),
            "label_en": nfc(said.get("label_en", "")),
            "tone": said.get("tone") or "neutral",
        }
        for number, said in _sheet(content, "levels")
        if said.get("at_least")
    ]
    found: dict[str, Any] = {"kind": kind, "for_units": units, "level": levels}
    return {name: value for name, value in found.items() if value}


class _Reader:
    def __init__(self, rows: Mapping[str, tuple[int, dict[str, str]]]) -> None:
        self.rows = rows
        self.answers: dict[str, str] = {}  # kinds of the questions read so far
        self.kind = ""

    def children(self, node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        for child in node.get("children", ()):
            if child.get("name") not in _MADE_BY_PYXFORM or child.get("type") != "group":
                yield child

    def item(self, node: Mapping[str, Any]) -> dict[str, Any]:
        name, type_ = str(node.get("name", "")), str(node.get("type", ""))
        row, own = self.rows.get(name, (None, {}))
        bind = {**node.get("bind", {}), **{key: node[key] for key in NOT_TAKEN if key in node}}
        self._refuse(type_, bind, node, row)
        raw: dict[str, Any] = {"link": name, **_said(node, "label"), **_said(node, "hint")}
        raw.setdefault("label_vi", name)
        if type_ in GROUPS:
            raw["kind"] = GROUP
            raw |= self._conditions(bind, row)
            raw["item"] = [self.item(each) for each in self.children(node)]
            return raw | ({"repeats": True} if type_ == "repeat" else {})
        raw |= self._question(type_, node, own, row)
        self.answers[name] = raw["kind"]
        return raw | self._conditions(bind, row) | _bind(bind, raw["kind"], row) | _own(own, row)

    def _refuse(
        self, type_: str, bind: Mapping[str, Any], node: Mapping[str, Any], row: int | None
    ) -> None:
        known = type_ in TYPES or type_ in GROUPS or type_ in (ONE, SEVERAL)
        if not known:
            raise BadSheet(_("chưa nhận loại câu hỏi “%(type)s”.") % {"type": type_}, row)
        for column in NOT_TAKEN:
            if column in bind or node.get("control", {}).get("jr:count"):
                said = "repeat_count" if column not in bind else column
                raise BadSheet(_("chưa nhận cột “%(column)s”.") % {"column": said}, row)
        if type_ in (ONE, SEVERAL) and not node.get("choices"):
            raise BadSheet(_("câu chọn cần danh sách ngay trong trang “choices”."), row)

    def _question(
        self, type_: str, node: Mapping[str, Any], own: Mapping[str, str], row: int | None
    ) -> dict[str, Any]:
        if type_ in TYPES:
            kind = TYPES[type_]
            is_long = kind == "string" and "multiline" in str(node.get("control", {}))
            raw: dict[str, Any] = {"kind": "text" if is_long else kind}
            if own.get("score"):
                raw["score"] = _figure(own["score"], row)
            return raw
        choices = node["choices"]
        by_name = {str(each["name"]): each for each in choices}
        if type_ == ONE and set(by_name) == {"yes", "no"}:
            points = {key: each.get("score") for key, each in by_name.items()}
            raw = {"kind": "boolean"}
            for key, field in (("yes", "score"), ("no", "score_no")):
                if points[key] not in (None, ""):
                    raw[field] = _figure(points[key], row)
            return raw
        options = [_option(each, row) for each in choices]
        return {"kind": "choice", "option": options} | (
            {"repeats": True} if type_ == SEVERAL else {}
        )

    def _conditions(self, bind: Mapping[str, Any], row: int | None) -> dict[str, Any]:
        text = str(bind.get("relevant", "")).strip()
        if not text:
            return {}
        try:
            said = relevant.parse(text)
        except relevant.NotSupported as part:
            sentence = _("chưa nhận điều kiện “%(part)s” ở cột relevant.") % {"part": str(part)}
            raise BadSheet(sentence, row) from None
        when = [
            {
                "question": each.question,
                "is": each.operator,
                "answer": self._answer(each.question, each.answer),
            }
            for each in said.when
        ]
        return {"when": when} | ({} if said.is_all else {"when_all": False})

    def _answer(self, question: str, value: Any) -> Any:
        if self.answers.get(question) == "boolean" and value in ("yes", "no"):
            return value == "yes"
        return value


def _said(node: Mapping[str, Any], name: str) -> dict[str, str]:
    """Vietnamese is the column without a language, or the one called Vietnamese; English beside it."""
    said = node.get(name)
    if not isinstance(said, Mapping):
        return {f"{name}_vi": nfc(str(said))} if said else {}
    found: dict[str, str] = {}
    for language, text in said.items():
        tongue = "en" if "english" in language.lower() or "(en)" in language.lower() else "vi"
        found.setdefault(f"{name}_{tongue}", nfc(str(text)))
    if f"{name}_vi" not in found and f"{name}_en" in found:
        found[f"{name}_vi"] = found[f"{name}_en"]
    return found


def _option(node: Mapping[str, Any], row: int | None) -> dict[str, Any]:
    raw: dict[str, Any] = {"code": str(node["name"]), **_said(node, "label")}
    raw.setdefault("label_vi", raw["code"])
    if node.get("score") not in (None, ""):
        raw["score"] = _figure(node["score"], row)
    if str(node.get("left_out", "")).lower() in ("yes", "true", "1", "1.0"):
        raw["left_out"] = True
    return raw


def _bind(bind: Mapping[str, Any], kind: str, row: int | None) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    if str(bind.get("required", "")).lower() in ("yes", "true", "true()"):
        raw["required"] = True
    text = str(bind.get("constraint", "")).strip()
    if not text:
        return raw
    try:
        low, high = relevant.bounds(text, kind == "integer")
    except relevant.NotSupported as part:
        sentence = _("chưa nhận giới hạn “%(part)s” ở cột constraint.") % {"part": str(part)}
        raise BadSheet(sentence, row) from None
    return raw | {
        name: value for name, value in (("low", low), ("high", high)) if value is not None
    }


def _own(said: Mapping[str, str], row: int | None) -> dict[str, Any]:
    raw: dict[str, Any] = {name: said[name] for name in OWN if said.get(name)}
    raw |= {ours: _figure(said[column], row) for column, ours in USUAL.items() if said.get(column)}
    if said.get("bands"):
        raw["bands"] = _bands(said["bands"], row)
    marks = {name: said[name] for name in MARKS if said.get(name)}
    further = ((name, text) for name, text in said.items() if name.startswith(MARK) and text)
    marks |= {name.removeprefix(MARK): text for name, text in further}
    return raw | ({"marks": marks} if marks else {})


def _bands(text: str, row: int | None) -> list[list[float]]:
    try:
        return relevant.bands(text)
    except relevant.NotSupported as part:
        said = _("chưa hiểu “%(part)s” ở cột bands, viết như 1 = 2; 3 = 5.") % {"part": str(part)}
        raise BadSheet(said, row) from None


def _figure(text: Any, row: int | None) -> float:
    try:
        return float(str(text).replace(",", "."))
    except ValueError:
        raise BadSheet(_("“%(text)s” phải là số.") % {"text": text}, row) from None
