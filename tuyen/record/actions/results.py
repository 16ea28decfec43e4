"""Entering, verifying and correcting results: every step is a new version, nothing is overwritten."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import order_permissions
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.actions.orders import CRITICAL_TASK, close_critical, is_of, move
from tuyen.record.actions.second_looks import SECOND_LOOK, close_second_looks
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import Observation, Order, Result, Task
from tuyen.record.models.orders import SecondLook
from tuyen.record.queries.orders import with_answers
from tuyen.record.queries.results import scales_of
from tuyen.record.rules import orders as states
from tuyen.record.rules import results as rules
from tuyen.registry.terms.vitals import Unreadable

PRELIMINARY, FINAL, AMENDED = "preliminary", "final", "amended"
URGENT = 3  # priority of the task on a critical value
FIELDS = [
    "status",
    "is_critical",
    "acknowledged_by",
    "acknowledged_name",
    "acknowledged_at",
    "acknowledged_note",
    *SECOND_LOOK,
]


@dataclass(frozen=True)
class Entry:
    """What was typed for one order. `typed`: analyte → as it stands in the box. at: measured, if not now."""

    order: Order
    typed: Mapping[str, str] = field(default_factory=dict)
    findings: str = ""
    conclusion: str = ""
    at: dt.datetime | None = None


@dataclass
class _Version:
    """A version of a result with its figures, not yet written."""

    order: Order
    result: Result
    figures: list[Observation]
    is_new_alarm: bool = False


def enter_results(
    *,
    person_id: uuid.UUID,
    entries: Sequence[Entry],
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> list[Result]:
    """Results of one person's orders, typed at once; one that a second person must verify waits.

    An empty entry is left out. Refused: an order of another person, one that is withdrawn or verified.
    """
    order_permissions.require_enter(by)
    chart = chart_of(person_id, by)
    said = [entry for entry in entries if _says_something(entry)]
    if not said:
        raise Refused(_("Chưa nhập kết quả nào."))
    for entry in said:
        _require_ours(chart, entry.order, by)
    is_final = order_permissions.may_verify_alone(by, clock.today())
    status = FINAL if is_final else PRELIMINARY
    versions = [_typed_version(chart, entry, by, status) for entry in said]
    return _write(versions, by, reason="result.enter", repeat=repeat)


def verify_results(*, orders: Sequence[Order], by: Actor) -> list[Result]:
    """A second look at what was entered; from now on the results count."""
    versions = []
    for chart, order in _with_charts(orders, by):
        [answered] = with_answers(chart, [order])
        if answered.result is None or order.status != states.Status.RESULTED:
            raise Refused(_("“%(title)s” không có kết quả chờ duyệt.") % {"title": order.title})
        ground = order_permissions.require_verify(
            by, answered.result.entered_by, order.category, clock.today()
        )
        version = _verified_version(order, answered.result, answered.figures, by)
        version.result.same_person = ground
        versions.append(version)
    return _write(versions, by, reason="result.verify")


def correct_result(*, entry: Entry, why: str, by: Actor) -> Result:
    """A verified result was wrong: the corrected one steps in, the first stays readable."""
    order_permissions.require_correct(by)
    chart = chart_of(entry.order.patient_id, by)
    _require_ours(chart, entry.order, by, corrects=True)
    if not nfc(why):
        raise Refused(_("Ghi lý do sửa kết quả đã duyệt."), field="why")
    version = _typed_version(chart, entry, by, AMENDED)
    version.result.why = nfc(why)[:300]
    [before] = with_answers(chart, [entry.order], figures=False)
    if before.result and before.result.same_person and before.result.entered_by == by.account_id:
        version.result.same_person = before.result.same_person
    [result] = _write([version], by, reason="result.correct", why=version.result.why)
    return result


def _with_charts(orders: Sequence[Order], by: Actor) -> list[tuple[Chart, Order]]:
    charts: dict[uuid.UUID, Chart] = {}
    found = []
    for order in orders:
        if order.patient_id not in charts:
            charts[order.patient_id] = chart_of(order.patient_id, by)
        _require_performer(order, by)
        found.append((charts[order.patient_id], order))
    return found


def _says_something(entry: Entry) -> bool:
    return bool(
        entry.findings.strip()
        or entry.conclusion.strip()
        or any(text.strip() for text in entry.typed.values())
    )


def _require_ours(chart: Chart, order: Order, by: Actor, *, corrects: bool = False) -> None:
    if order.patient_id not in chart.patient_ids:
        raise Refused(
            _("Phiếu chỉ định này là của người khác. Kiểm tra lại tên trên phiếu và trên mẫu."),
            code="other_person",
        )
    _require_performer(order, by)
    if corrects != (order.status == states.Status.COMPLETED):
        raise Refused(
            _("“%(title)s” chưa có kết quả đã duyệt để sửa.") % {"title": order.title}
            if corrects
            else _("Kết quả “%(title)s” đã duyệt. Bấm “Sửa kết quả” và ghi lý do.")
            % {"title": order.title}
        )


def _require_performer(order: Order, by: Actor) -> None:
    if not is_of(order.performer_id, by):
        raise NotPermitted(_("Chỉ nơi thực hiện được ghi kết quả này."))


def _typed_version(chart: Chart, entry: Entry, by: Actor, status: str) -> _Version:
    [before] = with_answers(chart, [entry.order])
    figures = _figures(chart, entry, by)
    if not (figures or nfc(entry.findings) or nfc(entry.conclusion)):
        raise Refused(_("Chưa nhập kết quả nào."))
    measured = _measured_at(entry)
    result = Result(
        id=uuid7(),
        status=status,
        findings=_lines(entry.findings),
        conclusion=_lines(entry.conclusion),
        is_abnormal=any(each.is_abnormal for each in figures),
        is_critical=any(each.is_critical for each in figures),
        entered_by=by.account_id,
        entered_name=by.name,
        entered_at=clock.now(),
        occurred_at=measured,
        day=clock.day_of(measured),
        **_of_order(entry.order, by, before.result),
    )
    if status != PRELIMINARY:
        _sign(result, by)
    rows = [_observation(result, each) for each in figures]
    alarm = result.is_critical and _is_news(before.figures, rows)
    return _Version(entry.order, result, rows, alarm)


def _measured_at(entry: Entry) -> dt.datetime:
    """Now, or as a file or a paper says: never before the order, never to come."""
    at = entry.at
    if at is None:
        return clock.now()
    if at > clock.now():
        raise Refused(_("Giờ làm xét nghiệm không thể ở tương lai."), field="at", code="future")
    if at < entry.order.requested_at:
        raise Refused(
            _("Giờ làm xét nghiệm trước lúc chỉ định, lấy mẫu. Kiểm tra lại ngày giờ."),
            field="at",
            code="before_order",
        )
    return at


def _is_news(before: Sequence[Observation], now: Sequence[Observation]) -> bool:
    """Are there critical values that the asking side has not been told of?"""
    told = {(row.code, row.value, row.value_text) for row in before}
    return any(
        row.interpretation in rules.CRITICALS and (row.code, row.value, row.value_text) not in told
        for row in now
    )


def _verified_version(
    order: Order, entered: Result, figures: Sequence[Observation], by: Actor
) -> _Version:
    """What was entered, word by word, under the name of whoever verified it."""
    kept = ("findings", "conclusion", "is_abnormal", "is_critical", "day", "occurred_at")
    result = Result(
        id=uuid7(),
        status=FINAL,
        entered_by=entered.entered_by,
        entered_name=entered.entered_name,
        entered_at=entered.entered_at,
        **{name: getattr(entered, name) for name in kept},
        **_of_order(order, by, entered),
    )
    result.unit_id = entered.unit_id
    _sign(result, by)
    measured = ("code", "value", "value_text", "unit", "low", "high", "interpretation")
    rows = [
        _row(result, **{name: getattr(figure, name) for name in measured}) for figure in figures
    ]
    return _Version(order, result, rows)


def _of_order(order: Order, by: Actor, before: Result | None) -> dict[str, object]:
    return {
        "patient_id": order.patient_id,
        "compartment": order.compartment,
        "amends_id": before.id if before else None,
        "order_id": order.id,
        "unit_id": by.unit_id,
        "category": order.category,
        "code": order.code,
        "title": order.title,
    }


def _sign(result: Result, by: Actor) -> None:
    result.verified_by, result.verified_name = by.account_id, by.name
    result.verified_at = clock.now()


def _figures(chart: Chart, entry: Entry, by: Actor) -> list[rules.Figure]:
    found = []
    for code, scale in scales_of(chart, entry.order, by).items():
        try:
            figure = rules.read(entry.typed.get(code, ""), scale)
        except (Unreadable, rules.Impossible) as fault:
            label = scale.analyte.label.spoken(get_language() or "vi")
            raise Refused(_fault(fault, label), field=f"{entry.order.id.hex}-{code}") from None
        if figure:
            found.append(figure)
    return found


def _fault(fault: Exception, label: str) -> str:
    said = {"label": label, "typed": fault.args[0]}
    if isinstance(fault, rules.Impossible):
        return _("%(label)s: %(typed)s không thể có. Kiểm tra lại số và ô đang nhập.") % said
    return _("%(label)s: không đọc được “%(typed)s”.") % said


def _observation(result: Result, figure: rules.Figure) -> Observation:
    return _row(
        result,
        code=figure.code,
        value=figure.value,
        value_text=figure.text[:200],
        unit=figure.unit,
        low=figure.low,
        high=figure.high,
        interpretation=figure.interpretation,
    )


def _row(result: Result, **measured: object) -> Observation:
    return Observation(
        id=uuid7(),
        patient_id=result.patient_id,
        compartment=result.compartment,
        order_id=result.order_id,
        result_id=result.id,
        status=PRELIMINARY if result.status == PRELIMINARY else FINAL,
        day=result.day,
        occurred_at=result.occurred_at,
        **measured,
    )


def _write(
    versions: Sequence[_Version],
    by: Actor,
    *,
    reason: str,
    why: str = "",
    repeat: changes.Repeat | None = None,
) -> list[Result]:
    with changes.apply(actor=by, reason=reason, why=why, repeat=repeat) as log:
        _put(log, versions, by, why)
        log.result_id = versions[0].order.requisition_id
    return [version.result for version in versions]


def _put(log: changes.Log, versions: Sequence[_Version], by: Actor, why: str = "") -> None:
    """Everything that these versions change, into the act in hand."""
    for day in {version.result.day for version in versions}:
        log.check(lambda day=day: require_open_day(by, day, why=why))  # type: ignore[misc]
    for version in versions:
        order, result = version.order, version.result
        waits = result.status == PRELIMINARY
        move(order, states.Status.RESULTED if waits else states.Status.COMPLETED)
        if version.is_new_alarm or result.status == AMENDED:
            _forget_reading(order)
        order.is_critical = result.is_critical
        _ask_second_look(order, result)
        log.change(order, FIELDS)
        log.create(result, *version.figures)
        for task in _tasks(version):
            log.create(task)
    settled = [v.order for v in versions if not v.result.is_critical]
    for task in close_critical(settled, by, _("Kết quả đã được sửa.")):
        log.change(task, ["status", "outcome", "done_by", "done_at"])
    corrected = [v.order for v in versions if v.result.status == AMENDED]
    for task in close_second_looks(corrected, by, _("Kết quả đã được sửa.")):
        log.change(task, ["status", "outcome", "done_by", "done_at"])


@dataclass(frozen=True)
class Pooled:
    """The verified answer of a pool, as it answers each specimen in it. answer: code of the scale, or empty:
    nothing is known of the single person (any more). entered_*: who read the pool."""

    pool_id: uuid.UUID
    answer: str
    conclusion: str
    measured_at: dt.datetime
    entered_by: uuid.UUID
    entered_name: str
    entered_at: dt.datetime
    why: str = ""


def put_pooled(log: changes.Log, *, orders: Sequence[Order], said: Pooled, by: Actor) -> None:
    """Every order of a pool is answered with it, in the act that answers the pool; an order answered before
    gets a corrected version. Whoever verifies the pool verifies these."""
    order_permissions.require_enter(by)
    versions = []
    for chart, order in _with_charts(orders, by):
        typed = {
            code: next((each.label.vi for each in scale.answers if each.code == said.answer), "")
            for code, scale in scales_of(chart, order, by).items()
        }
        entry = Entry(order, typed, conclusion=said.conclusion, at=said.measured_at)
        status = AMENDED if order.status == states.Status.COMPLETED else FINAL
        version = _typed_version(chart, entry, by, status)
        version.result.pool_id, version.result.why = said.pool_id, nfc(said.why)[:300]
        version.result.entered_by, version.result.entered_name = said.entered_by, said.entered_name
        version.result.entered_at = said.entered_at
        versions.append(version)
    _put(log, versions, by, said.why)


def _ask_second_look(order: Order, result: Result) -> None:
    """A reading that one person made and verified waits for another's eye, however late that comes."""
    if result.status == PRELIMINARY:
        return
    order.second_look = SecondLook.WANTED if result.same_person else ""
    order.second_look_name = order.second_look_note = ""
    order.second_look_at = None


def _forget_reading(order: Order) -> None:
    """What the asking side has read is not this result."""
    order.acknowledged_by, order.acknowledged_at = None, None
    order.acknowledged_name = order.acknowledged_note = ""


def _tasks(version: _Version) -> list[Task]:
    """The asking side must hear of a critical value at once; the words say nothing of the test."""
    if not version.is_new_alarm:
        return []
    order = version.order
    return [
        Task(
            unit_id=order.unit_id,
            patient_id=order.patient_id,
            compartment=order.compartment,
            kind=CRITICAL_TASK,
            subject_id=order.id,
            title=_("Kết quả nguy kịch: xem ngay và xác nhận"),
            due_on=clock.today(),
            priority=URGENT,
        )
    ]


def _lines(text: str) -> str:
    """Several lines stay several lines."""
    return "\n".join(nfc(line) for line in text.strip().splitlines())[:5000]
