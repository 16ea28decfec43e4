"""Fridges, the two readings of a day, and what follows when it was too warm or too cold inside."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.vaccine_supply import lists, permissions
from tuyen.domains.vaccine_supply.models import ColdReading, Excursion, ExcursionLot, Fridge
from tuyen.domains.vaccine_supply.queries import cold as queries
from tuyen.domains.vaccine_supply.queries.sheets import folded
from tuyen.domains.vaccine_supply.rules import cold as rules
from tuyen.platform import changes
from tuyen.registry.facilities import direction

State, Decision = Excursion.State, ExcursionLot.Decision
READ = ["celsius", "froze", "taken_at", "read_by_name"]
SPAN = ["kind", "started_at", "ended_at", "extreme_celsius", "minutes"]
CLOSING = ["state", "closed_on", "closed_by_name", "cause"]
DECIDING = [
    "decision",
    "vvm_stage",
    "has_passed_shaking",
    "reason",
    "decided_on",
    "decided_by_name",
]
AROUND = dt.timedelta(days=3)  # readings beside a corrected one that one excursion may join


def add_fridge(
    *,
    kind: str,
    name: str,
    used_from: dt.date,
    by: Actor,
    tag: str = "",
    litres: float | None = None,
) -> Fridge:
    unit_id = direction.facility_of(by.unit_id)
    permissions.require_plan(by, unit_id)
    row = Fridge(id=uuid7(), unit_id=unit_id)
    _tell(row, kind=kind, name=name, used_from=used_from, tag=tag, litres=litres)
    with changes.apply(actor=by, reason="cold_chain.fridge") as log:
        log.create(row)
        log.result_id = row.id
    return row


def change_fridge(*, fridge: Fridge, by: Actor, is_closed: bool = False, **said: Any) -> Fridge:
    permissions.require_plan(by, fridge.unit_id)
    _tell(fridge, **said)
    fridge.is_closed = is_closed
    with changes.apply(actor=by, reason="cold_chain.change_fridge") as log:
        log.change(fridge, [*said, "name_fold", "is_closed"])
    return fridge


def _tell(row: Fridge, **said: Any) -> None:
    if said["kind"] not in lists.fridge_kinds(clock.today()):
        raise Refused(_("Chọn loại trong danh mục."), field="kind")
    if not nfc(said["name"]).strip():
        raise Refused(_("Ghi tên hoặc chỗ đặt của tủ."), field="name")
    if said["litres"] is not None and not 0 < said["litres"] <= 100_000:
        raise Refused(_("Ghi dung tích lớn hơn 0 lít."), field="litres")
    for name, value in said.items():
        setattr(row, name, nfc(value).strip() if isinstance(value, str) else value)
    row.name_fold = folded(row.name)[:160]


class Read(NamedTuple):
    """What stood on the thermometer of one fridge."""

    fridge: Fridge
    celsius: Decimal
    froze: bool = False


def read(
    *, day: dt.date, turn: str, said: Sequence[Read], by: Actor
) -> tuple[list[ColdReading], list[Excursion]]:
    """All fridges of a turn at once; a second entry corrects the first. Excursions are found here."""
    _require_turn(day, turn, said)
    for each in said:
        permissions.require_plan(by, each.fridge.unit_id)
        _require_possible(each, day)
    known = queries.readings_of([each.fridge for each in said], day, day)
    rows, new = [], []
    for each in said:
        row = known.get((each.fridge.id, day, turn))
        if row is None:
            row = ColdReading(id=uuid7(), unit_id=each.fridge.unit_id, fridge=each.fridge)
            row.read_on, row.turn = day, turn
            new.append(row)
        elif (row.celsius, row.froze) == (each.celsius, each.froze):
            continue
        row.celsius, row.froze = each.celsius, each.froze
        row.taken_at, row.read_by_name = _moment(day, turn), by.name
        rows.append(row)
    found: list[Excursion] = []
    with changes.apply(actor=by, reason="cold_chain.read") as log:
        log.create(*new)
        for row in rows:
            if row not in new:
                log.change(row, READ)
    for row in rows:
        found += look(fridge=row.fridge, first=day, last=day, by=by)
    return rows, found


def _require_turn(day: dt.date, turn: str, said: Sequence[Read]) -> None:
    if turn not in ColdReading.Turn.values:
        raise Refused(_("Chọn sáng hoặc chiều."), field="turn")
    if day > clock.today():
        raise Refused(_("Chưa đến ngày này."), field="day")
    if not said:
        raise Refused(_("Ghi nhiệt độ của ít nhất một tủ."))


def _require_possible(each: Read, day: dt.date) -> None:
    low, high = lists.possible_celsius(day)
    if day < each.fridge.used_from:
        raise Refused(
            _("%(name)s được theo dõi từ %(day)s: sửa ngày đo hoặc ngày bắt đầu của tủ.")
            % {"name": each.fridge.name, "day": f"{each.fridge.used_from:%d/%m/%Y}"}
        )
    if not low <= each.celsius <= high:
        raise Refused(
            _("Nhiệt độ từ %(low)s đến %(high)s °C: đọc lại nhiệt kế.")
            % {"low": f"{low:g}", "high": f"{high:g}"},
            field=f"celsius_{each.fridge.id}",
        )


def _moment(day: dt.date, turn: str) -> dt.datetime:
    """Now for the turn that is on; the usual hour for what is entered later."""
    hours, now = lists.turn_hours(day)[turn], clock.now()
    usual = clock.start_of(day) + dt.timedelta(hours=hours["at"])
    is_on = day == clock.today() and now.astimezone(clock.VIETNAM).hour < hours["until"]
    return now if is_on or usual > now else usual


def look(*, fridge: Fridge, first: dt.date, last: dt.date, by: Actor) -> list[Excursion]:
    """What the rule finds around these days against what is written: new, longer, or no longer there."""
    since, until = first - AROUND, last + AROUND
    points = queries.points_of(fridge, since, until)
    told = rules.excursions(points, lists.limits(fridge.kind, first))
    start, end = clock.start_of(since), clock.start_of(until + dt.timedelta(days=1))
    known = queries.excursions_of(fridge, start, end)
    new: list[Excursion] = []
    with changes.apply(actor=by, reason="cold_chain.look") as log:
        for each in told:
            row = next((row for row in known if _is_same(row, each)), None)
            if row is None:
                new.append(_begin(log, fridge, each))
            else:
                known.remove(row)
                _extend(log, row, each)
        for row in known:
            if row.state == State.OPEN and row.started_at >= start:
                row.state = State.MISTAKEN
                log.change(row, CLOSING)
    return new


def _is_same(row: Excursion, found: rules.Found) -> bool:
    """Of one side (warm or cold), and at one time."""
    side = (row.kind == rules.Kind.HOT) == (found.kind == rules.Kind.HOT)
    by_logger = (row.minutes is None) == (found.minutes is None)
    meets = row.started_at <= found.ended_at and found.started_at <= row.ended_at
    return side and by_logger and meets


def _begin(log: Any, fridge: Fridge, found: rules.Found) -> Excursion:
    row = Excursion(id=uuid7(), unit_id=fridge.unit_id, fridge=fridge)
    _span(row, found)
    on = clock.day_of(found.started_at)
    inside = queries.in_store(fridge.unit_id, on)
    log.create(row)
    log.create(*(_lot(row, *each) for each in inside))
    return row


def _span(row: Excursion, found: rules.Found) -> None:
    row.kind, row.started_at, row.ended_at = found.kind, found.started_at, found.ended_at
    row.extreme_celsius, row.minutes = found.extreme, found.minutes


def _extend(log: Any, row: Excursion, found: rules.Found) -> None:
    """Longer or worse than was known: it waits for a person again."""
    before = [getattr(row, name) for name in SPAN]
    _span(row, found)
    is_new = before != [getattr(row, name) for name in SPAN]
    waits_again = row.state == State.MISTAKEN or (is_new and row.state == State.CLOSED)
    if waits_again:
        row.state = State.OPEN
    columns = [*(SPAN if is_new else ()), *(CLOSING if waits_again else ())]
    if columns:
        log.change(row, columns)


def _lot(excursion: Excursion, vaccine: str, lot_number: str, doses: int) -> ExcursionLot:
    return ExcursionLot(
        id=uuid7(),
        unit_id=excursion.unit_id,
        excursion=excursion,
        vaccine=vaccine,
        lot_number=lot_number,
        doses=doses,
    )


def add_lot(
    *, excursion: Excursion, vaccine: str, lot_number: str, doses: int, by: Actor
) -> ExcursionLot:
    """A lot that the store's book does not know was inside, too."""
    permissions.require_plan(by, excursion.unit_id)
    number = nfc(lot_number).strip().upper()[:40]
    if vaccine not in lists.vaccine_labels(clock.today()):
        raise Refused(_("Chọn vắc xin trong danh mục."), field="vaccine")
    if not number:
        raise Refused(_("Ghi số lô."), field="lot_number")
    if doses < 1:
        raise Refused(_("Số liều phải lớn hơn 0."), field="doses")
    if any(
        (row.vaccine, row.lot_number) == (vaccine, number) for row in queries.lots_of(excursion)
    ):
        raise Refused(_("Lô này đã có trong danh sách."), field="lot_number")
    row = _lot(excursion, vaccine, number, doses)
    with changes.apply(actor=by, reason="cold_chain.lot") as log:
        log.create(row)
        if excursion.state == State.CLOSED:
            excursion.state = State.OPEN
            log.change(excursion, CLOSING)
    return row


WHY = {
    rules.Fault.VVM: gettext_noop(
        "Chỉ thị nhiệt từ mức %(stage)s: không được dùng. Chọn Hủy hoặc Để riêng."
    ),
    rules.Fault.SHAKE: gettext_noop(
        "Vắc xin này hỏng khi đông băng: chỉ dùng tiếp khi thử lắc đạt."
    ),
    rules.Fault.MONITOR: gettext_noop(
        "Ghi mức chỉ thị nhiệt (VVM) của lô trước khi cho dùng tiếp."
    ),
}


def decide(
    *,
    lot: ExcursionLot,
    decision: str,
    reason: str,
    by: Actor,
    vvm_stage: int | None = None,
    has_passed_shaking: bool | None = None,
) -> ExcursionLot:
    """A person decides; what the vial monitor or frost forbids is refused."""
    permissions.require_plan(by, lot.unit_id)
    if decision not in rules.DECIDED:
        raise Refused(_("Chọn một quyết định."), field="decision")
    if decision not in rules.DECISIONS[lot.decision]:
        raise Refused(_("Lô đã hủy: không đổi được nữa."), field="decision")
    if not nfc(reason).strip():
        raise Refused(_("Ghi lý do của quyết định."), field="reason")
    if vvm_stage is not None and not 0 <= vvm_stage <= 4:
        raise Refused(_("Chỉ thị nhiệt có mức 1 đến 4."), field="vvm_stage")
    if decision == Decision.USE:
        _require_usable(lot, vvm_stage, has_passed_shaking)
    lot.decision, lot.reason = decision, nfc(reason).strip()[:300]
    lot.vvm_stage, lot.has_passed_shaking = vvm_stage, has_passed_shaking
    lot.decided_on, lot.decided_by_name = clock.today(), by.name
    with changes.apply(actor=by, reason="cold_chain.decide", why=lot.reason) as log:
        log.change(lot, DECIDING)
    return lot


def _require_usable(lot: ExcursionLot, vvm_stage: int | None, shaken: bool | None) -> None:
    today = clock.today()
    fault = rules.why_not_used(
        lot.excursion.kind,
        freezes=lists.is_spoilt_by_frost(lot.vaccine, today),
        vvm_stage=vvm_stage,
        unusable_from=lists.unusable_vvm(today),
        shaken=shaken,
    )
    if fault:
        raise Refused(_(WHY[fault]) % {"stage": lists.unusable_vvm(today)}, field="decision")


def close(*, excursion: Excursion, cause: str, by: Actor) -> Excursion:
    """Every lot was decided, and what was done about the fridge is written."""
    permissions.require_plan(by, excursion.unit_id)
    if excursion.state != State.OPEN:
        raise Refused(_("Lần này không còn chờ xử lý."))
    if any(row.decision == Decision.WAITING for row in queries.lots_of(excursion)):
        raise Refused(_("Còn lô chưa quyết định: quyết định từng lô trước."))
    if not nfc(cause).strip():
        raise Refused(_("Ghi nguyên nhân và việc đã làm."), field="cause")
    excursion.state, excursion.cause = State.CLOSED, nfc(cause).strip()[:300]
    excursion.closed_on, excursion.closed_by_name = clock.today(), by.name
    with changes.apply(actor=by, reason="cold_chain.close") as log:
        log.change(excursion, CLOSING)
    return excursion
