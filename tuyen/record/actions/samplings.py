"""An order and its specimen in one press, under the standing wish of whoever opened a sampling round."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform.access.models import ScopeNode
from tuyen.record import order_permissions, permissions
from tuyen.record.actions.orders import move, performers_of
from tuyen.record.actions.specimens import next_number, number_at
from tuyen.record.chart import Chart
from tuyen.record.models import Order, Specimen
from tuyen.record.queries.orders import open_codes
from tuyen.record.rules import orders as rules
from tuyen.registry.terms.orderables import orderables

LABORATORIES = ("cdc", "hospital", "district_health_centre")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is taken from everybody of a round: asked for once, by whoever opened it."""

    code: str
    specimen_kind: str
    performer_id: uuid.UUID
    performer_name: str
    requester_id: uuid.UUID
    requester_name: str
    reason: str = ""


def laboratories_of(who: Actor) -> list[ScopeNode]:
    """Where specimens of a round may go: wherever an order may, and hospitals of the province and chain."""
    found = {node.unit_id: node for node in performers_of(who)}
    if who.province_code:
        near = ScopeNode.objects.filter(
            province_code=who.province_code, chain=who.chain, kind__in=LABORATORIES
        ).order_by("name")
        found |= {node.unit_id: node for node in near if node.unit_id not in found}
    return list(found.values())


def ordered(*, chart: Chart, said: Standing, by: Actor) -> Order:
    """The order, made and not yet written. Refused while the same test waits for its answer."""
    order_permissions.require_collect(by)
    item = orderables(clock.today()).get(said.code)
    if item is None:
        raise Refused(_("Xét nghiệm này không có trong danh mục chỉ định."))
    order_permissions.require_sees(by, item.compartment)
    if said.code in open_codes(chart):
        raise Refused(
            _("%(name)s đang có “%(title)s” chờ kết quả: không lấy thêm mẫu.")
            % {"name": chart.person.name, "title": item.label.vi},
            code="waits",
        )
    own = permissions.compartment_for(by, chart.person.compartment)
    return Order(
        id=uuid7(),
        patient_id=chart.person.id,
        compartment=item.compartment or own,
        requisition_id=uuid7(),
        unit_id=by.unit_id,
        performer_id=said.performer_id,
        performer_name=said.performer_name,
        category=item.category,
        code=item.code,
        title=item.label.vi,
        specimen_kind=said.specimen_kind,
        reason=nfc(said.reason)[:300],
        requester_id=said.requester_id,
        requester_name=said.requester_name,
        day=clock.today(),
        requested_at=clock.now(),
    )


def taken(*, order: Order, at: dt.datetime, by: Actor) -> Specimen:
    """The specimen of this order with its number, made and not yet written; the order points at it.

    An order that was answered with a pool and is tested again keeps its state until it is corrected.
    """
    order_permissions.require_collect(by)
    specimen = Specimen(
        id=uuid7(),
        patient_id=order.patient_id,
        compartment=order.compartment,
        requisition_id=order.requisition_id,
        unit_id=by.unit_id,
        kind=order.specimen_kind,
        number=number_at(*next_number(by)),
        day=clock.today(),
        status=rules.SpecimenStatus.COLLECTED,
        collected_at=at,
        collected_by=by.account_id,
        collected_name=by.name,
    )
    order.specimen_id = specimen.id
    if order.status == rules.Status.IN_PROGRESS:
        move(order, rules.Status.REQUESTED)
    if order.status == rules.Status.REQUESTED:
        move(order, rules.Status.COLLECTED)
    return specimen
