"""Pools: put together in the order of taking, taken apart, answered, verified, corrected.

A positive or invalid pool says nothing of a person. A negative one answers each of its members, and says so.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.sampling import permissions, rules
from tuyen.domains.sampling.actions.rounds import require_pool_size
from tuyen.domains.sampling.models import PoolResult, SamplePool, SampleRound
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.queries import pools as queries
from tuyen.platform import changes
from tuyen.platform.nodes import numbers
from tuyen.record import order_permissions
from tuyen.record.actions.results import Pooled, put_pooled

LABORATORY = "laboratory"
POOLING = ["pool_id", "pooled_specimen_id"]


def make_pools(
    *,
    row: SampleRound,
    size: int,
    way: str,
    by: Actor,
    only: Sequence[uuid.UUID] | None = None,
) -> list[SamplePool]:
    """Of everything in hand, or of the members in `only` as one pool. A single one left over stays alone."""
    permissions.require_pool(by, row)
    require_pool_size(size, rules.test_of(row.test, row.opened_on))
    if way not in SamplePool.Way.values:
        raise Refused(_("Chọn cách gộp."), field="way")
    free = queries.may_be_pooled(row, by)
    if only is not None:
        free = _chosen(row, free, only, size, by)
    groups = rules.in_pools(free, size)
    if not groups:
        raise Refused(_("Cần ít nhất hai mẫu chưa gộp, chưa có kết quả ở đơn vị để gộp."))
    start, first = _next_number()
    made = [_pool(row, group, way, f"{start}{first + n:03d}", by) for n, group in enumerate(groups)]
    with changes.apply(actor=by, reason="sampling.pool") as log:
        log.create(*made)
        for pool, group in zip(made, groups, strict=True):
            for line in group:
                line.member.pool_id = pool.id
                line.member.pooled_specimen_id = line.member.specimen_id
                log.change(line.member, POOLING)
    return made


def _chosen(
    row: SampleRound,
    free: list[members.Line],
    only: Sequence[uuid.UUID],
    size: int,
    by: Actor,
) -> list[members.Line]:
    wanted = [line for line in free if line.member.id in set(only)]
    if len(set(only)) > size:
        raise Refused(_("Gộp nhiều nhất %(most)d mẫu.") % {"most": size}, field="size", code="size")
    if len(wanted) < len(set(only)):
        taken = members.of_round(row, by).filter(pk__in=list(only)).exclude(pool_id=None)
        if taken.exists():
            raise Refused(_("Một mẫu đã nằm trong mẫu gộp khác. Bỏ gộp trước."), code="pooled")
        raise Refused(_("Có mẫu chưa lấy, bị từ chối hoặc đã có kết quả: không gộp được."))
    return wanted


def _pool(
    row: SampleRound, group: list[members.Line], way: str, number: str, by: Actor
) -> SamplePool:
    return SamplePool(
        id=uuid7(),
        unit_id=row.unit_id if permissions.may_take(by, row) else row.laboratory_id,
        compartment=row.compartment,
        round_id=row.id,
        taker_id=row.unit_id,
        laboratory_id=row.laboratory_id,
        number=number,
        way=way,
        size=len(group),
        newest_at=max(line.member.taken_at for line in group if line.member.taken_at),
        made_at=clock.now(),
        made_by_name=by.name,
    )


def _next_number() -> tuple[str, int]:
    """`G261123-001`: those of another machine begin with other letters."""
    start = numbers.start(f"G{clock.today():%y%m%d}-")
    given = SamplePool.objects.filter(number__startswith=start).order_by("-number")
    last = given.values_list("number", flat=True).first()
    return start, int(last.removeprefix(start)) + 1 if last else 1


def undo_pool(*, row: SampleRound, pool: SamplePool, by: Actor) -> SamplePool:
    """Before anybody answered it; of one tube nothing can be taken apart."""
    permissions.require_pool(by, row)
    if queries.versions_of([pool.id]):
        raise Refused(_("Mẫu gộp đã có kết quả, không bỏ được."))
    pool.is_undone = True
    with changes.apply(actor=by, reason="sampling.unpool") as log:
        log.change(pool, ["is_undone"])
        for member in members.of_pool(pool):
            member.pool_id = member.pooled_specimen_id = None
            log.change(member, POOLING)
    return pool


def enter_pool(
    *,
    row: SampleRound,
    pool: SamplePool,
    answer: str,
    by: Actor,
    at: dt.datetime | None = None,
    why: str = "",
) -> PoolResult:
    """What the laboratory read. It counts when verified; a verified one is corrected with a reason."""
    permissions.require_enter(by, row)
    [told] = queries.shown([pool], by)
    _require_answer(pool, answer, at or clock.now())
    is_correction = bool(told.answer) and not told.waits_check
    reason = nfc(why).strip()[:300]
    if is_correction:
        order_permissions.require_correct(by)
        if not reason:
            raise Refused(_("Ghi lý do sửa kết quả đã duyệt."), field="why")
    is_final = is_correction or order_permissions.may_verify_alone(by, clock.today())
    result = PoolResult(
        id=uuid7(),
        unit_id=row.laboratory_id,
        compartment=pool.compartment,
        taker_id=row.unit_id,
        round_id=row.id,
        pool_id=pool.id,
        answer=answer,
        status=_status(is_correction, is_final),
        measured_at=at or clock.now(),
        entered_by=by.account_id,
        entered_name=by.name,
        entered_at=clock.now(),
        why=reason,
    )
    return (
        _written(told, result, by, "sampling.enter_pool")
        if not is_final
        else _counts(told, result, by)
    )


def _status(is_correction: bool, is_final: bool) -> str:
    if is_correction:
        return PoolResult.Status.AMENDED
    return PoolResult.Status.FINAL if is_final else PoolResult.Status.PRELIMINARY


def _require_answer(pool: SamplePool, answer: str, at: dt.datetime) -> None:
    if pool.is_undone:
        raise Refused(_("Mẫu gộp này đã bỏ."))
    if answer not in PoolResult.Answer.values:
        raise Refused(_("Chọn âm tính, dương tính hoặc không hợp lệ."), field="answer")
    fault = rules.fault_of_times(collected_at=pool.newest_at, now=clock.now(), measured_at=at)
    if fault == "before_taken":
        raise Refused(_("Giờ làm xét nghiệm trước lúc lấy mẫu."), field="at", code=fault)
    if fault:
        raise Refused(_("Giờ làm xét nghiệm không thể ở tương lai."), field="at", code=fault)


def verify_pool(*, row: SampleRound, pool: SamplePool, by: Actor) -> PoolResult:
    """A second look: from now on it counts, and the members are answered or must be tested again."""
    permissions.require_verify(by, row)
    [told] = queries.shown([pool], by)
    entered = told.newest
    if entered is None or not told.waits_check:
        raise Refused(_("Mẫu gộp này không có kết quả chờ duyệt."))
    order_permissions.require_verify(by, entered.entered_by, LABORATORY, clock.today())
    kept = ("unit_id", "compartment", "taker_id", "round_id", "pool_id", "answer", "measured_at",
            "entered_by", "entered_name", "entered_at")  # fmt: skip
    result = PoolResult(
        id=uuid7(),
        status=PoolResult.Status.FINAL,
        **{name: getattr(entered, name) for name in kept},
    )
    return _counts(told, result, by)


def _written(told: queries.Shown, result: PoolResult, by: Actor, reason: str) -> PoolResult:
    with changes.apply(actor=by, reason=reason, why=result.why) as log:
        log.still(told.pool)
        log.create(result)
    return result


def _counts(told: queries.Shown, result: PoolResult, by: Actor) -> PoolResult:
    """A verified answer and what it means for each member, in one act."""
    result.verified_name, result.verified_at = by.name, clock.now()
    said, lines = _said(told, result), _meant(told, result)
    with changes.apply(actor=by, reason="sampling.answer_pool", why=result.why) as log:
        log.still(told.pool)
        log.create(result)
        if lines:
            orders = [line.order for line in lines if line.order]
            put_pooled(log, orders=orders, said=said, by=by)
    return result


def _meant(told: queries.Shown, result: PoolResult) -> list[members.Line]:
    """Whose own answer changes: everybody's of a negative pool; of another, those whom it had answered.
    Never somebody refused, taken again, or tested alone meanwhile."""
    found: list[members.Line] = []
    for line in told.lines:
        member = line.member
        is_same_tube = member.specimen_id == member.pooled_specimen_id
        is_refused = line.specimen is not None and line.specimen.status == "rejected"
        is_alone = line.result is not None and line.result.pool_id is None
        if line.order is None or not is_same_tube or is_refused or is_alone:
            continue
        if result.answer == rules.Answer.NEGATIVE or line.result is not None:
            found.append(line)
    return found


def _said(told: queries.Shown, result: PoolResult) -> Pooled:
    said = {"number": told.pool.number, "size": told.pool.size}
    if result.answer == rules.Answer.NEGATIVE:
        words = _("Âm tính theo mẫu gộp %(number)s (%(size)d mẫu).") % said
    else:
        words = (
            _("Chưa kết luận: mẫu gộp %(number)s không âm tính, cần xét nghiệm lại riêng.") % said
        )
    return Pooled(
        pool_id=told.pool.id,
        answer="negative" if result.answer == rules.Answer.NEGATIVE else "",
        conclusion=words,
        measured_at=result.measured_at,
        entered_by=result.entered_by,
        entered_name=result.entered_name,
        entered_at=result.entered_at,
        why=result.why,
    )
