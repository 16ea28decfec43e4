"""The answer of one person's own specimen, typed in words; verified and corrected as any result."""

import datetime as dt

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.sampling import permissions
from tuyen.domains.sampling.models import SamplePool, SampleRound
from tuyen.domains.sampling.queries.members import Line
from tuyen.domains.sampling.rules import State
from tuyen.record.actions import results
from tuyen.record.models import Result
from tuyen.registry.terms.orderables import answers, orderables

OPEN = frozenset({State.TAKEN, State.SENT, State.RECEIVED, State.WAITS_CHECK})


def enter(
    *,
    row: SampleRound,
    line: Line,
    answer: str,
    by: Actor,
    at: dt.datetime | None = None,
    why: str = "",
) -> Result:
    """Of the person's own tube. After a verified answer it is a correction and wants its reason."""
    permissions.require_enter(by, row)
    _require_own_tube(line)
    assert line.order is not None
    assert line.member.taken_at is not None
    if at is not None and at < line.member.taken_at:
        raise Refused(_("Giờ làm xét nghiệm trước lúc lấy mẫu."), field="at", code="before_taken")
    entry = results.Entry(line.order, typed_as(row, answer), at=at)
    if line.order.status != "completed":
        [made] = results.enter_results(person_id=line.member.patient_id, entries=[entry], by=by)
        return made
    reason = nfc(why).strip()
    if not reason and line.result and line.result.pool_id:
        reason = _("Xét nghiệm lại riêng sau mẫu gộp %(number)s.") % {
            "number": line.pool.number if line.pool else ""
        }
    return results.correct_result(entry=entry, why=reason, by=by)


def verify(*, row: SampleRound, line: Line, by: Actor) -> Result:
    permissions.require_verify(by, row)
    if line.order is None or line.state != State.WAITS_CHECK:
        raise Refused(
            _("Mẫu %(number)s không có kết quả chờ duyệt.") % {"number": line.member.number}
        )
    [made] = results.verify_results(orders=[line.order], by=by)
    return made


def typed_as(row: SampleRound, answer: str) -> dict[str, str]:
    """The words of the scale for every analyte of the test."""
    today = clock.today()
    scales = answers(today)
    typed = {}
    test = orderables(today).get(row.test)
    for analyte in test.analytes if test else ():
        words = {each.code: each.label.vi for each in scales.get(analyte, ())}
        if answer not in words:
            raise Refused(_("Chọn âm tính, dương tính hoặc không xác định."), field="answer")
        typed[analyte] = words[answer]
    if not typed:
        raise Refused(_("Danh mục không còn xét nghiệm này: chọn xét nghiệm khác cho đợt mới."))
    return typed


def _require_own_tube(line: Line) -> None:
    """Why this specimen cannot be answered alone now, in words that say what to do."""
    number, pool = {"number": line.member.number}, line.pool
    if line.order is None or line.specimen is None:
        raise Refused(_("Người này chưa lấy mẫu."), code="not_taken")
    if line.state == State.REJECTED:
        raise Refused(_("Mẫu %(number)s đã bị từ chối: lấy mẫu mới.") % number, code="rejected")
    is_pooled_tube = pool is not None and line.member.specimen_id == line.member.pooled_specimen_id
    if pool and is_pooled_tube and line.state == State.RETEST:
        if pool.way == SamplePool.Way.TUBE:
            raise Refused(
                _("Mẫu %(number)s đã dùng hết trong mẫu gộp: lấy mẫu mới rồi ghi kết quả.")
                % number,
                code="tube_gone",
            )
    elif pool and is_pooled_tube and line.state in OPEN and line.state != State.WAITS_CHECK:
        raise Refused(
            _("Mẫu %(number)s nằm trong mẫu gộp %(pool)s: ghi kết quả mẫu gộp, hoặc bỏ gộp trước.")
            % {**number, "pool": pool.number},
            code="in_pool",
        )
