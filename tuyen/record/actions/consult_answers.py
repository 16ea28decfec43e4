"""A case came from below: taken, talked over, advised, passed on. The asked facility's half."""

import datetime as dt
import uuid
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import consult_route, permissions
from tuyen.record.actions.consults import (
    OWED,
    closed,
    done,
    licence_of,
    move,
    moved,
    owe,
    result_days,
    result_wanted,
    step,
    under,
    waiting,
)
from tuyen.record.consulting import Advice, Expert
from tuyen.record.models import Consult, ConsultAdvice, ConsultStep
from tuyen.record.queries import consults as queries
from tuyen.record.rules import consults as rules
from tuyen.record.rules.consults import Status
from tuyen.registry.facilities.queries import names_of

EXPERT = ["expert_id", "expert_staff_id", "expert_name", "expert_unit_id"]
TAKEN = ["status", "ended_on", "answered_at", *EXPERT]
# Said anew by every tier, or said only by whoever was asked first.
_OF_THE_FIRST = frozenset(
    {
        "id",
        "hlc",
        "clocks",
        "follows_id",
        "to_unit_id",
        "day",
        "status",
        "agreement_id",
        "agreement_number",
    }
    | {
        "answer_due_at",
        "conclude_due_at",
        "limits_from",
        "tier",
        "answered_at",
        "group_ids",
        "decision_note",
    }
    | {"next_unit_id", "ended_on", "asked_at", "referral_id", *EXPERT}
)


def accept(*, consult: Consult, by: Actor) -> Consult:
    """I take this case. Taking it twice changes nothing."""
    permissions.require_consult_expert(by, queries.is_asked(consult, by))
    if consult.expert_id == by.account_id and consult.status != Status.ASKED:
        return consult
    if consult.status != Status.ASKED:
        raise Refused(
            _("%(name)s đã nhận ca này. Muốn tham gia, bấm “Mời thêm chuyên gia”.")
            % {"name": consult.expert_name or _("Người khác")}
        )
    move(consult, Status.ACCEPTED)
    _take(consult, by)
    with changes.apply(actor=by, reason="consult.accept") as log:
        log.change(consult, TAKEN)
        log.create(step(consult, "accept", by))
        done(log, consult, by, queries.TASK_ANSWER, queries.TASK_OVERDUE)
    return consult


def ask_more(*, consult: Consult, text: str, by: Actor) -> Consult:
    """What is missing before an answer: the asking unit hears of it at once."""
    permissions.require_consult_expert(by, queries.is_asked(consult, by))
    said = nfc(text)
    if not said:
        raise Refused(_("Ghi cần bổ sung những gì."), field="text")
    if consult.status == Status.ADVISED:
        raise closed(consult)
    move(consult, Status.MORE_ASKED)
    _take(consult, by)
    with changes.apply(actor=by, reason="consult.ask_more") as log:
        log.change(consult, TAKEN)
        log.create(step(consult, "more", by, said))
        log.create(waiting(consult, queries.TASK_MORE, _("Chuyên gia cần bổ sung thông tin")))
        done(log, consult, by, queries.TASK_ANSWER, queries.TASK_OVERDUE)
    return consult


def begin(*, consult: Consult, by: Actor) -> Consult:
    """The talk has begun: a call, or several experts at one table."""
    permissions.require_consult_expert(by, queries.is_asked(consult, by))
    if consult.status == Status.IN_CONSULT:
        return consult
    if consult.status == Status.ADVISED:
        raise closed(consult)
    move(consult, Status.IN_CONSULT)
    _take(consult, by)
    with changes.apply(actor=by, reason="consult.begin") as log:
        log.change(consult, TAKEN)
        log.create(step(consult, "begin", by))
        done(log, consult, by, queries.TASK_ANSWER, queries.TASK_OVERDUE)
    return consult


def assign(*, consult: Consult, expert: Expert, by: Actor) -> Consult:
    """To another expert of the facility; the case stays where it stands."""
    permissions.require_consult_steward(by, queries.is_asked(consult, by))
    _require_ours(consult, expert)
    if consult.status not in rules.BEFORE_ADVICE:
        raise closed(consult)
    if consult.status == Status.ASKED:
        move(consult, Status.ACCEPTED)
    consult.expert_id, consult.expert_staff_id = expert.account_id, expert.staff_id
    consult.expert_name, consult.expert_unit_id = expert.name, expert.unit_id
    with changes.apply(actor=by, reason="consult.assign") as log:
        log.change(consult, ["status", "ended_on", *EXPERT])
        log.create(step(consult, "assign", by, expert.name))
        done(log, consult, by, queries.TASK_ANSWER)
        log.create(waiting(consult, queries.TASK_ANSWER, _("Ca hội chẩn được giao cho khoa")))
    return consult


def invite(*, consult: Consult, expert: Expert, by: Actor) -> Consult:
    """One more expert of the facility at the same case."""
    permissions.require_consult_steward(by, queries.is_asked(consult, by))
    _require_ours(consult, expert)
    if consult.status not in rules.BEFORE_ADVICE:
        raise closed(consult)
    known = {each["account_id"] for each in consult.group_ids}
    if str(expert.account_id) in known or expert.account_id == consult.expert_id:
        raise Refused(_("Người này đã tham gia ca."), field="expert")
    consult.group_ids = [
        *consult.group_ids,
        {
            "account_id": str(expert.account_id),
            "name": expert.name,
            "unit_id": str(expert.unit_id),
        },
    ]
    with changes.apply(actor=by, reason="consult.invite") as log:
        log.change(consult, ["group_ids"])
        log.create(step(consult, "join", by, expert.name))
    return consult


def refuse(*, consult: Consult, why: str, by: Actor) -> Consult:
    """Not here: the reason goes back at once, the chart closes again."""
    permissions.require_consult_expert(by, queries.is_asked(consult, by))
    said = _reason(why, _("Ghi lý do từ chối để nơi hỏi biết."))
    move(consult, Status.REFUSED)
    consult.decision_note = said
    with changes.apply(actor=by, reason="consult.refuse", why=said) as log:
        log.change(consult, ["status", "ended_on", "decision_note"])
        log.create(step(consult, "refuse", by, said))
        log.create(waiting(consult, queries.TASK_ADVICE, _("Bị từ chối hội chẩn: hỏi nơi khác")))
        done(log, consult, by, queries.TASK_ANSWER, queries.TASK_OVERDUE, queries.TASK_MORE)
        log.announce(moved(consult, "refused"))
    return consult


def redirect(*, consult: Consult, to_unit_id: uuid.UUID, why: str, by: Actor) -> Consult:
    """Another facility is right: the question goes on there. The new case."""
    permissions.require_consult_expert(by, queries.is_asked(consult, by))
    said = _reason(why, _("Ghi lý do chuyển ca để nơi hỏi biết."))
    deal = _agreement(consult, to_unit_id)
    return _pass_on(consult, to_unit_id, deal, said, by, "redirect")


def second_opinion(*, consult: Consult, to_unit_id: uuid.UUID, question: str, by: Actor) -> Consult:
    """A further facility is asked beside this one; this case goes on."""
    permissions.require_consult_steward(by, queries.is_asked(consult, by))
    if consult.status not in rules.BEFORE_ADVICE:
        raise closed(consult)
    deal = _agreement(consult, to_unit_id)
    further = _next(consult, to_unit_id, deal)
    if nfc(question):
        further.question = nfc(question)[: rules.most_letters(clock.today())]
    with changes.apply(actor=by, reason="consult.second_opinion") as log:
        log.still(consult)
        log.create(further, step(further, "ask", by), waiting(further, queries.TASK_ANSWER))
        log.create(step(consult, "second", by, _name_of(to_unit_id)))
        log.announce(moved(further, "asked"))
    return further


def keep_draft(*, consult: Consult, advice: Advice, by: Actor) -> ConsultAdvice:
    """What is being written; seen by its author alone until it is signed."""
    permissions.require_consult_expert(by, queries.is_asked(consult, by))
    if consult.status not in rules.BEFORE_ADVICE:
        raise closed(consult)
    row, is_new = _draft(consult, advice, by)
    with changes.apply(actor=by, reason="consult.draft") as log:
        _kept(log, row, is_new)
    return row


def require_signable(*, consult: Consult, advice: Advice, by: Actor) -> None:
    """Refused when signing would be: asked before the expert is shown what will stand."""
    permissions.require_consult_expert(by, queries.is_asked(consult, by))
    _require_sound(advice)
    if not rules.may_follow(consult.status, Status.ADVISED):
        raise closed(consult)


def sign(
    *,
    consult: Consult,
    advice: Advice,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> ConsultAdvice:
    """The advice is given: it stands from now on, its plan becomes tasks of the asking unit.

    Of two who sign at once the second is refused as Stale: the first one's words are read before.
    """
    permissions.require_consult_expert(by, queries.is_asked(consult, by))
    _require_sound(advice)
    row, is_new = _draft(consult, advice, by)
    if consult.status == Status.ADVISED:
        raise Stale(
            _("%(name)s vừa ký kết luận ca này. Đọc lại, rồi bấm “Ghi bổ sung” nếu cần thêm ý.")
            % {"name": consult.expert_name}
        )
    move(consult, Status.ADVISED)
    _take(consult, by)
    consult.advised_at = clock.now()
    row.status, row.signed_at = queries.SIGNED, consult.advised_at
    owe(consult, set(), [int(n) for n in advice.follow_days] or rules.follow_days(clock.today()))
    with changes.apply(actor=by, reason="consult.sign", repeat=repeat) as log:
        log.change(consult, [*TAKEN, "advised_at", *OWED])
        _kept(log, row, is_new)
        log.create(step(consult, "advise", by, row.text[:300]))
        log.create(*_plan(consult, row))
        kinds = (queries.TASK_ANSWER, queries.TASK_OVERDUE, queries.TASK_MORE)
        done(log, consult, by, *kinds)
        log.announce(moved(consult, "advised"))
    return row


def add_to(*, consult: Consult, text: str, by: Actor) -> ConsultAdvice:
    """A signed advice never changes; what came to mind later stands below it under its own name."""
    permissions.require_consult_expert(by, queries.is_asked(consult, by))
    said = nfc(text)
    if not said:
        raise Refused(_("Ghi nội dung bổ sung."), field="text")
    if consult.status not in (Status.ADVISED, Status.OUTCOME):
        raise closed(consult)
    signed = ConsultAdvice.objects.filter(
        patient_id=consult.patient_id, consult_id=consult.id, status=queries.SIGNED
    )
    first = signed.order_by("written_at").first()
    row = _blank(consult, by)
    row.adds_to_id, row.text = first.id if first else None, said
    row.status, row.signed_at = queries.SIGNED, clock.now()
    with changes.apply(actor=by, reason="consult.addendum") as log:
        log.still(consult)
        log.create(row, step(consult, "addendum", by, said[:300]))
        log.create(waiting(consult, queries.TASK_ADVICE, _("Chuyên gia bổ sung lời khuyên")))
    return row


def escalate(*, consult: Consult) -> Consult | None:
    """Nobody answered in time: on to the next tier, told to both sides. None: no tier is left, and
    both sides have a task instead. By the program itself."""
    today = clock.today()
    asked = _asked_already(consult)
    most = int(rulebook.on(rules.ROUTE, today)["most_tiers"])
    found = consult_route.next_tier(consult.from_unit_id, asked, consult.to_unit_id, today)
    if found is None or consult.tier >= most:
        _say_overdue(consult)
        return None
    unit_id, deal = found
    why = _("Quá hạn trả lời: tự chuyển lên %(name)s.") % {"name": _name_of(unit_id)}
    return _pass_on(consult, unit_id, deal, why, SYSTEM, "escalate")


def _say_overdue(consult: Consult) -> None:
    if queries.open_tasks(consult, queries.TASK_OVERDUE).exists():
        return
    late = _("Ca hội chẩn quá hạn, chưa kết luận")
    with changes.apply(actor=SYSTEM, reason="consult.overdue") as log:
        log.still(consult)
        log.create(waiting(consult, queries.TASK_OVERDUE, late))
        own = waiting(consult, queries.TASK_OVERDUE, late)
        own.unit_id = consult.from_unit_id
        log.create(own, step(consult, "overdue", SYSTEM))


def say_overdue(*, consult: Consult) -> None:
    """Taken, and not concluded in time: a task on both sides, once."""
    _say_overdue(consult)


def _asked_already(consult: Consult) -> set[uuid.UUID]:
    rows = Consult.objects.filter(patient_id=consult.patient_id).values_list(
        "id", "follows_id", "to_unit_id"
    )
    known = {id_: (follows, unit) for id_, follows, unit in rows}
    found, at = {consult.from_unit_id}, consult.id
    while at in known:
        follows, unit = known[at]
        found.add(unit)
        at = follows
    return found


def _pass_on(
    consult: Consult, to_unit_id: uuid.UUID, deal: Any, why: str, by: Actor, kind: str
) -> Consult:
    if to_unit_id in (consult.to_unit_id, consult.from_unit_id):
        raise Refused(_("Chọn một nơi khác nơi đang được hỏi."), field="to_unit")
    further = _next(consult, to_unit_id, deal)
    further.tier = consult.tier + (kind == "escalate")
    move(consult, Status.REDIRECTED)
    consult.next_unit_id, consult.decision_note = to_unit_id, why[:300]
    with changes.apply(actor=by, reason=f"consult.{kind}", why=why) as log:
        log.change(consult, ["status", "ended_on", "next_unit_id", "decision_note"])
        log.create(further, step(further, "ask", by, why))
        log.create(step(consult, kind, by, why))
        done(log, consult, by, queries.TASK_ANSWER, queries.TASK_OVERDUE, queries.TASK_MORE)
        log.create(waiting(further, queries.TASK_ANSWER))
        log.create(waiting(further, queries.TASK_ADVICE, _("Ca hội chẩn được chuyển nơi khác")))
        log.announce(moved(further, "escalated" if kind == "escalate" else "redirected"))
    return further


def _next(consult: Consult, to_unit_id: uuid.UUID, deal: Any) -> Consult:
    """The same question to another facility, with clocks of its own."""
    said = {
        field.attname: getattr(consult, field.attname)
        for field in Consult._meta.concrete_fields
        if field.attname not in _OF_THE_FIRST
    }
    further = Consult(
        **said,
        follows_id=consult.id,
        to_unit_id=to_unit_id,
        day=clock.today(),
        asked_at=clock.now(),
    )
    under(further, deal)
    return further


def _agreement(consult: Consult, to_unit_id: uuid.UUID) -> Any:
    """Of the asking unit, or of the facility that passes the case on."""
    deal = consult_route.partners(consult.from_unit_id, clock.today()).get(to_unit_id)
    return deal or consult_route.agreement(consult.to_unit_id, to_unit_id, clock.today())


def _take(consult: Consult, by: Actor) -> None:
    """Whoever does the first step answers for the case from now on."""
    consult.answered_at = consult.answered_at or clock.now()
    if consult.expert_id is None:
        consult.expert_id, consult.expert_staff_id = by.account_id, by.staff_id
        consult.expert_name, consult.expert_unit_id = by.name, by.unit_id


def _require_ours(consult: Consult, expert: Expert) -> None:
    known = {each.account_id for each in queries.experts_at(consult.to_unit_id)}
    if expert.account_id not in known:
        raise Refused(_("Người này không thuộc cơ sở được hỏi."), field="expert")


def _require_sound(advice: Advice) -> None:
    today = clock.today()
    if advice.kind not in rules.choices("advice", today):
        raise Refused(_("Chọn loại lời khuyên."), field="kind")
    if not nfc(advice.text):
        raise Refused(_("Ghi ý kiến trước khi ký."), field="text")
    if not all(1 <= day <= rules.LONGEST_FOLLOW for day in advice.follow_days):
        raise Refused(_("Ghi số ngày, ví dụ: 1, 3, 7 (từ 1 đến 90)."), field="follow_days")
    if advice.kind == "transfer" and not nfc(advice.destination):
        raise Refused(_("Ghi chuyển đến đâu."), field="destination")


def _draft(consult: Consult, advice: Advice, by: Actor) -> tuple[ConsultAdvice, bool]:
    """What this author was writing, or a new sheet; with what is said now."""
    mine = ConsultAdvice.objects.filter(
        patient_id=consult.patient_id,
        consult_id=consult.id,
        status=queries.DRAFT,
        author_id=by.account_id,
    ).first()
    row = mine or _blank(consult, by)
    for name in ("kind", "diagnosis_code", "technique_code"):
        setattr(row, name, getattr(advice, name))
    for name in ("diagnosis", "text", "orders", "destination"):
        setattr(row, name, nfc(getattr(advice, name)))
    row.follow_days, row.proposals = list(advice.follow_days), list(advice.proposals)
    row.written_at = clock.now()
    return row, mine is None


def _blank(consult: Consult, by: Actor) -> ConsultAdvice:
    return ConsultAdvice(
        patient_id=consult.patient_id,
        compartment=consult.compartment,
        consult_id=consult.id,
        unit_id=by.unit_id,
        author_id=by.account_id,
        author_name=by.name,
        author_licence=licence_of(by),
        written_at=clock.now(),
    )


def _kept(log: Any, row: ConsultAdvice, is_new: bool) -> None:
    if is_new:
        log.create(row)
        return
    said = ["kind", "diagnosis_code", "diagnosis", "text", "orders", "proposals", "technique_code"]
    log.change(row, [*said, "destination", "follow_days", "written_at", "status", "signed_at"])


def _plan(consult: Consult, advice: ConsultAdvice) -> list[Any]:
    """Read it; then look after the person on the days that the advice, or the rulebook, names."""
    today = clock.today()
    days = advice.follow_days or rules.follow_days(today)
    due = [today + dt.timedelta(days=int(n)) for n in days]
    result_on = max(due, default=today) + dt.timedelta(days=result_days(consult))
    title = _("Theo dõi sau hội chẩn")
    return [
        waiting(consult, queries.TASK_ADVICE, _("Đọc lời khuyên hội chẩn")),
        *(waiting(consult, queries.TASK_FOLLOW, title, due_on=day) for day in due),
        result_wanted(consult, result_on),
    ]


def _reason(why: str, sentence: str) -> str:
    said = nfc(why)
    if not said:
        raise Refused(sentence, field="note")
    return said


def _name_of(unit_id: uuid.UUID) -> str:
    return names_of([unit_id]).get(unit_id, "")


def read_advice(*, consult: Consult, by: Actor) -> ConsultStep | None:
    """The asking unit has read the advice: its task is done. None: nothing was waiting."""
    permissions.require_consult_asker(by, queries.is_asker(consult, by))
    if not queries.open_tasks(consult, queries.TASK_ADVICE).exists():
        return None
    seen = step(consult, "read", by)
    with changes.apply(actor=by, reason="consult.read") as log:
        log.create(seen)
        done(log, consult, by, queries.TASK_ADVICE)
    return seen
