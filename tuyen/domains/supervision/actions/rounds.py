"""A round is planned, moved, cancelled; a plan puts many units on the calendar at once."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, nfc
from tuyen.domains.supervision import permissions, rules
from tuyen.domains.supervision.models import SupervisionPlan, SupervisionRound
from tuyen.platform import changes
from tuyen.platform.forms import kinds
from tuyen.platform.forms.queries import find_of_kind
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

MOST_UNITS, MOST_DAYS = 200, 31


@dataclass(frozen=True, slots=True)
class Wanted:
    """A round as it is wanted. team: members with their body; led_by: who leads a joint team."""

    to_unit_id: uuid.UUID
    starts_on: dt.date
    ends_on: dt.date
    purpose: str
    form_code: str
    leader_name: str
    led_by: str = ""
    team: Sequence[dict[str, Any]] = field(default_factory=tuple)


def plan_round(*, wanted: Wanted, by: Actor, plan_id: uuid.UUID | None = None) -> SupervisionRound:
    permissions.require_manage(by)
    row = _row(wanted, by, plan_id)
    _require_sound(row, by)
    with changes.apply(actor=by, reason="supervision.plan_round") as log:
        log.create(row)
    return row


def change_round(*, round_: SupervisionRound, wanted: Wanted, by: Actor) -> SupervisionRound:
    """Another day, another team; before the round has begun."""
    permissions.require_manage(by, round_)
    if round_.status != rules.Round.PLANNED:
        raise Refused(_("Đợt giám sát đã bắt đầu nên không đổi lịch được nữa."))
    said = _row(wanted, by, round_.plan_id)
    names = ["starts_on", "ends_on", "purpose", "form_code", "leader_name", "led_by", "team"]
    for name in names:
        setattr(round_, name, getattr(said, name))
    _require_sound(round_, by)
    with changes.apply(actor=by, reason="supervision.change_round") as log:
        log.change(round_, names)
    return round_


def cancel_round(*, round_: SupervisionRound, why: str, by: Actor) -> SupervisionRound:
    permissions.require_manage(by, round_)
    if not rules.round_may(round_.status, rules.Round.CANCELLED):
        raise Refused(_("Đợt giám sát này đã kết thúc."))
    if not nfc(why):
        raise Refused(_("Ghi lý do hủy đợt giám sát."), field="why")
    round_.status, round_.cancelled_why = rules.Round.CANCELLED, nfc(why)[:300]
    with changes.apply(actor=by, reason="supervision.cancel_round") as log:
        log.change(round_, ["status", "cancelled_why"])
    return round_


def make_plan(
    *,
    title: str,
    from_on: dt.date,
    to_on: dt.date,
    unit_ids: Iterable[uuid.UUID],
    form_code: str,
    leader_name: str,
    by: Actor,
    number: str = "",
) -> SupervisionPlan:
    """The units, in the order given, are spread over the working days of the period."""
    permissions.require_manage(by)
    units = list(dict.fromkeys(unit_ids))
    if not nfc(title):
        raise Refused(_("Ghi tên kế hoạch, ví dụ: Giám sát quý IV năm 2026."), field="title")
    if to_on < from_on:
        raise Refused(_("Ngày kết thúc ở trước ngày bắt đầu."), field="to_on")
    if not 1 <= len(units) <= MOST_UNITS:
        raise Refused(_("Chọn từ 1 đến 200 đơn vị."), field="units")
    plan = SupervisionPlan(
        unit_id=direction.facility_of(by.unit_id),
        title=nfc(title)[:200],
        from_on=from_on,
        to_on=to_on,
        number=nfc(number)[:60],
        made_by_name=by.name,
    )
    days = rounds_days(from_on, to_on, len(units))
    rows = []
    for unit_id, day in zip(units, days, strict=True):
        wanted = Wanted(unit_id, day, day, plan.title, form_code, leader_name)
        row = _row(wanted, by, plan.id)
        _require_sound(row, by)
        rows.append(row)
    with changes.apply(actor=by, reason="supervision.make_plan") as log:
        log.create(plan, *rows)
    return plan


def rounds_days(from_on: dt.date, to_on: dt.date, number: int) -> list[dt.date]:
    """One day a unit, Monday to Friday, evenly over the period; several a day when it is short."""
    span = [from_on + dt.timedelta(days=n) for n in range((to_on - from_on).days + 1)]
    days = [day for day in span if day.weekday() < 5] or span
    return [days[n * len(days) // number] for n in range(number)]


def _row(wanted: Wanted, by: Actor, plan_id: uuid.UUID | None) -> SupervisionRound:
    return SupervisionRound(
        unit_id=direction.facility_of(by.unit_id),
        office_id=by.unit_id,
        to_unit_id=wanted.to_unit_id,
        plan_id=plan_id,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        purpose=nfc(wanted.purpose)[:300],
        form_code=wanted.form_code,
        leader_name=nfc(wanted.leader_name)[:120],
        led_by=nfc(wanted.led_by)[:200],
        team=[dict(each) for each in wanted.team],
    )


def _require_sound(row: SupervisionRound, by: Actor) -> None:
    if not row.purpose:
        raise Refused(_("Ghi nội dung giám sát."), field="purpose")
    if row.ends_on < row.starts_on:
        raise Refused(_("Ngày kết thúc ở trước ngày bắt đầu."), field="ends_on")
    if (row.ends_on - row.starts_on).days >= MOST_DAYS:
        raise Refused(_("Một đợt giám sát dài nhất 31 ngày."), field="ends_on")
    find_of_kind(kinds.SUPERVISION, row.form_code, on=row.starts_on)
    _require_unit(row, by)
    _require_free(row)


def _require_unit(row: SupervisionRound, by: Actor) -> None:
    unit = Unit.objects.filter(pk=row.to_unit_id).first()
    if unit is None or row.to_unit_id == row.unit_id or not direction.reaches(by, row.to_unit_id):
        raise Refused(_("Chọn một đơn vị thuộc phạm vi chỉ đạo."), field="unit")
    if unit.valid_to and unit.valid_to < row.starts_on:
        raise Refused(_("Đơn vị này đã ngừng hoạt động trước ngày giám sát."), field="unit")


def _require_free(row: SupervisionRound) -> None:
    """Neither the unit nor a member of the team is on another round on these days."""
    days = {"starts_on__lte": row.ends_on, "ends_on__gte": row.starts_on}
    others = SupervisionRound.objects.filter(**days).exclude(pk=row.pk)
    others = others.exclude(status=rules.Round.CANCELLED)
    clash = others.filter(to_unit_id=row.to_unit_id).first()
    if clash:
        raise Refused(
            _("Đơn vị này đã có đợt giám sát từ %(from)s đến %(to)s.")
            % {"from": f"{clash.starts_on:%d/%m/%Y}", "to": f"{clash.ends_on:%d/%m/%Y}"},
            field="starts_on",
        )
    mine = _people(row)
    for other in others.filter(unit_id=row.unit_id) if row.team else ():
        if busy := mine & _people(other):
            raise Refused(
                _("%(name)s đã có lịch giám sát khác trong những ngày này.")
                % {"name": sorted(busy)[0]},
                field="team",
            )


def _people(row: SupervisionRound) -> set[str]:
    return {nfc(str(each.get("name", ""))) for each in row.team if fold(str(each.get("name", "")))}


def begun(round_: SupervisionRound) -> list[str]:
    """Inside another act: the first answer begins the round."""
    round_.status = rules.Round.UNDER_WAY
    if round_.starts_on > clock.today():
        raise Refused(_("Chưa tới ngày giám sát. Đổi lịch nếu đoàn đi sớm hơn."))
    return ["status"]
