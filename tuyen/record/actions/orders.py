"""Asking for tests and pictures, taking a wish back, saying that the answer was read."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.record import order_permissions, permissions
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import Encounter, Order, QueueEntry, Task
from tuyen.record.queries.orders import my_units, of_visit, open_codes
from tuyen.record.rules import orders as rules
from tuyen.registry.terms.orderables import Orderable, orderables

CRITICAL_TASK = "critical_result"
OPEN_TASK, DONE_TASK = "requested", "completed"


@dataclass(frozen=True)
class Wanted:
    """One thing to order; performer_id: who carries it out, my own unit when empty."""

    code: str
    performer_id: uuid.UUID | None = None


def place_orders(
    *,
    person_id: uuid.UUID,
    wanted: Sequence[Wanted],
    by: Actor,
    reason: str = "",
    is_urgent: bool = False,
    encounter_id: uuid.UUID | None = None,
    entry_id: uuid.UUID | None = None,
    repeat: changes.Repeat | None = None,
) -> list[Order]:
    """One sheet: everything that is asked for together, one order a test, sharing requisition_id."""
    order_permissions.require_order(by)
    chart = chart_of(person_id, by)
    asked = _asked(wanted, chart)
    _require_of_this_person(chart, encounter_id, entry_id)
    places = _places(wanted, by)
    compartment = permissions.compartment_for(by, chart.person.compartment)
    requisition_id = uuid7()
    rows = [
        Order(
            patient_id=chart.person.id,
            compartment=item.compartment or compartment,
            requisition_id=requisition_id,
            unit_id=by.unit_id,
            performer_id=places[each.performer_id][0],
            performer_name=places[each.performer_id][1],
            encounter_id=encounter_id,
            entry_id=entry_id,
            category=item.category,
            code=item.code,
            title=item.label.vi,
            specimen_kind=item.specimen,
            is_urgent=is_urgent,
            reason=_short(reason),
            requester_id=by.account_id,
            requester_name=by.name,
            day=clock.today(),
            requested_at=clock.now(),
        )
        for each, item in asked
    ]
    with changes.apply(actor=by, reason="order.place", repeat=repeat) as log:
        log.check(lambda: require_open_day(by, clock.today()))
        log.create(*rows)
        log.result_id = requisition_id
    return rows


def _asked(wanted: Sequence[Wanted], chart: Chart) -> list[tuple[Wanted, Orderable]]:
    known, waiting = orderables(clock.today()), open_codes(chart)
    if not wanted:
        raise Refused(_("Chọn ít nhất một xét nghiệm hoặc kỹ thuật."), field="items")
    found: dict[str, tuple[Wanted, Orderable]] = {}
    for each in wanted:
        item = known.get(each.code)
        if item is None:
            raise Refused(_("Mục chỉ định này không có trong danh mục."), field="items")
        order_permissions.require_sees(chart.who, item.compartment)
        if each.code in waiting:
            raise Refused(
                _("“%(title)s” đã được chỉ định và đang chờ kết quả. Bỏ mục này rồi gửi lại.")
                % {"title": item.label.spoken(get_language() or "vi")},
                field="items",
            )
        found[each.code] = (each, item)
    return list(found.values())


def _require_of_this_person(
    chart: Chart, encounter_id: uuid.UUID | None, entry_id: uuid.UUID | None
) -> None:
    if encounter_id and not chart.all_versions_of(Encounter).filter(pk=encounter_id).exists():
        raise Refused(_("Lượt khám này không thuộc hồ sơ đang mở."), field="encounter_id")
    if entry_id and not chart.of(QueueEntry).filter(pk=entry_id).exists():
        raise Refused(_("Lượt chờ này không thuộc hồ sơ đang mở."), field="entry_id")


def _places(wanted: Sequence[Wanted], by: Actor) -> dict[uuid.UUID | None, tuple[uuid.UUID, str]]:
    """Where each is carried out; refused for a unit outside my facility and those above it."""
    named = {each.performer_id for each in wanted} - {None}
    found: dict[uuid.UUID | None, tuple[uuid.UUID, str]] = {
        None: (by.unit_id, by.unit_name),
        **{unit.unit_id: (unit.unit_id, unit.name) for unit in performers_of(by)},
    }
    if named - set(found):
        raise Refused(_("Chọn nơi thực hiện trong danh sách."), field="performer")
    return found


# Units that have rooms of their own for tests; an office does not.
CARRY_OUT = frozenset(
    {
        "hospital",
        "district_health_centre",
        "polyclinic",
        "health_station",
        "infirmary",
        "prison_clinic",
        "detention_camp",
        "workplace_clinic",
        "cdc",
    }
)
INSIDE = ("department", "service_point")


def performers_of(who: Actor) -> list[ScopeNode]:
    """Where my orders may go: my unit, the facility it belongs to with its rooms, those above it."""
    parts = [part for part in who.path.split("/") if part]
    above = [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)]
    nodes = list(ScopeNode.objects.filter(path__in=above).order_by("-path"))
    facility = next((node for node in nodes if node.kind not in INSIDE), None)
    rooms = (
        ScopeNode.objects.filter(path__startswith=facility.path, kind__in=INSIDE)
        if facility
        else []
    )
    own = [node for node in nodes if node.unit_id == who.unit_id]
    upper = [node for node in nodes if node.kind in CARRY_OUT and node not in own]
    return own + [room for room in rooms if room not in own] + upper


def cancel_order(*, order: Order, why: str, by: Actor) -> Order:
    """Withdrawn by the side that asked, or given back by the room that cannot do it; with a reason."""
    _require_may_withdraw(order, by)
    if not nfc(why):
        raise Refused(_("Ghi lý do hủy chỉ định."), field="why")
    move(order, rules.Status.CANCELLED)
    order.status_reason = _short(why)
    with changes.apply(actor=by, reason="order.cancel", why=order.status_reason) as log:
        log.check(lambda: require_open_day(by, order.day, why=why))
        log.change(order, ["status", "status_reason"])
    return order


def withdrawn_with(chart: Chart, visit: Encounter, why: str) -> list[Order]:
    """Unanswered orders of a visit that is cancelled, withdrawn and not yet written.

    Those of hidden tests go with it: a test asked for the wrong person must not stay asked. Whoever may
    not see them is told nothing of them, and their part of the act lies in their compartment.
    """
    rows = [row for row in of_visit(chart.behind_every_door(), visit) if is_unanswered(row)]
    for order in rows:
        move(order, rules.Status.CANCELLED)
        order.status_reason = (_("Hủy lượt khám: %(why)s") % {"why": why})[:300]
    return rows


def is_unanswered(order: Order) -> bool:
    return order.status in rules.UNANSWERED


def restore_order(*, order: Order, by: Actor) -> Order:
    """The withdrawal is taken back."""
    _require_may_withdraw(order, by)
    if order.status != rules.Status.CANCELLED:
        raise Refused(_("Chỉ định này không bị hủy."))
    move(order, rules.Status.REQUESTED)
    order.status_reason, order.specimen_id = "", None
    with changes.apply(actor=by, reason="order.restore") as log:
        log.change(order, ["status", "status_reason", "specimen_id"])
    return order


def _require_may_withdraw(order: Order, by: Actor) -> None:
    asks = order_permissions.may_order(by) and is_of(order.unit_id, by)
    does = order_permissions.may_enter(by) and is_of(order.performer_id, by)
    if not (asks or does):
        raise NotPermitted(_("Chỉ nơi chỉ định hoặc nơi thực hiện được hủy chỉ định này."))


def acknowledge_results(*, orders: Sequence[Order], by: Actor, note: str = "") -> None:
    """The asking side has read these results; for a critical one it says what was done."""
    permissions.require_record(by)
    said = _short(note)
    for order in orders:
        _require_acknowledgeable(order, by, said)
    fields = ["acknowledged_by", "acknowledged_name", "acknowledged_at", "acknowledged_note"]
    with changes.apply(actor=by, reason="result.acknowledge") as log:
        for order in orders:
            order.acknowledged_by, order.acknowledged_name = by.account_id, by.name
            order.acknowledged_at, order.acknowledged_note = clock.now(), said
            log.change(order, fields)
        for task in close_critical(orders, by, said):
            log.change(task, ["status", "outcome", "done_by", "done_at"])


def _require_acknowledgeable(order: Order, by: Actor, said: str) -> None:
    if not is_of(order.unit_id, by):
        raise NotPermitted(_("Nơi chỉ định xác nhận đã xem kết quả này."))
    if order.status not in (rules.Status.RESULTED, rules.Status.COMPLETED):
        raise Refused(_("Chỉ định này chưa có kết quả."))
    if order.is_critical and not said:
        raise Refused(_("Kết quả nguy kịch: ghi đã xử trí gì rồi xác nhận."), field="note")


def close_critical(orders: Sequence[Order], by: Actor, outcome: str) -> list[Task]:
    """The open tasks on critical results of these orders, set to done, for the caller to write."""
    tasks = Task.objects.filter(
        kind=CRITICAL_TASK, status=OPEN_TASK, subject_id__in=[order.id for order in orders]
    )
    for task in tasks:
        task.status, task.outcome = DONE_TASK, outcome
        task.done_by, task.done_at = by.account_id, clock.now()
    return list(tasks)


def is_of(unit_id: uuid.UUID, who: Actor) -> bool:
    """Is it my unit, or a room of it?"""
    if unit_id == who.unit_id:
        return True
    return my_units(who).filter(unit_id=unit_id).exists()


def move(order: Order, then: rules.Status) -> None:
    if not rules.may_follow(order.status, then):
        raise Refused(
            _("“%(title)s” đang ở trạng thái “%(status)s” nên không làm được bước này.")
            % {"title": order.title, "status": order.get_status_display()}
        )
    order.status = then


def _short(text: str) -> str:
    said = nfc(text)
    if len(said) > 300:
        raise Refused(_("Dài quá 300 chữ. Ghi ngắn lại."), field="reason")
    return said
