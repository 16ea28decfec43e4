"""From a sheet of orders to what stands on the printed order form."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.domains.diagnostics.paper_of_sheet import born, day_in_words, moment_of
from tuyen.domains.diagnostics.papers.order import Item, OrderPaper
from tuyen.domains.diagnostics.sheets import Line
from tuyen.record.chart import Chart
from tuyen.record.rules.orders import Status
from tuyen.registry.facilities import facts
from tuyen.registry.terms.orderables import specimens


def order_paper_of(chart: Chart, lines: list[Line]) -> OrderPaper:
    """Everything that was asked for together; what was withdrawn is struck through with its reason."""
    first = lines[0].order
    unit = facts.unit(unit_id=first.unit_id)
    contact = (unit.address, unit.phone) if unit else ()
    return OrderPaper(
        title=_("PHIẾU CHỈ ĐỊNH"),
        facility=unit.name if unit else chart.who.unit_name,
        facility_contact=" · ".join(filter(None, contact)),
        number=f"{first.day:%y%m%d}-{first.requisition_id.hex[-6:].upper()}",
        urgent=_("KHẨN") if first.is_urgent else "",
        patient=tuple(_patient(chart, lines[0])),
        items=tuple(_item(line) for line in lines),
        day=day_in_words(clock.day_of(first.requested_at)),
        requester=first.requester_name,
    )


def _patient(chart: Chart, line: Line) -> Iterator[tuple[str, str]]:
    person, order = chart.person, line.order
    yield _("Họ và tên"), person.name
    yield _("Giới tính"), person.get_sex_display()
    yield _("Ngày sinh"), born(person)
    yield _("Nơi thực hiện"), order.performer_name
    yield _("Chỉ định lúc"), moment_of(order.requested_at)
    if order.reason:
        yield _("Chẩn đoán"), order.reason


def _item(line: Line) -> Item:
    if line.order.status == Status.CANCELLED:
        return Item(line.label, line.order.status_reason, is_withdrawn=True)
    kind = specimens(line.order.day).get(line.order.specimen_kind)
    said = kind.label.spoken(get_language() or "vi") if kind else ""
    if line.specimen:
        said = f"{said} · {line.specimen.number}"
    return Item(line.label, ". ".join(filter(None, (said, line.prepare))))
