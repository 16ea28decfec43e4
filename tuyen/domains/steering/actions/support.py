"""A lower unit asks; the upper one takes and answers; the asker closes, or says that it did not help."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.steering import permissions
from tuyen.domains.steering.models import SupportRequest, SupportStep
from tuyen.domains.steering.queries import support as queries
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.domains.steering.rules import support as rules
from tuyen.domains.steering.rules.support import Status
from tuyen.platform import changes
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.models import Task

TO_ANSWER = "support_answer"
TO_CLOSE = "support_close"
DECLINED = "support_declined"
CLOSE_AFTER = dt.timedelta(days=3)  # a reminder, no limit: the asker closes when it pleases
CLOCK = ["clock_from", "take_by", "answer_by"]


@dataclass(frozen=True)
class Asked:
    """What a unit needs help with; no name of a patient belongs here."""

    to_unit_id: uuid.UUID
    topic: str
    urgency: str
    title: str
    question: str = ""


def ask(
    *,
    said: Asked,
    by: Actor,
    after: SupportRequest | None = None,
    repeat: changes.Repeat | None = None,
) -> SupportRequest:
    """Sent to a unit that directs the asker, or that has an agreement in force with it.

    after: what another unit declined; it stays as it is, and this request takes it further.
    """
    permissions.require_ask(by)
    here = facility_of(by)
    if after is not None:
        _require_declined(after, said, by)
    if said.to_unit_id not in queries.may_be_asked(here, clock.today()):
        raise Refused(
            _(
                "Chỉ gửi được đến đơn vị chỉ đạo mình, hoặc đơn vị có văn bản hợp tác còn hiệu lực. "
                "Văn bản cũ đã hết thì gia hạn hoặc ký mới trước."
            ),
            field="to",
        )
    row = request_of(here, said, by)
    row.after_id = after.id if after else None
    with changes.apply(actor=by, reason="steering.ask_support", repeat=repeat) as log:
        log.create(row, step_of(row, row.question, by), question_task(row))
        if after is not None:
            _done(log, after, by, DECLINED)
        log.result_id = row.id
    return row


def _require_declined(after: SupportRequest, said: Asked, by: Actor) -> None:
    permissions.require_asker(by, after)
    if after.status != Status.DECLINED:
        raise Refused(_("Chỉ gửi tiếp đề nghị đã bị từ chối."), code="wrong_step")
    if said.to_unit_id == after.to_unit_id:
        raise Refused(_("Đơn vị này đã từ chối: chọn nơi khác."), field="to")


def request_of(
    unit_id: uuid.UUID, said: Asked, by: Actor, call_id: uuid.UUID | None = None
) -> SupportRequest:
    """A request not yet written, its clocks running from now."""
    _require_words(said)
    now = clock.now()
    times = rules.clock_from(now, queries.urgencies(clock.today(), said.to_unit_id)[said.urgency])
    return SupportRequest(
        id=uuid7(),
        unit_id=unit_id,
        to_unit_id=said.to_unit_id,
        topic=said.topic,
        urgency=said.urgency,
        title=nfc(said.title),
        question=nfc(said.question),
        asked_at=now,
        asked_by=by.account_id,
        asked_by_name=by.name,
        clock_from=now,
        take_by=times.take_by,
        answer_by=times.answer_by,
        call_id=call_id,
    )


def _require_words(said: Asked) -> None:
    if not nfc(said.title):
        raise Refused(_("Ghi cần hỗ trợ việc gì."), field="title")
    if said.urgency not in queries.urgencies(clock.today()):
        raise Refused(_("Chọn mức độ."), field="urgency")
    if said.topic not in queries.topics(clock.today()):
        raise Refused(_("Chọn lĩnh vực."), field="topic")


def step_of(row: SupportRequest, said: str, by: Actor) -> SupportStep:
    return SupportStep(
        id=uuid7(),
        unit_id=row.unit_id,
        request=row,
        status=row.status,
        said=said,
        at=clock.now(),
        by=by.account_id,
        by_name=by.name,
        by_unit_id=by.unit_id,
    )


def question_task(row: SupportRequest) -> Task:
    title = _("Trả lời đề nghị hỗ trợ: %(title)s") % {"title": row.title}
    return new_task(
        title=title[:200],
        kind=TO_ANSWER,
        due_on=clock.day_of(row.answer_by),
        unit_id=row.to_unit_id,
        subject_id=row.id,
        priority=1 if row.urgency == "emergency" else 0,
    )


def take(*, request: SupportRequest, by: Actor) -> SupportRequest:
    """Somebody of the asked unit has read it and works on it."""
    permissions.require_answer(by, request)
    fields = _move(request, Status.TAKEN)
    request.taken_at, request.taken_by = clock.now(), by.account_id
    request.taken_by_name = by.name
    with changes.apply(actor=by, reason="steering.take_support") as log:
        log.change(request, [*fields, "taken_at", "taken_by", "taken_by_name"])
        log.create(step_of(request, "", by))
    return request


def answer(*, request: SupportRequest, text: str, by: Actor) -> SupportRequest:
    """The answer; a later one replaces it until the asker closes. Every answer stays in the steps."""
    permissions.require_answer(by, request)
    if not nfc(text):
        raise Refused(_("Ghi nội dung trả lời."), field="answer")
    fields = _move(request, Status.ANSWERED)
    request.answer, request.answered_at = nfc(text), clock.now()
    request.answered_by, request.answered_by_name = by.account_id, by.name
    said = ["answer", "answered_at", "answered_by", "answered_by_name"]
    with changes.apply(actor=by, reason="steering.answer_support") as log:
        log.change(request, [*fields, *said])
        log.create(step_of(request, request.answer, by))
        _done(log, request, by, TO_ANSWER, TO_CLOSE)
        log.create(reading_task(request))
    return request


def decline(*, request: SupportRequest, why: str, by: Actor) -> SupportRequest:
    """The asked unit cannot help and says why; the asker reads it and may ask somebody else."""
    permissions.require_answer(by, request)
    if not nfc(why):
        raise Refused(_("Ghi lý do từ chối, nên hỏi nơi nào."), field="why")
    fields = _move(request, Status.DECLINED)
    title = _("Bị từ chối, gửi nơi khác nếu còn cần: %(title)s") % {"title": request.title}
    told = new_task(
        title=title[:200],
        kind=DECLINED,
        due_on=clock.today() + CLOSE_AFTER,
        unit_id=request.unit_id,
        subject_id=request.id,
    )
    with changes.apply(actor=by, reason="steering.decline_support", why=nfc(why)[:300]) as log:
        log.change(request, fields)
        log.create(step_of(request, nfc(why), by))
        _done(log, request, by, TO_ANSWER, TO_CLOSE)
        log.create(told)
    return request


def reading_task(row: SupportRequest) -> Task:
    title = _("Đọc trả lời, đóng hoặc mở lại: %(title)s") % {"title": row.title}
    return new_task(
        title=title[:200],
        kind=TO_CLOSE,
        due_on=clock.today() + CLOSE_AFTER,
        unit_id=row.unit_id,
        subject_id=row.id,
    )


def close(
    *, request: SupportRequest, rating: int | None, note: str = "", by: Actor
) -> SupportRequest:
    """Only who asked says that it is done, and how good the help was (1 to 5)."""
    permissions.require_asker(by, request)
    in_range = rating is None or rules.LOWEST_RATING <= rating <= rules.HIGHEST_RATING
    if not in_range:
        raise Refused(_("Đánh giá từ 1 đến 5."), field="rating")
    fields = _move(request, Status.CLOSED)
    request.closed_at, request.closed_by_name = clock.now(), by.name
    request.rating, request.closing_note = rating, nfc(note)
    said = ["closed_at", "closed_by_name", "rating", "closing_note"]
    with changes.apply(actor=by, reason="steering.close_support") as log:
        log.change(request, [*fields, *said])
        log.create(step_of(request, request.closing_note, by))
        _done(log, request, by, TO_ANSWER, TO_CLOSE)
    return request


def reopen(*, request: SupportRequest, why: str, by: Actor) -> SupportRequest:
    """The answer did not help: the clocks run anew, and the first answer stays readable."""
    permissions.require_asker(by, request)
    if not nfc(why):
        raise Refused(_("Ghi điều còn vướng."), field="why")
    fields = _move(request, Status.REOPENED)
    now = clock.now()
    limits = queries.urgencies(clock.today(), request.to_unit_id)
    times = rules.clock_from(now, limits[request.urgency])
    request.clock_from, request.take_by, request.answer_by = now, times.take_by, times.answer_by
    request.reopened += 1
    with changes.apply(actor=by, reason="steering.reopen_support", why=nfc(why)) as log:
        log.change(request, [*fields, *CLOCK, "reopened"])
        log.create(step_of(request, nfc(why), by))
        _done(log, request, by, TO_CLOSE)
        log.create(question_task(request))
    return request


def withdraw(*, request: SupportRequest, why: str, by: Actor) -> SupportRequest:
    """No longer needed, before an answer came."""
    permissions.require_asker(by, request)
    fields = _move(request, Status.WITHDRAWN)
    with changes.apply(actor=by, reason="steering.withdraw_support", why=nfc(why)) as log:
        log.change(request, fields)
        log.create(step_of(request, nfc(why), by))
        _done(log, request, by, TO_ANSWER)
    return request


def _move(request: SupportRequest, then: Status) -> list[str]:
    if not rules.may_follow(request.status, then):
        raise Refused(_cannot(then), code="wrong_step")
    request.status = then.value
    return ["status"]


def _done(log: changes.Log, request: SupportRequest, by: Actor, *kinds: str) -> None:
    for task in queries.tasks_about(request, kinds):
        log.change(task, mark_done(task, by=by))


def _cannot(then: Status) -> str:
    """Why this step does not follow the last one."""
    return {
        Status.TAKEN: _("Đề nghị này đã có người tiếp nhận, hoặc đã trả lời."),
        Status.ANSWERED: _("Đề nghị đã đóng: bên gửi mở lại thì mới trả lời tiếp được."),
        Status.CLOSED: _("Chưa có trả lời, hoặc đã đóng rồi. Nếu không cần nữa, hãy rút đề nghị."),
        Status.REOPENED: _("Chỉ mở lại đề nghị đã có trả lời."),
        Status.WITHDRAWN: _("Đã có trả lời: đóng đề nghị thay vì rút."),
        Status.DECLINED: _("Đã trả lời hoặc đã kết thúc, không từ chối được nữa."),
    }[then]
