"""One press, one specimen: order, label number and member in one act; again after a refusal or a pool."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.domains.sampling import permissions, rules
from tuyen.domains.sampling.actions.rounds import member_id, put_on_list, require_open
from tuyen.domains.sampling.models import RoundMember, SamplePool, SampleRound
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.rules import State
from tuyen.platform import changes
from tuyen.record.actions import samplings
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.actions.specimens import TRIES, require_free
from tuyen.record.chart import chart_of

TAKING = ["order_id", "specimen_id", "number", "taken_at"]
AGAIN = frozenset({State.REJECTED, State.RETEST})


def take(
    *,
    row: SampleRound,
    person_id: uuid.UUID,
    by: Actor,
    at: dt.datetime | None = None,
    case_id: uuid.UUID | None = None,
) -> RoundMember:
    """Put on the list where the person is not there yet. at: when, if typed in later from paper."""
    permissions.require_take(by, row)
    require_open(row)
    moment = at or clock.now()
    _require_time(row, moment)
    put_on_list(row=row, person_ids=[person_id], by=by, case_id=case_id)
    member = RoundMember.objects.get(pk=member_id(row, person_id))
    line = members.lines([member], by)[0]
    if line.specimen is not None and line.state not in AGAIN:
        raise Refused(
            _("%(name)s đã có mẫu %(number)s trong đợt này.")
            % {"name": line.person.name if line.person else "", "number": member.number},
            code="taken",
        )
    _require_tube_gone(line)
    return _taken(row, line, moment, by)


def _require_time(row: SampleRound, at: dt.datetime) -> None:
    if rules.fault_of_times(collected_at=at, now=clock.now()):
        raise Refused(_("Giờ lấy mẫu không thể ở tương lai."), field="at", code="future")
    if clock.day_of(at) < row.opened_on:
        raise Refused(_("Giờ lấy mẫu trước ngày mở đợt."), field="at", code="before_round")


def _require_tube_gone(line: members.Line) -> None:
    """A pool drawn from single tubes is taken apart with what is left in them."""
    pool = line.pool
    if line.state == State.RETEST and pool and pool.way == SamplePool.Way.ALIQUOT:
        raise Refused(
            _(
                "Mẫu gộp %(number)s trích từ ống riêng: phòng xét nghiệm làm lại ngay từ ống %(tube)s."
            )
            % {"number": pool.number, "tube": line.member.number},
            code="tube_left",
        )


def _taken(row: SampleRound, line: members.Line, at: dt.datetime, by: Actor) -> RoundMember:
    member, chart = line.member, chart_of(line.member.patient_id, by)
    said = samplings.Standing(
        code=row.test,
        specimen_kind=row.specimen_kind,
        performer_id=row.laboratory_id,
        performer_name=row.laboratory_name,
        requester_id=row.opened_by_id,
        requester_name=row.opened_by_name,
        reason=row.place,
    )
    is_new = line.order is None
    order = line.order or samplings.ordered(chart=chart, said=said, by=by)
    for turn in range(1, TRIES + 1):
        specimen = samplings.taken(order=order, at=at, by=by)
        member.order_id, member.specimen_id = order.id, specimen.id
        member.number, member.taken_at, member.consignment_id = specimen.number, at, None
        try:
            with changes.apply(actor=by, reason="sampling.take") as log:
                log.check(lambda: require_open_day(by, clock.today()))
                log.check(lambda drawn=specimen: require_free([drawn]))  # type: ignore[misc]
                if is_new:
                    log.create(order)
                else:
                    log.change(order, ["specimen_id", "status"])
                log.create(specimen)
                log.change(member, [*TAKING, "consignment_id"])
        except Stale:
            if turn == TRIES:
                raise
        else:
            break
    return member
