"""A form as a value: groups, questions, choices, skip rules, ranges and points, read from its body.

The body is what a rulebook file or an administrator's form holds: `title_vi`, `version`, `[[item]]`
with `link`, `kind`, `label_vi` … and, in a group, `item` again. A question may depend only on questions
that stand before it, so that one walk from top to bottom settles every skip rule.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

GROUP, DISPLAY = "group", "display"
KINDS = frozenset(
    {
        GROUP,
        DISPLAY,
        "boolean",
        "integer",
        "decimal",
        "date",
        "time",
        "string",
        "text",
        "choice",
        "attachment",
    }
)
NUMBERS = frozenset({"integer", "decimal"})
OPERATORS = frozenset({"=", "!=", ">", "<", ">=", "<=", "exists"})
MOST_ITEMS, MOST_DEPTH, MOST_OPTIONS = 600, 5, 300
MOST_LETTERS = {"string": 300, "text": 4000}
MOST_ROWS, MOST_FILES, MOST_LEVELS = 50, 6, 8
TONES = ("good", "info", "warn", "danger", "neutral")  # of a level
_LINK = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,59}")
NAMESPACE = uuid.UUID("5a7c1f0e-7c1d-5a63-9f5e-2f6d8f1f0a01")


class BadForm(ValueError):
    """The body is no form. `where`: link of the item, `code`: what is wrong with it."""

    def __init__(self, where: str, code: str, **said: Any) -> None:
        super().__init__(f"{where}: {code}")
        self.where, self.code, self.said = where, code, said


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. score: points; is_left_out: “không áp dụng”, counts neither for nor against."""

    code: str
    label_vi: str
    label_en: str = ""
    score: float | None = None
    is_left_out: bool = False

    def label(self, language: str = "vi") -> str:
        return (self.label_en if language.startswith("en") else "") or self.label_vi


@dataclass(frozen=True, slots=True)
class When:
    """One condition: the answer of an earlier question against a value; `exists` against yes or no."""

    question: str
    operator: str
    answer: Any


@dataclass(frozen=True, slots=True)
class Item:
    """A group, a remark or a question.

    repeats: a group of rows, or a choice of several. low, high: outside them an answer is refused;
    plausible_low, plausible_high: outside them it is marked. score, score_no: points of yes and of no;
    bands: (at least, points) of a number. marks: words for rooms (`need`, `finding` …).
    """

    link: str
    kind: str
    label_vi: str
    label_en: str = ""
    hint_vi: str = ""
    hint_en: str = ""
    is_required: bool = False
    repeats: bool = False
    most: int = 0
    options: tuple[Option, ...] = ()
    when: tuple[When, ...] = ()
    when_all: bool = True
    low: float | None = None
    high: float | None = None
    plausible_low: float | None = None
    plausible_high: float | None = None
    places: int = 0
    unit: str = ""
    most_letters: int = 0
    initial: Any = None
    prefill: str = ""
    observation: str = ""
    score: float | None = None
    score_no: float | None = None
    bands: tuple[tuple[float, float], ...] = ()
    marks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    items: tuple["Item", ...] = ()

    def label(self, language: str = "vi") -> str:
        return (self.label_en if language.startswith("en") else "") or self.label_vi

    def hint(self, language: str = "vi") -> str:
        return (self.hint_en if language.startswith("en") else "") or self.hint_vi

    def option(self, code: Any) -> Option | None:
        return next((each for each in self.options if each.code == code), None)

    @property
    def need(self) -> tuple[str, str] | None:
        """Kind and code of what a unit lacks where this question loses points: `need = "kind:code"`,
        or `need` with a mark `code`; the question's own link where no code is said."""
        said = self.marks.get("need", "")
        if not said:
            return None
        kind, _colon, code = said.partition(":")
        return kind, code or self.marks.get("code", self.link)

    @property
    def is_question(self) -> bool:
        return self.kind not in (GROUP, DISPLAY)

    @property
    def is_table(self) -> bool:
        return self.kind == GROUP and self.repeats


@dataclass(frozen=True, slots=True)
class Level:
    """A word for a score: from `at_least` percent of the points."""

    at_least: float
    label_vi: str
    label_en: str = ""
    tone: str = "neutral"

    def label(self, language: str = "vi") -> str:
        return (self.label_en if language.startswith("en") else "") or self.label_vi


@dataclass(frozen=True)
class Form:
    """One version of a form; an answer names its id and keeps it for ever.

    for_units: kinds of units that it was written for; none for any kind.
    """

    id: uuid.UUID
    code: str
    version: str
    title_vi: str
    title_en: str
    about_vi: str
    about_en: str
    items: tuple[Item, ...]
    levels: tuple[Level, ...]
    by_link: Mapping[str, Item]
    parent_of: Mapping[str, str]
    body: Mapping[str, Any]
    kind: str = ""
    for_units: tuple[str, ...] = ()
    source: str = ""
    legal_basis: str = ""
    is_unverified: bool = False

    def title(self, language: str = "vi") -> str:
        return (self.title_en if language.startswith("en") else "") or self.title_vi

    def about(self, language: str = "vi") -> str:
        return (self.about_en if language.startswith("en") else "") or self.about_vi

    def questions(self) -> Iterator[Item]:
        return (item for item in self.by_link.values() if item.is_question)

    def suits(self, unit_kind: str) -> bool:
        return not self.for_units or unit_kind in self.for_units

    @property
    def has_scores(self) -> bool:
        return any(is_scored(item) for item in self.by_link.values())


def is_scored(item: Item) -> bool:
    return (
        item.score is not None
        or item.score_no is not None
        or bool(item.bands)
        or any(option.score is not None for option in item.options)
    )


def form_of(body: Mapping[str, Any], *, code: str, version: str = "", **about: Any) -> Form:
    """Read and judge a body. Raises BadForm with the item's link."""
    if not str(body.get("title_vi", "")).strip():
        raise BadForm("", "no_title")
    reader = _Reader(body.get("choices", {}))
    items = tuple(reader.item(raw, depth=1) for raw in _list(body, "item"))
    if not items:
        raise BadForm("", "no_items")
    version = version or str(body.get("version", "1"))
    return Form(
        id=about.pop("id", None) or uuid.uuid5(NAMESPACE, f"{code}|{version}"),
        code=code,
        version=version,
        title_vi=str(body["title_vi"]),
        title_en=str(body.get("title_en", "")),
        about_vi=str(body.get("about_vi", "")),
        about_en=str(body.get("about_en", "")),
        kind=str(body.get("kind", "")),
        for_units=tuple(map(str, body.get("for_units", ()))),
        items=items,
        levels=levels_of(body),
        by_link=MappingProxyType(reader.by_link),
        parent_of=MappingProxyType(reader.parent_of),
        body=body,
        **about,
    )


class _Reader:
    """One walk through the body: links once each, conditions on what stands before."""

    def __init__(self, lists: Mapping[str, Any]) -> None:
        self.lists = lists  # choices that several questions share, by name
        self.by_link: dict[str, Item] = {}
        self.parent_of: dict[str, str] = {}
        self.tables: dict[str, str] = {}  # link of a question → its group of rows
        self.seen = 0

    def item(self, raw: Mapping[str, Any], depth: int, parent: str = "", table: str = "") -> Item:
        link, kind = str(raw.get("link", "")), str(raw.get("kind", ""))
        self._place(link, kind, raw, depth)
        if name := raw.get("choices"):
            raw = {**raw, "option": self._listed(link, str(name))}
        repeats = bool(raw.get("repeats", False))
        if kind == GROUP and repeats and table:
            raise BadForm(link, "table_in_table")
        when = tuple(self._when(link, each, table) for each in _list(raw, "when"))
        self.parent_of[link] = parent
        self.by_link[link] = _PLACE  # its place in the order of the page, filled below
        inner = table or (link if kind == GROUP and repeats else "")
        items = tuple(self.item(each, depth + 1, link, inner) for each in _list(raw, "item"))
        item = _item(raw, link, kind, when, items)
        self.by_link[link] = item
        if item.is_question:
            self.tables[link] = table
        return item

    def _place(self, link: str, kind: str, raw: Mapping[str, Any], depth: int) -> None:
        self.seen += 1
        if not _LINK.fullmatch(link):
            raise BadForm(link or str(raw.get("label_vi", "")), "bad_link")
        if link in self.by_link:
            raise BadForm(link, "link_twice")
        if kind not in KINDS:
            raise BadForm(link, "unknown_kind", kind=kind)
        if self.seen > MOST_ITEMS or depth > MOST_DEPTH:
            raise BadForm(link, "too_large")
        if not str(raw.get("label_vi", "")).strip():
            raise BadForm(link, "no_label")
        if (kind == GROUP) != bool(_list(raw, "item")):
            raise BadForm(link, "empty_group" if kind == GROUP else "not_a_group")

    def _listed(self, link: str, name: str) -> Any:
        if name not in self.lists:
            raise BadForm(link, "no_options")
        return self.lists[name]

    def _when(self, link: str, raw: Mapping[str, Any], table: str) -> When:
        question, operator = str(raw.get("question", "")), str(raw.get("is", "="))
        if question not in self.tables:
            raise BadForm(link, "condition_not_before", question=question)
        if self.tables[question] not in ("", table):
            raise BadForm(link, "condition_in_table", question=question)
        if operator not in OPERATORS:
            raise BadForm(link, "unknown_operator", operator=operator)
        return When(question, operator, _condition_value(self.by_link[question], raw, link))


_PLACE = Item("", GROUP, "")


def _condition_value(asked: Item, raw: Mapping[str, Any], link: str) -> Any:
    value = raw.get("answer", True)
    if raw.get("is") == "exists":
        return bool(value)
    if asked.kind == "choice" and asked.option(value) is None:
        raise BadForm(link, "condition_no_choice", question=asked.link, value=value)
    if asked.kind in NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise BadForm(link, "condition_no_number", question=asked.link, value=value)
    if asked.kind == "boolean" and not isinstance(value, bool):
        raise BadForm(link, "condition_no_choice", question=asked.link, value=value)
    return value


def _item(
    raw: Mapping[str, Any],
    link: str,
    kind: str,
    when: tuple[When, ...],
    items: tuple[Item, ...],
) -> Item:
    options = tuple(_option(each, link) for each in _list(raw, "option"))
    if kind == "choice" and not 1 <= len(options) <= MOST_OPTIONS:
        raise BadForm(link, "no_options")
    if len({option.code for option in options}) != len(options):
        raise BadForm(link, "option_twice")
    low, high = _number(raw, "low", link), _number(raw, "high", link)
    if low is not None and high is not None and low > high:
        raise BadForm(link, "range_upside_down")
    return Item(
        link=link,
        kind=kind,
        label_vi=str(raw["label_vi"]),
        label_en=str(raw.get("label_en", "")),
        hint_vi=str(raw.get("hint_vi", "")),
        hint_en=str(raw.get("hint_en", "")),
        is_required=bool(raw.get("required", False)),
        repeats=bool(raw.get("repeats", False)),
        most=_most(raw, kind),
        options=options,
        when=when,
        when_all=str(raw.get("when_all", True)).lower() != "false",
        low=low,
        high=high,
        plausible_low=_number(raw, "plausible_low", link),
        plausible_high=_number(raw, "plausible_high", link),
        places=int(raw.get("places", 2 if kind == "decimal" else 0)),
        unit=str(raw.get("unit", "")),
        most_letters=_most_letters(raw, kind),
        initial=raw.get("initial"),
        prefill=str(raw.get("prefill", "")),
        observation=str(raw.get("observation", "")),
        score=_number(raw, "score", link),
        score_no=_number(raw, "score_no", link),
        bands=_bands(raw, link),
        marks=MappingProxyType({str(k): str(v) for k, v in dict(raw.get("marks", {})).items()}),
        items=items,
    )


def _most(raw: Mapping[str, Any], kind: str) -> int:
    allowed = MOST_ROWS if kind == GROUP else MOST_FILES
    return max(1, min(int(raw.get("most", allowed)), allowed))


def _most_letters(raw: Mapping[str, Any], kind: str) -> int:
    allowed = MOST_LETTERS.get(kind, 0)
    return min(int(raw.get("most_letters", allowed)), allowed)


def _option(raw: Mapping[str, Any], link: str) -> Option:
    code = str(raw.get("code", ""))
    if not _LINK.fullmatch(code) or not str(raw.get("label_vi", "")).strip():
        raise BadForm(link, "bad_option", option=code)
    return Option(
        code=code,
        label_vi=str(raw["label_vi"]),
        label_en=str(raw.get("label_en", "")),
        score=_number(raw, "score", link),
        is_left_out=bool(raw.get("left_out", False)),
    )


def levels_of(body: Mapping[str, Any]) -> tuple[Level, ...]:
    """From the highest to the lowest, whatever order the body has them in."""
    levels = sorted((_level(raw) for raw in _list(body, "level")), key=lambda each: -each.at_least)
    if len(levels) > MOST_LEVELS:
        raise BadForm("", "too_many_levels", most=MOST_LEVELS)
    if len({level.at_least for level in levels}) != len(levels):
        raise BadForm("", "level_twice")
    return tuple(levels)


def _level(raw: Mapping[str, Any]) -> Level:
    at_least, label = _number(raw, "at_least", ""), str(raw.get("label_vi", "")).strip()
    if at_least is None or not 0 <= at_least <= 100 or not label:
        raise BadForm("", "bad_level", level=label)
    tone = str(raw.get("tone", "neutral"))
    if tone not in TONES:
        raise BadForm("", "bad_level", level=label)
    return Level(at_least, label, str(raw.get("label_en", "")), tone)


def _bands(raw: Mapping[str, Any], link: str) -> tuple[tuple[float, float], ...]:
    try:
        return tuple(sorted((float(low), float(points)) for low, points in raw.get("bands", ())))
    except (TypeError, ValueError):
        raise BadForm(link, "bad_number", field="bands") from None


def _number(raw: Mapping[str, Any], name: str, link: str) -> float | None:
    value = raw.get(name)
    if value is None or value == "":
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise BadForm(link, "bad_number", field=name) from None


def _list(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = raw.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise BadForm(str(raw.get("link", "")), "bad_list", field=name)
    return found
