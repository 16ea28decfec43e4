"""A sheet of orders as the page shows it: what to type, what came of it, what came before."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.diagnostics import rules
from tuyen.platform.ui.figures import marked
from tuyen.record import order_permissions as may
from tuyen.record.actions.results import Entry
from tuyen.record.chart import Chart
from tuyen.record.models import Document, ImagingStudy, Observation, Order, Result, Specimen
from tuyen.record.queries.orders import Answered, with_answers
from tuyen.record.queries.results import latest_before, scales
from tuyen.record.rules import results as judged
from tuyen.record.rules.orders import UNANSWERED, Status
from tuyen.registry.terms.bands import Limits
from tuyen.registry.terms.clinical import Analyte, analytes
from tuyen.registry.terms.orderables import answers, orderables, specimens

WORDS = {
    judged.LOW: _("thấp"),
    judged.HIGH: _("cao"),
    judged.ABNORMAL: _("bất thường"),
    judged.VERY_LOW: _("nguy kịch, thấp"),
    judged.VERY_HIGH: _("nguy kịch, cao"),
    judged.CRITICAL: _("nguy kịch"),
}


@dataclass(frozen=True)
class Shown:
    """One figure, as it is read."""

    label: str
    text: str
    unit: str
    range: str
    mark: str
    word: Any
    tone: str
    day: dt.date


@dataclass
class Box:
    """One analyte to be typed. `last`: the value of last time with its day."""

    name: str
    label: str
    unit: str
    range: str
    value: str = ""
    last: str = ""
    hint: str = ""
    plausible: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        return f"id_{self.name}"


@dataclass
class Line:
    """One order on the page."""

    order: Any
    label: str
    prepare: str
    result: Result | None
    figures: list[Shown]
    specimen: Specimen | None
    documents: list[Document]
    studies: list[ImagingStudy]
    boxes: list[Box] = field(default_factory=list)
    is_in_words: bool = False
    findings: str = ""
    conclusion: str = ""
    error: str = ""
    may_enter: bool = False
    may_verify: bool = False
    may_look_again: bool = False
    may_correct: bool = False
    may_read: bool = False
    may_cancel: bool = False
    may_attach: bool = False

    @property
    def key(self) -> str:
        return str(self.order.id.hex)

    @property
    def tone(self) -> str:
        return rules.TONES.get(self.order.status, "neutral")


@dataclass(frozen=True)
class Tube:
    """A specimen on the sheet. kind: in the words of the page."""

    specimen: Specimen
    kind: str
    may_receive: bool
    may_reject: bool


def box_name(order_id: uuid.UUID, code: str) -> str:
    return f"v-{order_id.hex}-{code}"


def lines_of(chart: Chart, orders: Iterable[Any], *, every_box: bool = False) -> list[Line]:
    """Orders of one sheet with answers and boxes; every_box: also for what is answered already."""
    found = with_answers(chart, list(orders))
    lines = [_line(each, chart.who) for each in found]
    typed = [line for line in lines if line.may_enter or every_box]
    if typed:
        _put_boxes(chart, typed)
    return lines


def _line(answered: Answered, who: Actor) -> Line:
    order, result = answered.order, answered.result
    item = orderables(order.day).get(order.code)
    language = get_language() or "vi"
    is_open = order.status in UNANSWERED
    asks, does = getattr(order, "asks", False), getattr(order, "does", False)
    waits = order.status == Status.RESULTED and result is not None
    return Line(
        order=order,
        label=item.label.spoken(language) if item else order.title,
        prepare=item.prepare.spoken(language) if item else "",
        result=result,
        figures=[shown(row) for row in answered.figures],
        specimen=answered.specimen,
        documents=answered.documents,
        studies=answered.studies,
        is_in_words=not (item and item.analytes),
        may_enter=bool(does and is_open and may.may_enter(who)),
        may_verify=bool(
            does
            and waits
            and result
            and may.may_verify_entry_of(who, result.entered_by, order.category, clock.today())
        ),
        may_look_again=bool(
            does
            and result
            and order.second_look == "wanted"
            and may.may_verify(who)
            and result.entered_by != who.account_id
        ),
        may_correct=bool(
            does and ((waits and may.may_enter(who)) or (_is_done(order) and may.may_verify(who)))
        ),
        may_read=bool(
            asks and result and order.acknowledged_at is None and who.may("visit.record")
        ),
        may_cancel=bool(
            is_open and ((asks and may.may_order(who)) or (does and may.may_enter(who)))
        ),
        may_attach=bool(order.status != Status.CANCELLED and does and may.may_enter(who)),
    )


def _is_done(order: Order) -> bool:
    return order.status == Status.COMPLETED


def shown(row: Observation) -> Shown:
    """A figure of a result in the words of the page."""
    analyte = analytes(row.day).get(row.code)
    language = get_language() or "vi"
    mark, tone = rules.MARKS.get(row.interpretation, ("", ""))
    said = rules.figure_text(row.value, "", analyte.decimals if analyte else 2)
    text = row.value_text or marked(said)
    return Shown(
        label=analyte.label.spoken(language) if analyte else row.code,
        text=_spoken(analyte, text) if row.value is None else text,
        unit=analyte.unit_label.spoken(language) if analyte else row.unit,
        range=marked(str(Limits(row.low, row.high))),
        mark=mark,
        word=WORDS.get(row.interpretation, ""),
        tone=tone,
        day=row.day,
    )


def _spoken(analyte: Analyte | None, text: str) -> str:
    """An answer in words is kept in Vietnamese; an English page says it in English."""
    if analyte is None or get_language() != "en":
        return text
    scale = answers(clock.today()).get(analyte.code, ())
    return next((each.label.en for each in scale if each.label.vi == text), text)


def _put_boxes(chart: Chart, lines: list[Line]) -> None:
    judged_by = scales(chart.person, [line.order for line in lines], chart.who)
    codes = {code for by_code in judged_by.values() for code in by_code}
    before = latest_before(chart, codes)
    for line in lines:
        now = {row.label: row.text for row in line.figures}
        line.findings = line.result.findings if line.result else ""
        line.conclusion = line.result.conclusion if line.result else ""
        for code, scale in judged_by[line.order.id].items():
            box = _box(line.order, code, scale, before.get(code))
            box.value = now.get(box.label, "")
            line.boxes.append(box)


def _box(order: Order, code: str, scale: judged.Scale, last: Observation | None) -> Box:
    language = get_language() or "vi"
    limits = scale.limits
    both = limits.low is not None and limits.high is not None
    said = shown(last) if last else None
    return Box(
        name=box_name(order.id, code),
        label=scale.analyte.label.spoken(language),
        unit=scale.analyte.unit_label.spoken(language),
        range=marked(str(limits)),
        last=f"{said.text} ({said.day:%d/%m/%Y})" if said else "",
        hint=" · ".join(
            f"{each.keys[0]} {each.label.spoken(language).lower()}" for each in scale.answers[:4]
        ),
        plausible=f"{limits.low:g} {limits.high:g}" if both else "",
    )


def entries_from(typed: Mapping[str, str], lines: Iterable[Line]) -> list[Entry]:
    """What the form says, one entry an order; the boxes keep it for the page."""
    found = []
    for line in lines:
        values = {}
        for box in line.boxes:
            box.value = typed.get(box.name, "")
            values[box.name.rpartition("-")[2]] = box.value
        line.findings = typed.get(f"f-{line.key}", "")
        line.conclusion = typed.get(f"c-{line.key}", "")
        found.append(Entry(line.order, values, line.findings, line.conclusion))
    return found


def names_strangers(typed: Iterable[str], lines: Iterable[Line]) -> bool:
    """Does the form carry a value for an order that is not on this sheet?"""
    known = {line.key for line in lines}
    keys = {name.split("-")[1] for name in typed if name[:2] in ("v-", "f-", "c-")}
    return not keys <= known


def put_error(lines: Iterable[Line], field_name: str, message: str) -> bool:
    """The sentence at its box; False when the refusal is about no box."""
    for line in lines:
        for box in line.boxes:
            if box.name == f"v-{field_name}":
                box.error = message
                return True
    return False


def tubes_of(lines: Iterable[Line], who: Actor) -> list[Tube]:
    """Specimens of the sheet that are in use."""
    found: dict[uuid.UUID, Tube] = {}
    for line in lines:
        row = line.specimen
        if row is None or row.id in found:
            continue
        kind = specimens(row.day).get(row.kind)
        open_still = line.order.status in UNANSWERED
        does = bool(getattr(line.order, "does", False)) and may.may_collect(who)
        found[row.id] = Tube(
            row,
            kind.label.spoken(get_language() or "vi") if kind else row.kind,
            does and open_still and row.status == "collected",
            may.may_collect(who) and open_still and row.status != "rejected",
        )
    return list(found.values())
