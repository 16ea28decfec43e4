"""A difficulty raised, grouped with its like, passed one tier up, answered once for all, settled."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.directives import clocks, permissions
from tuyen.domains.directives.models import (
    CaseStatus,
    CaseStep,
    Difficulty,
    DifficultyStatus,
    TopicCase,
)
from tuyen.domains.directives.queries import difficulties as queries
from tuyen.domains.directives.queries.tasks import open_task, open_tasks
from tuyen.domains.directives.rules import difficulties as rules
from tuyen.domains.directives.rules import lists
from tuyen.domains.directives.texts import lines
from tuyen.platform import changes
from tuyen.platform.nodes.queries import decides_alone
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.models import Task
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

LONGEST_PROMISE = dt.timedelta(days=5 * 365)
TASK_ANSWER, TASK_CONFIRM = "difficulty_case", "difficulty_answered"


@dataclass(frozen=True)
class Said:
    """A difficulty as it is written down. `to_unit_id`: who directs us; empty is the unit above."""

    topic: str
    title: str
    text: str = ""
    proposal: str = ""
    hinders_care: bool = False
    to_unit_id: uuid.UUID | None = None


def raise_difficulty(*, said: Said, by: Actor, repeat: changes.Repeat | None = None) -> Difficulty:
    """One unit tells a unit that directs it what it cannot solve alone."""
    unit_id, today = permissions.home(by), clock.today()
    permissions.require_raise(by, unit_id)
    if said.topic not in lists.rows("topic", today):
        raise Refused(_("Chọn chủ đề."), field="topic")
    if not nfc(said.title):
        raise Refused(_("Ghi ngắn gọn khó khăn là gì."), field="title")
    to = said.to_unit_id or _above(unit_id)
    if to is None or to not in {unit.id for unit in direction.directing(unit_id, today)}:
        raise Refused(_("Chọn một đơn vị đang chỉ đạo đơn vị mình."), field="to_unit_id")
    row = Difficulty(
        id=uuid7(),
        unit_id=unit_id,
        to_unit_id=to,
        topic=said.topic,
        title=nfc(said.title),
        title_fold=fold(nfc(said.title)),
        text=lines(said.text),
        proposal=lines(said.proposal),
        hinders_care=said.hinders_care,
        raised_at=clock.now(),
        raised_by=by.account_id,
        raised_by_name=by.name,
        answer_due_on=clocks.due("answer_days", today, to),
    )
    with changes.apply(actor=by, reason="difficulties.raise", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def take_back(*, difficulty: Difficulty, why: str, by: Actor) -> Difficulty:
    """Solved by itself, or raised by mistake, before anybody took it up."""
    permissions.require_raise(by, difficulty.unit_id)
    _require_step(difficulty, rules.TAKEN_BACK)
    difficulty.status, difficulty.settled_note = DifficultyStatus.TAKEN_BACK, nfc(why)
    difficulty.settled_at, difficulty.settled_by_name = clock.now(), by.name
    with changes.apply(actor=by, reason="difficulties.take_back", why=nfc(why)) as log:
        log.change(difficulty, [*SETTLED])
    return difficulty


SETTLED = ("status", "settled_note", "settled_at", "settled_by_name")


@dataclass(frozen=True)
class Grouping:
    """What a new case is called."""

    topic: str
    title: str
    summary: str = ""


def group(
    *,
    grouping: Grouping,
    difficulties: Sequence[Difficulty],
    by: Actor,
    cases: Sequence[TopicCase] = (),
) -> TopicCase:
    """Difficulties of several units, and cases passed up from below, become one case of my unit."""
    unit_id = permissions.home(by)
    permissions.require_answer(by, unit_id)
    if not difficulties and not cases:
        raise Refused(_("Chọn ít nhất một khó khăn để gom."), field="difficulties")
    if not nfc(grouping.title):
        raise Refused(_("Đặt tên cho vấn đề chung."), field="title")
    _require_loose(difficulties, cases, unit_id)
    topic = grouping.topic or difficulties[0].topic
    inside = queries.difficulties_in(c for case in cases for c in queries.tree_of(case))
    units = {row.unit_id for row in difficulties} | {row.unit_id for row in inside}
    due_on = min([*(d.answer_due_on for d in difficulties), *(c.answer_due_on for c in cases)])
    case = TopicCase(
        id=uuid7(),
        unit_id=unit_id,
        at_unit_id=unit_id,
        topic=topic,
        title=nfc(grouping.title),
        title_fold=fold(nfc(grouping.title)),
        summary=lines(grouping.summary),
        units_count=len(units),
        opened_at=clock.now(),
        opened_by_name=by.name,
        answer_due_on=due_on,
    )
    task = _task_of(case)
    case.task_id = task.id
    with changes.apply(actor=by, reason="difficulties.group") as log:
        log.create(case, task, _step(case, "grouped", by, note=case.summary))
        for row in difficulties:
            row.status, row.case_id = DifficultyStatus.GROUPED, case.id
            log.change(row, ["status", "case_id"])
        for below in cases:
            _take_in(log, below, case, by)
    return case


def add_to_case(*, case: TopicCase, difficulties: Sequence[Difficulty], by: Actor) -> TopicCase:
    """More of the same, raised later."""
    permissions.require_answer(by, case.at_unit_id)
    if case.status not in (CaseStatus.OPEN, CaseStatus.REOPENED) or not difficulties:
        raise Refused(_("Vấn đề này đã trả lời: gom các khó khăn mới thành vấn đề khác."))
    _require_loose(difficulties, (), case.at_unit_id)
    known = {row.unit_id for row in queries.difficulties_in(queries.tree_of(case))}
    case.units_count = len(known | {row.unit_id for row in difficulties})
    with changes.apply(actor=by, reason="difficulties.add") as log:
        log.change(case, ["units_count"])
        for row in difficulties:
            row.status, row.case_id = DifficultyStatus.GROUPED, case.id
            log.change(row, ["status", "case_id"])
    return case


def pass_up(*, case: TopicCase, note: str, by: Actor) -> TopicCase:
    """Beyond us: to the unit one tier above, with what we think of it."""
    permissions.require_answer(by, case.at_unit_id)
    _require_waiting(case)
    above = _above(case.at_unit_id)
    if above is None:
        raise Refused(_("Không còn cấp trên để chuyển: đơn vị mình phải trả lời."))
    if not nfc(note):
        raise Refused(_("Ghi vì sao cấp mình không giải quyết được và đề xuất gì."), field="note")
    earlier = open_task(case.task_id)
    case.at_unit_id = above
    case.answer_due_on = clocks.due("answer_days", clock.today(), above)
    task = _task_of(case)
    case.task_id = task.id
    with changes.apply(actor=by, reason="difficulties.pass_up") as log:
        log.change(case, ["at_unit_id", "answer_due_on", "task_id"])
        log.create(task, _step(case, "passed", by, note=lines(note), to_unit_id=above))
        if earlier:
            log.change(earlier, mark_done(earlier, by=by, outcome=_("Đã chuyển cấp trên")))
    return case


@dataclass(frozen=True)
class Answer:
    """One answer for all; `promised_on`: by when it is solved, where it is not yet."""

    text: str
    promised_on: dt.date | None = None


def answer(*, case: TopicCase, said: Answer, by: Actor) -> TopicCase:
    """Every unit that raised it hears the answer and is asked whether it is solved."""
    permissions.require_answer(by, case.at_unit_id)
    _require_waiting(case)
    if not nfc(said.text):
        raise Refused(_("Ghi nội dung trả lời."), field="text")
    if said.promised_on and said.promised_on < clock.today():
        raise Refused(_("Ngày hẹn giải quyết đã qua: chọn ngày khác."), field="promised_on")
    if said.promised_on and said.promised_on > clock.today() + LONGEST_PROMISE:
        raise Refused(_("Hẹn trong vòng năm năm: kiểm tra lại năm."), field="promised_on")
    tree = queries.tree_of(case)
    waiting = [
        row
        for row in queries.difficulties_in(tree)
        if row.status in (DifficultyStatus.GROUPED, DifficultyStatus.REOPENED)
    ]
    tasks = open_tasks([*(each.task_id for each in tree), *(row.task_id for row in waiting)])
    with changes.apply(actor=by, reason="difficulties.answer") as log:
        for each in tree:
            _answer_case(log, each, said, by)
        log.create(_step(case, "answered", by, note=lines(said.text)))
        for row in waiting:
            _answer_one(log, row, case, said)
        for task in tasks:
            log.change(task, mark_done(task, by=by, outcome=_("Đã trả lời")))
    return case


def settle(*, difficulty: Difficulty, note: str, by: Actor) -> Difficulty:
    """The unit that raised it says that it is solved; the case closes with the last of them."""
    permissions.require_raise(by, difficulty.unit_id)
    _require_step(difficulty, rules.SOLVED)
    difficulty.status, difficulty.settled_note = DifficultyStatus.SOLVED, nfc(note)
    difficulty.settled_at, difficulty.settled_by_name = clock.now(), by.name
    task = open_task(difficulty.task_id)
    with changes.apply(actor=by, reason="difficulties.settle") as log:
        log.change(difficulty, [*SETTLED])
        if task:
            log.change(task, mark_done(task, by=by, outcome=_("Đã giải quyết")))
        _follow(log, difficulty, by, difficulty.settled_note or _("Đã giải quyết"))
    return difficulty


def reopen(*, difficulty: Difficulty, why: str, by: Actor) -> Difficulty:
    """The answer did not help: whoever answered gets the case back."""
    permissions.require_raise(by, difficulty.unit_id)
    _require_step(difficulty, rules.REOPENED)
    if not nfc(why):
        raise Refused(_("Ghi còn vướng ở đâu để đơn vị trả lời xem lại."), field="why")
    difficulty.status, difficulty.reopens = DifficultyStatus.REOPENED, difficulty.reopens + 1
    difficulty.settled_note, difficulty.settled_at = nfc(why), None
    difficulty.settled_by_name = by.name
    task = open_task(difficulty.task_id)
    with changes.apply(actor=by, reason="difficulties.reopen", why=nfc(why)) as log:
        log.change(difficulty, [*SETTLED, "reopens"])
        if task:
            log.change(task, mark_done(task, by=by, outcome=_("Chưa giải quyết được")))
        _follow(log, difficulty, by, nfc(why))
    return difficulty


def _follow(log: changes.Log, difficulty: Difficulty, by: Actor, note: str) -> None:
    """Where one machine holds every unit's rows; else the topmost does it by its clock (`follow_case`):
    at the machine of one unit nothing shows what the others say of the case."""
    case = queries.case_of(difficulty)
    if case is not None and decides_alone():
        _move(log, case, difficulty, by, note)


def follow_case(*, case: TopicCase) -> bool:
    """What the units told at their own machines; has the case moved?"""
    told = queries.last_told(queries.tree_of(case))
    if told is None:
        return False
    teller = replace(SYSTEM, name=told.settled_by_name, unit_name=told.unit)
    with changes.apply(actor=SYSTEM, reason="difficulties.follow") as log:
        return _move(log, case, told, teller, told.settled_note or _("Đã giải quyết"))


def _move(log: changes.Log, case: TopicCase, difficulty: Difficulty, by: Actor, note: str) -> bool:
    """The case goes where its difficulties are: closed with the last, opened again by one."""
    tree = queries.tree_of(case)
    states = {row.id: row.status for row in queries.difficulties_in(tree)}
    states[difficulty.id] = difficulty.status
    status = rules.case_status(states.values())
    if status == case.status:
        return False
    fields = ["status", "closed_at"]
    if status == CaseStatus.REOPENED:
        case.answer_due_on = clocks.due("answer_days", clock.today(), case.at_unit_id)
        task = _task_of(case)
        case.task_id = task.id
        log.create(task)
        fields += ["answer_due_on", "task_id"]
    is_closed = status == CaseStatus.CLOSED
    for each in tree:
        each.status, each.closed_at = CaseStatus(status), clock.now() if is_closed else None
        log.change(each, fields if each.id == case.id else ["status", "closed_at"])
    log.create(_step(case, str(status), by, note=note))
    return True


def _answer_case(log: changes.Log, case: TopicCase, said: Answer, by: Actor) -> None:
    case.status, case.answer = CaseStatus.ANSWERED, lines(said.text)
    case.promised_on, case.answered_at = said.promised_on, clock.now()
    case.answered_by_name, case.answered_unit_id = by.name, permissions.home(by)
    log.change(
        case,
        ["status", "answer", "promised_on", "answered_at", "answered_by_name", "answered_unit_id"],
    )


def _answer_one(log: changes.Log, row: Difficulty, case: TopicCase, said: Answer) -> None:
    due_on = max(said.promised_on or clock.today(), clock.today())
    task = new_task(
        title=_("Có trả lời: %(title)s. Đã giải quyết chưa?") % {"title": case.title[:140]},
        kind=TASK_CONFIRM,
        due_on=clocks.due("confirm_days", due_on, case.at_unit_id),
        unit_id=row.unit_id,
        subject_id=row.id,
    )
    row.status, row.answered_at, row.task_id = DifficultyStatus.ANSWERED, clock.now(), task.id
    log.change(row, ["status", "answered_at", "task_id"])
    log.create(task)


def _take_in(log: changes.Log, below: TopicCase, case: TopicCase, by: Actor) -> None:
    below.into_id = case.id
    log.change(below, ["into_id"])
    log.create(_step(below, "taken_in", by, note=case.title))
    if task := open_task(below.task_id):
        log.change(task, mark_done(task, by=by, outcome=_("Đã gom vào vấn đề chung")))


def _task_of(case: TopicCase) -> Task:
    return new_task(
        title=_("Trả lời vấn đề của %(n)d đơn vị: %(title)s")
        % {"n": case.units_count, "title": case.title[:140]},
        kind=TASK_ANSWER,
        due_on=case.answer_due_on,
        unit_id=case.at_unit_id,
        subject_id=case.id,
        role="",
    )


def _step(case: TopicCase, kind: str, by: Actor, **more: Any) -> CaseStep:
    return CaseStep(
        id=uuid7(),
        unit_id=case.unit_id,
        case_id=case.id,
        kind=kind,
        at=clock.now(),
        by_name=by.name,
        by_unit_name=by.unit_name,
        **more,
    )


def _above(unit_id: uuid.UUID) -> uuid.UUID | None:
    """One tier up in the tree."""
    found = Unit.objects.filter(pk=unit_id).values_list("parent_id", flat=True).first()
    return found if isinstance(found, uuid.UUID) else None


def _require_loose(
    difficulties: Iterable[Difficulty], cases: Iterable[TopicCase], unit_id: uuid.UUID
) -> None:
    for row in difficulties:
        if row.to_unit_id != unit_id or not rules.may_follow(row.status, rules.GROUPED):
            raise Refused(
                _("“%(title)s” đã được gom hoặc không gửi tới đơn vị mình.") % {"title": row.title}
            )
    for case in cases:
        if case.at_unit_id != unit_id or case.into_id or case.status == CaseStatus.CLOSED:
            raise Refused(_("“%(title)s” không còn chờ đơn vị mình.") % {"title": case.title})


def _require_waiting(case: TopicCase) -> None:
    if case.into_id:
        raise Refused(_("Vấn đề này đã gom vào vấn đề chung của cấp trên: xem trả lời ở đó."))
    if case.status not in (CaseStatus.OPEN, CaseStatus.REOPENED):
        raise Refused(
            _("Vấn đề này đang ở bước “%(status)s”.") % {"status": case.get_status_display()}
        )


def _require_step(difficulty: Difficulty, then: str) -> None:
    if not rules.may_follow(difficulty.status, then):
        raise Refused(
            _("Khó khăn này đang ở bước “%(status)s” nên chưa làm được việc này.")
            % {"status": difficulty.get_status_display()}
        )
