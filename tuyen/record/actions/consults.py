"""Putting a case before an expert: asked, talked over, followed, closed. The asking unit's half."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from tuyen.core import clock, facts, rulebook
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.nodes import numbers
from tuyen.record import consult_route, permissions
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.chart import Chart, chart_of
from tuyen.record.consult_limits import limits
from tuyen.record.consult_modes import consent_for, require_mode
from tuyen.record.consulting import Outcome, Question
from tuyen.record.events import ConsultMoved
from tuyen.record.models import (
    Admission,
    Consult,
    ConsultFollow,
    ConsultStep,
    Document,
    Encounter,
    ImagingStudy,
    QuestionnaireResponse,
    Task,
)
from tuyen.record.queries import consults as queries
from tuyen.record.rules import consults as rules
from tuyen.record.rules.admissions import PRESENT
from tuyen.record.rules.consults import Late, Status
from tuyen.record.rules.referrals import SPECIALTIES, may_ride
from tuyen.registry.persons.models import Person
from tuyen.registry.terms import settled

TRIES = 3  # two desks may draw one number; the second draws again
PRIORITIES = {"emergency": 3, "urgent": 2}
TEXTS = ("diagnosis", "signs", "results", "treatment")
MOST_TEXT = 6000
OWED = ["owed", "owed_on"]
AT_ASKER = frozenset(
    {queries.TASK_MORE, queries.TASK_ADVICE, queries.TASK_FOLLOW, queries.TASK_RESULT}
)


def ask(
    *,
    person: Chart | Person | uuid.UUID,
    question: Question,
    by: Actor,
    encounter_id: uuid.UUID | None = None,
    response: QuestionnaireResponse | None = None,
    repeat: changes.Repeat | None = None,
) -> Consult:
    """Ask another facility about this person; the question itself opens the chart there (rulings 14).

    encounter_id: the finished visit, or the stay. response: guided questions, not yet written. Refused
    without an agreement in force. The same form sent twice is one question.
    """
    permissions.require_ask_consult(by)
    chart = chart_of(person, by)
    try:
        return _ask(chart, question, by, encounter_id, response, repeat)
    except changes.Repeated as earlier:
        row: Consult = chart.of(Consult).get(pk=earlier.result_id or chart.person.id)
        return row


def _ask(
    chart: Chart,
    question: Question,
    by: Actor,
    encounter_id: uuid.UUID | None,
    response: QuestionnaireResponse | None,
    repeat: changes.Repeat | None,
) -> Consult:
    compartment = compartment_of(chart, encounter_id)
    deal = consult_route.agreement(by.unit_id, question.to_unit_id, clock.today())
    _require_sound(chart, question, compartment)
    require_mode(chart, question)
    consent_id, consents = consent_for(chart, question, by)
    for turn in range(1, TRIES + 1):
        row = _row(chart, question, by, compartment)
        row.encounter_id, row.consent_id = encounter_id, consent_id
        under(row, deal)
        if response is not None:
            response.compartment, response.encounter_id = compartment, encounter_id
            row.response_id = response.id
        try:
            with changes.apply(actor=by, reason="consult.ask", repeat=repeat) as log:
                log.check(lambda row=row: _require_number(row))  # type: ignore[misc]
                log.create(row, *consents, *([response] if response is not None else []))
                log.create(step(row, "ask", by), waiting(row, queries.TASK_ANSWER))
                log.announce(moved(row, "asked"))
                log.result_id = row.id
        except Stale:
            if turn == TRIES:
                raise
        else:
            break
    return row


def compartment_of(chart: Chart, encounter_id: uuid.UUID | None) -> str:
    """A question out of a hidden visit is hidden alike."""
    own = permissions.compartment_for(chart.who, chart.person.compartment)
    if encounter_id is None:
        return own
    visit = chart.of(Encounter).filter(pk=encounter_id, status="finished").first()
    found = visit or chart.of(Admission).filter(pk=encounter_id, status__in=PRESENT).first()
    if found is None:
        raise Refused(_("Lượt khám này không thuộc hồ sơ đang mở, hoặc đã bị hủy."))
    return found.compartment or own


def _require_sound(chart: Chart, question: Question, compartment: str) -> None:
    today = clock.today()
    if chart.person.is_deceased:
        raise Refused(_("Hồ sơ ghi người này đã mất: xem lại phần hành chính trước khi hỏi."))
    _require_said(question, today)
    for model, ids in ((Document, question.document_ids), (ImagingStudy, question.study_ids)):
        known = chart.of(model).filter(pk__in=ids)
        told = [row for row in known if may_ride(row.compartment, compartment)]
        if len(told) != len(set(ids)):
            raise Refused(
                _("Có giấy tờ, hình ảnh không gửi kèm được: bỏ chọn rồi gửi lại."),
                field="documents",
            )


def _require_said(question: Question, today: dt.date) -> None:
    said, most = nfc(question.question), rules.most_letters(today)
    if not said:
        raise Refused(_("Ghi câu hỏi cần chuyên gia trả lời."), field="question")
    if len(said) > most:
        raise Refused(
            _("Câu hỏi dài %(n)d chữ, nhiều nhất %(most)d. Rút gọn lại.")
            % {"n": len(said), "most": most},
            field="question",
        )
    if question.urgency not in rules.choices("urgency", today):
        raise Refused(_("Chọn mức khẩn."), field="urgency")
    if question.specialty not in {row["code"] for row in rulebook.on(SPECIALTIES, today).rows}:
        raise Refused(_("Chọn chuyên khoa."), field="specialty")
    if question.mode not in rules.modes(today):
        raise Refused(_("Chọn một hình thức trong danh sách."), field="mode")


def _row(chart: Chart, question: Question, by: Actor, compartment: str) -> Consult:
    now, today = clock.now(), clock.today()
    texts = {name: nfc(getattr(question, name))[:MOST_TEXT] for name in TEXTS}
    return Consult(
        patient_id=chart.person.id,
        compartment=compartment,
        number=_next_number(by.unit_id, today.year),
        hotline_call_id=question.call_id,
        from_unit_id=by.unit_id,
        to_unit_id=question.to_unit_id,
        day=today,
        mode=question.mode,
        urgency=question.urgency,
        specialty=question.specialty,
        question=nfc(question.question),
        diagnosis_code=question.diagnosis_code,
        document_ids=[str(each) for each in question.document_ids],
        study_ids=[str(each) for each in question.study_ids],
        is_informed=question.is_informed,
        asked_at=now,
        asked_by=by.account_id,
        asked_by_name=by.name,
        asked_by_licence=licence_of(by),
        **texts,
    )


def under(row: Consult, deal: Any) -> None:
    """The agreement by which it is asked, and the limits that follow from it."""
    row.agreement_id, row.agreement_number = deal.id, deal.number
    found = limits(row)
    row.answer_due_at, row.conclude_due_at = found.due.answer_at, found.due.conclude_at
    row.limits_from = found.basis


def licence_of(by: Actor) -> str:
    if by.staff_id is None:
        return ""
    return str(facts.ask("staff.licence_number", staff_id=by.staff_id, on=clock.today()) or "")


def _next_number(unit_id: uuid.UUID, year: int) -> str:
    start = numbers.start(f"{year}-")
    found = Consult.objects.filter(from_unit_id=unit_id, number__startswith=start)
    last = found.aggregate(last=Max("number"))["last"] or f"{start}0"
    return f"{start}{int(last.removeprefix(start)) + 1:05d}"


def _require_number(row: Consult) -> None:
    if Consult.objects.filter(from_unit_id=row.from_unit_id, number=row.number).exists():
        raise Stale(_("Số phiếu vừa được cấp ở bàn khác. Xin bấm lại."))


def say(
    *,
    consult: Consult,
    text: str,
    by: Actor,
    document_ids: tuple[uuid.UUID, ...] = (),
    repeat: changes.Repeat | None = None,
) -> ConsultStep:
    """A line of the conversation from either side; the asking unit's answers “ask more”.

    The same form sent twice is one line (raises changes.Repeated).
    """
    is_asker = queries.is_asker(consult, by)
    if not is_asker:
        permissions.require_consult_expert(by, queries.is_asked(consult, by))
    else:
        permissions.require_ask_consult(by)
    said = nfc(text)
    if not said and not document_ids:
        raise Refused(_("Ghi nội dung trước khi gửi."), field="text")
    if consult.status not in rules.OPEN:
        raise closed(consult)
    line = step(consult, "say", by, said)
    line.document_ids = [str(each) for each in document_ids]
    answers = is_asker and consult.status == Status.MORE_ASKED
    with changes.apply(actor=by, reason="consult.say", repeat=repeat) as log:
        log.create(line)
        if answers:
            move(consult, Status.IN_CONSULT)
            log.change(consult, ["status", "ended_on"])
            done(log, consult, by, queries.TASK_MORE)
            log.create(waiting(consult, queries.TASK_ANSWER, _("Nơi hỏi đã bổ sung: xem lại ca")))
        else:
            log.still(consult)
    return line


def cancel(*, consult: Consult, why: str, by: Actor) -> Consult:
    """The asking unit takes the question back before an advice."""
    permissions.require_consult_asker(by, queries.is_asker(consult, by))
    said = nfc(why)
    if not said:
        raise Refused(_("Ghi lý do rút câu hỏi."), field="why")
    move(consult, Status.CANCELLED)
    with changes.apply(actor=by, reason="consult.cancel", why=said) as log:
        log.change(consult, ["status", "ended_on"])
        log.create(step(consult, "cancel", by, said))
        done(log, consult, by, queries.TASK_ANSWER, queries.TASK_MORE, queries.TASK_OVERDUE)
    return consult


def follow(*, consult: Consult, point: str, state: str, by: Actor, note: str = "") -> ConsultFollow:
    """How the person is at day 1, 3, 7: one key. A second word on one point is a further row."""
    permissions.require_consult_asker(by, queries.is_asker(consult, by))
    today = clock.today()
    if consult.status not in (Status.ADVISED, Status.OUTCOME):
        raise Refused(_("Chưa có lời khuyên để theo dõi."), field="state")
    if state not in rules.choices("state", today):
        raise Refused(_("Chọn tình trạng của người bệnh."), field="state")
    if not rules.is_point(point):
        raise Refused(_("Chọn lần theo dõi."), field="point")
    row = ConsultFollow(
        patient_id=consult.patient_id,
        compartment=consult.compartment,
        consult_id=consult.id,
        unit_id=by.unit_id,
        point=point,
        state=state,
        note=nfc(note),
        at=clock.now(),
        by_name=by.name,
    )
    is_waiting = consult.status == Status.ADVISED
    is_over = is_waiting and _owes_next(consult, point, state)
    with changes.apply(actor=by, reason="consult.follow") as log:
        log.create(row)
        if is_waiting:
            log.change(consult, OWED)
        else:
            log.still(consult)
        _follow_done(log, consult, point, by)
        if is_over:
            hasten_result(log, consult)
    return row


def _owes_next(consult: Consult, point: str, state: str) -> bool:
    """What is to be done after this follow-up stands on the case; True: only the outcome is left."""
    told = {*queries.points_told(consult), point}
    if state == "died" or point == "discharge":
        consult.owed, consult.owed_on = Late.RESULT, clock.today()
        return True
    owe(consult, told)
    return consult.owed == Late.RESULT


def owe(consult: Consult, told: set[str], days: list[int] | None = None) -> None:
    """The next follow-up, or the outcome, with its day."""
    today = clock.today()
    advised = clock.day_of(consult.advised_at) if consult.advised_at else today
    grace = result_days(consult)
    found = rules.owed_next(days or queries.days_to_follow(consult), told, advised, today, grace)
    consult.owed, consult.owed_on = found.what, found.on


def result_days(consult: Consult) -> int:
    """How long after the last follow-up the asking unit tells the outcome."""
    return int(settled.on(rules.CLOCKS, clock.today(), consult.from_unit_id)["result_days"])


def hasten_result(log: Any, consult: Consult) -> None:
    """The outcome can be told now: its task at the asking unit is due today."""
    today = clock.today()
    open_ = list(queries.open_tasks(consult, queries.TASK_RESULT))
    if not open_:
        log.create(result_wanted(consult, today))
    for task in open_:
        if task.due_on > today:
            task.due_on = today
            log.change(task, ["due_on"])


def result_wanted(consult: Consult, due_on: dt.date) -> Task:
    title = _("Ghi kết quả điều trị của ca hội chẩn")
    return waiting(consult, queries.TASK_RESULT, title, due_on=due_on)


def _follow_done(log: Any, consult: Consult, point: str, by: Actor) -> None:
    """The task of that day, and those of earlier days that nobody did."""
    if consult.advised_at is None or point == "discharge":
        return done(log, consult, by, queries.TASK_FOLLOW)
    last = clock.day_of(consult.advised_at) + dt.timedelta(days=int(point.removeprefix("d")))
    for task in queries.open_tasks(consult, queries.TASK_FOLLOW).filter(due_on__lte=last):
        log.change(task, mark_done(task, by=by))
    return None


def record_outcome(*, consult: Consult, outcome: Outcome, by: Actor) -> Consult:
    """How it ended, and whether the advice was carried out; every open case of the question ends."""
    permissions.require_consult_asker(by, queries.is_asker(consult, by))
    today = clock.today()
    if outcome.outcome not in rules.choices("outcome", today):
        raise Refused(_("Chọn kết quả điều trị."), field="outcome")
    if outcome.agreed not in rules.choices("agreed", today):
        raise Refused(_("Cho biết lời khuyên có được làm theo không."), field="agreed")
    said = nfc(outcome.agreed_note)
    if outcome.agreed != "yes" and not said:
        raise Refused(_("Ghi vì sao không làm, hoặc chỉ làm một phần."), field="agreed_note")
    if outcome.discharged_on and outcome.discharged_on > today:
        raise Refused(_("Ngày ra viện ở sau hôm nay."), field="discharged_on")
    ended = [consult, *queries.advised_beside(consult)]
    for row in ended:
        _end(row, outcome, said)
    fields = ["status", "ended_on", "outcome", "outcome_on", "discharged_on", "agreed", *OWED]
    kinds = (
        *(queries.TASK_FOLLOW, queries.TASK_ADVICE),
        *(queries.TASK_OVERDUE, queries.TASK_RESULT),
    )
    with changes.apply(actor=by, reason="consult.outcome") as log:
        for row in ended:
            log.change(row, [*fields, "agreed_note"])
            log.create(step(row, "outcome", by, said), told_experts(row))
            done(log, row, by, *kinds)
            log.announce(moved(row, "outcome"))
    return consult


def _end(consult: Consult, outcome: Outcome, said: str) -> None:
    move(consult, Status.OUTCOME)
    consult.outcome, consult.outcome_on = outcome.outcome, clock.today()
    consult.agreed, consult.agreed_note = outcome.agreed, said
    consult.owed, consult.owed_on = "", None
    consult.discharged_on = outcome.discharged_on


def close(*, consult: Consult, held: str, by: Actor) -> Consult:
    """The experts look back: did the advice hold? Only after the outcome is known."""
    permissions.require_consult_expert(by, queries.is_asked(consult, by))
    if consult.status != Status.OUTCOME:
        raise Refused(
            _("Chưa có kết quả điều trị nên chưa đóng ca được. Nơi hỏi ghi kết quả trước.")
        )
    if held not in rules.choices("held", clock.today()):
        raise Refused(_("Cho biết lời khuyên có đúng không."), field="held")
    move(consult, Status.CLOSED)
    consult.held, consult.closed_at, consult.closed_by_name = held, clock.now(), by.name
    with changes.apply(actor=by, reason="consult.close") as log:
        log.change(consult, ["status", "ended_on", "held", "closed_at", "closed_by_name"])
        log.create(step(consult, "close", by))
        done(log, consult, by, queries.TASK_OUTCOME, queries.TASK_OVERDUE, queries.TASK_MORE)
        log.announce(moved(consult, "closed"))
    return consult


def told_experts(row: Consult) -> Task:
    return waiting(row, queries.TASK_OUTCOME, _("Ca hội chẩn đã có kết quả: xem và đóng ca"))


# What both halves share ------------------------------------------------------------------------


def move(row: Consult, then: Status) -> None:
    """The next state, if it may follow, with the day on which the other side's leave ends."""
    if not rules.may_follow(row.status, then):
        raise closed(row)
    row.status = then
    row.ended_on = rules.link_ends_on(then, clock.today())


def closed(row: Consult) -> Refused:
    return Refused(
        _("Ca đang ở trạng thái “%(status)s” nên không làm được bước này.")
        % {"status": row.get_status_display()}
    )


def step(row: Consult, kind: str, by: Actor, text: str = "") -> ConsultStep:
    return ConsultStep(
        patient_id=row.patient_id,
        compartment=row.compartment,
        consult_id=row.id,
        kind=kind,
        text=text,
        at=clock.now(),
        by_id=by.account_id,
        by_name=by.name,
        unit_id=row.to_unit_id if by is SYSTEM else by.unit_id,
    )


def waiting(row: Consult, kind: str, title: str = "", *, due_on: dt.date | None = None) -> Task:
    """A task at the side that owes the next step; its words name nobody."""
    at_asker = kind in AT_ASKER
    return new_task(
        unit_id=row.from_unit_id if at_asker else row.to_unit_id,
        patient_id=row.patient_id,
        compartment=row.compartment,
        kind=kind,
        subject_id=row.id,
        title=title or _("Trả lời xin hội chẩn từ xa"),
        due_on=due_on or clock.today(),
        priority=PRIORITIES.get(row.urgency, 0),
    )


def done(log: Any, row: Consult, by: Actor, *kinds: str) -> None:
    """What this step has done need not be done again."""
    for task in queries.open_tasks(row, *kinds):
        log.change(task, mark_done(task, by=by))


def moved(row: Consult, verb: str) -> ConsultMoved:
    return ConsultMoved(row.id, row.patient_id, row.from_unit_id, row.to_unit_id, verb)
