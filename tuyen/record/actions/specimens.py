"""Taking specimens, receiving them, and refusing those that cannot be used."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.nodes import numbers
from tuyen.record import order_permissions
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.actions.orders import is_of, move
from tuyen.record.models import Order, Specimen
from tuyen.record.rules import orders as rules
from tuyen.registry.terms.orderables import rejections

TRIES = 3  # two desks may draw one number; the second draws again


def collect_specimens(*, orders: Sequence[Order], by: Actor) -> list[Specimen]:
    """One specimen a kind and compartment for what was asked for together; each gets its label."""
    order_permissions.require_collect(by)
    wanted = [order for order in orders if order.specimen_kind]
    if not wanted:
        raise Refused(_("Không có chỉ định nào cần lấy mẫu."))
    for order in wanted:
        _require_at_hand(order, by)
        move(order, rules.Status.COLLECTED)
    for turn in range(1, TRIES + 1):
        specimens = _drawn(wanted, by)
        try:
            with changes.apply(actor=by, reason="specimen.collect") as log:
                log.check(lambda: require_open_day(by, clock.today()))
                log.check(lambda drawn=specimens: require_free(drawn))  # type: ignore[misc]
                log.create(*specimens)
                for order in wanted:
                    log.change(order, ["status", "specimen_id"])
        except Stale:
            if turn == TRIES or _changed(wanted):
                raise
        else:
            break
    return specimens


def _drawn(orders: Sequence[Order], by: Actor) -> list[Specimen]:
    """A new specimen for each kind, and the orders pointed at it."""
    kinds: dict[tuple[str, str], list[Order]] = defaultdict(list)
    for order in orders:
        kinds[order.specimen_kind, order.compartment].append(order)
    start, first = next_number(by)
    made = []
    for place, ((kind, compartment), group) in enumerate(kinds.items()):
        specimen = Specimen(
            id=uuid7(),
            patient_id=group[0].patient_id,
            compartment=compartment,
            requisition_id=group[0].requisition_id,
            unit_id=by.unit_id,
            kind=kind,
            number=number_at(start, first + place),
            day=clock.today(),
            status=rules.SpecimenStatus.COLLECTED,
            collected_at=clock.now(),
            collected_by=by.account_id,
            collected_name=by.name,
        )
        for order in group:
            order.specimen_id = specimen.id
        made.append(specimen)
    return made


def _today(by: Actor) -> QuerySet[Specimen]:
    return Specimen.objects.filter(unit_id=by.unit_id, day=clock.today())


def number_at(start: str, place: int) -> str:
    return f"{start}{place:04d}"


def next_number(by: Actor) -> tuple[str, int]:
    """How the day's numbers begin, and the next. Those of another machine of this unit begin with other
    letters and do not count."""
    start = numbers.start(f"{clock.today():%y%m%d}-")
    given = _today(by).filter(number__startswith=start).order_by("-number")
    last = given.values_list("number", flat=True).first()
    return start, int(last.removeprefix(start)) + 1 if last else 1


def require_free(specimens: Sequence[Specimen]) -> None:
    taken = Specimen.objects.filter(
        unit_id=specimens[0].unit_id,
        day=specimens[0].day,
        number__in=[each.number for each in specimens],
    )
    if taken.exists():
        raise Stale(_("Số mẫu vừa được cấp ở bàn khác. Xin bấm lại."))


def _changed(orders: Sequence[Order]) -> bool:
    """Did somebody else change one of the orders meanwhile, so that another try is of no use?"""
    now = dict(Order.objects.filter(pk__in=[order.id for order in orders]).values_list("id", "hlc"))
    return any(now.get(order.id) != order.hlc for order in orders)


def receive_specimen(*, specimen: Specimen, by: Actor) -> Specimen:
    """The room has the specimen in hand and may begin."""
    order_permissions.require_collect(by)
    _become(specimen, rules.SpecimenStatus.RECEIVED)
    specimen.received_at, specimen.received_by = clock.now(), by.account_id
    specimen.received_name = by.name
    orders = _orders_of(specimen)
    for order in orders:
        _require_performer(order, by)
        move(order, rules.Status.IN_PROGRESS)
    with changes.apply(actor=by, reason="specimen.receive") as log:
        log.change(specimen, ["status", "received_at", "received_by", "received_name"])
        for order in orders:
            log.change(order, ["status"])
    return specimen


def reject_specimen(*, specimen: Specimen, rejection: str, by: Actor, note: str = "") -> Specimen:
    """It cannot be used: why, and its orders wait for a new one."""
    order_permissions.require_collect(by)
    if rejection not in {each.code for each in rejections(clock.today())}:
        raise Refused(_("Chọn lý do từ chối mẫu."), field="rejection")
    if rejection == "other" and not nfc(note):
        raise Refused(_("Ghi rõ lý do từ chối mẫu."), field="note")
    _become(specimen, rules.SpecimenStatus.REJECTED)
    specimen.rejection, specimen.rejection_note = rejection, nfc(note)[:300]
    orders = _orders_of(specimen)
    for order in orders:
        _require_at_hand(order, by)
        move(order, rules.Status.REQUESTED)
        order.specimen_id = None
    with changes.apply(actor=by, reason="specimen.reject", why=specimen.rejection_note) as log:
        log.change(specimen, ["status", "rejection", "rejection_note"])
        for order in orders:
            log.change(order, ["status", "specimen_id"])
    return specimen


def _orders_of(specimen: Specimen) -> list[Order]:
    return list(
        Order.objects.filter(
            requisition_id=specimen.requisition_id,
            specimen_id=specimen.id,
            status__in=list(rules.TO_DO),
        )
    )


def _become(specimen: Specimen, then: rules.SpecimenStatus) -> None:
    if not rules.specimen_may_become(specimen.status, then):
        raise Refused(
            _("Mẫu %(number)s đang ở trạng thái “%(status)s” nên không làm được bước này.")
            % {"number": specimen.number, "status": specimen.get_status_display()}
        )
    specimen.status = then


def _require_at_hand(order: Order, by: Actor) -> None:
    """Specimens are taken and refused on either side of the order."""
    if not (is_of(order.unit_id, by) or is_of(order.performer_id, by)):
        raise NotPermitted(_("Mẫu này do nơi chỉ định hoặc nơi thực hiện lấy."))


def _require_performer(order: Order, by: Actor) -> None:
    if not is_of(order.performer_id, by):
        raise NotPermitted(_("Mẫu này gửi tới nơi khác thực hiện."))
