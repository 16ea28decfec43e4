"""A case becomes a learning case: prepared by whoever treats, read and approved by another person."""

from dataclasses import replace

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.teleconsult import deidentify, learning
from tuyen.domains.teleconsult.learning import Draft
from tuyen.domains.teleconsult.models import LearningCase
from tuyen.platform import changes
from tuyen.record.actions.consults import step
from tuyen.record.chart import Chart
from tuyen.record.models import Consult
from tuyen.record.queries import consults as queries
from tuyen.record.rules.consults import Status
from tuyen.registry.facilities import direction

TEXTS = ("title", "about", "question", "advice", "outcome", "lesson")
PURPOSE = "training"


def require_teachable(chart: Chart, row: Consult) -> None:
    """Only what is over, what the person agreed to, and what lies in no hidden compartment."""
    who = chart.who
    if not (who.may("consult.ask") or who.may("consult.answer")):
        raise NotPermitted(_("Chỉ người tham gia ca mới lập được ca học tập."))
    if not (queries.is_asker(row, who) or queries.is_asked(row, who)):
        raise NotPermitted(_("Chỉ nơi hỏi và nơi được hỏi lập được ca học tập."))
    if row.compartment:
        raise Refused(_("Ca thuộc phần hồ sơ giữ kín nên không đưa vào kho học tập."))
    if row.status not in (Status.OUTCOME, Status.CLOSED):
        raise Refused(_("Chờ có kết quả điều trị rồi mới lập ca học tập."))
    if not facts.ask("consent.allows", patient_ids=list(chart.patient_ids), purpose=PURPOSE):
        raise Refused(
            _(
                "Người bệnh chưa đồng ý cho dùng ca bệnh để đào tạo: ghi ý kiến ở mục “Quyền riêng tư” "
                "của hồ sơ trước."
            ),
            code="no_consent",
        )
    if learning.made_of(row) is not None:
        raise Refused(_("Ca này đã được lập thành ca học tập."))


def prepare(*, chart: Chart, consult: Consult, draft: Draft, by: Actor) -> LearningCase:
    """The de-identified text goes to whoever approves. The case knows its learning case, never the
    other way round: nothing in the learning case leads back to a person."""
    require_teachable(chart, consult)
    said = _tidy(draft)
    _require_said(said)
    row = LearningCase(
        id=uuid7(),
        unit_id=direction.facility_of(by.unit_id),
        prepared_by_name=by.name,
        prepared_by=by.account_id,
        **_fields(said),
    )
    told = step(consult, learning.STEP, by, str(row.id))
    with changes.apply(actor=by, reason="learning.prepare") as log:
        log.still(consult)
        log.create(row, told)
    return row


def edit(*, case: LearningCase, draft: Draft, by: Actor) -> LearningCase:
    """Whoever prepares or approves mends the text until it is approved."""
    _require_ours(case, by)
    if case.status != learning.PROPOSED:
        raise Refused(_("Ca đã được duyệt hoặc đã rút nên không sửa được."))
    said = _tidy(draft)
    _require_said(said)
    names = _set(case, said)
    with changes.apply(actor=by, reason="learning.edit") as log:
        log.change(case, names)
    return case


def approve(*, case: LearningCase, is_read: bool, by: Actor) -> LearningCase:
    """A second person has read it: from now on the whole network may learn from it."""
    _require_steward(case, by)
    if case.status != learning.PROPOSED:
        raise Refused(_("Ca này không còn chờ duyệt."))
    if case.prepared_by == by.account_id:
        raise Refused(_("Người khác người lập mới duyệt được ca học tập."))
    if not is_read:
        raise Refused(
            _("Đọc hết, rồi đánh dấu rằng không còn gì nhận ra người bệnh."), field="is_read"
        )
    case.status, case.decided_by_name, case.decided_at = learning.APPROVED, by.name, clock.now()
    with changes.apply(actor=by, reason="learning.approve") as log:
        log.change(case, ["status", "decided_by_name", "decided_at"])
    return case


def withdraw(*, case: LearningCase, why: str, by: Actor) -> LearningCase:
    """Out of the catalogue, with the reason; approved or not."""
    _require_steward(case, by)
    said = nfc(why)
    if not said:
        raise Refused(_("Ghi lý do rút ca học tập."), field="why")
    if case.status == learning.WITHDRAWN:
        raise Refused(_("Ca này đã được rút."))
    case.status, case.decided_by_name, case.decided_at = learning.WITHDRAWN, by.name, clock.now()
    case.withdrawn_why = said[:300]
    with changes.apply(actor=by, reason="learning.withdraw", why=said) as log:
        log.change(case, ["status", "decided_by_name", "decided_at", "withdrawn_why"])
    return case


def may_steward(case: LearningCase, who: Actor) -> bool:
    if not who.may("consult.learn"):
        return False
    ours = direction.facility_of(who.unit_id) == case.unit_id
    return ours or direction.reaches(who, case.unit_id)


def may_edit(case: LearningCase, who: Actor) -> bool:
    return case.status == learning.PROPOSED and (
        may_steward(case, who) or case.prepared_by == who.account_id
    )


def _require_ours(case: LearningCase, by: Actor) -> None:
    if not (may_steward(case, by) or case.prepared_by == by.account_id):
        raise NotPermitted(_("Chỉ người lập hoặc người duyệt của cơ sở sửa được ca này."))


def _require_steward(case: LearningCase, by: Actor) -> None:
    if not may_steward(case, by):
        raise NotPermitted(_("Chỉ người duyệt của cơ sở lập ca mới duyệt, rút được."))


def _tidy(draft: Draft) -> Draft:
    said = {
        name: "\n".join(nfc(line) for line in getattr(draft, name).splitlines()) for name in TEXTS
    }
    return replace(draft, **said)


def _require_said(draft: Draft) -> None:
    if not draft.title or not draft.question or not draft.advice:
        raise Refused(_("Ca học tập cần tên, câu hỏi và lời khuyên."), field="title")


def _fields(draft: Draft) -> dict[str, str]:
    said = {name: getattr(draft, name) for name in TEXTS}
    return said | {"specialty": draft.specialty, "text_fold": fold(" ".join(said.values()))}


def _set(case: LearningCase, draft: Draft) -> list[str]:
    fields = _fields(draft)
    for name, value in fields.items():
        setattr(case, name, value)
    return list(fields)


def doubts_of(case: LearningCase | Draft) -> list[str]:
    return deidentify.doubts("\n".join(getattr(case, name) for name in TEXTS))
