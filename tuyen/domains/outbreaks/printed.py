"""Papers of outbreaks, in Vietnamese always: the order of a zone."""

from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tuyen.domains.outbreaks.models import Zone, ZoneOrder
from tuyen.domains.outbreaks.queries import outbreaks, zones
from tuyen.platform.print import render
from tuyen.platform.ui.templatetags.tuyen import number

PAPERS = Path(__file__).with_name("papers")


def order_pdf(zone: Zone, order: ZoneOrder) -> bytes:
    with translation.override("vi"):
        return render(PAPERS / "order.typ", order_paper(zone, order))


def order_paper(zone: Zone, order: ZoneOrder) -> dict[str, Any]:
    """What the order says; measures and numbers stand on the one that sets the zone or extends it."""
    outbreak = zone.outbreak
    is_lifting = order.kind == ZoneOrder.Kind.LIFT
    return {
        "unit": outbreaks.unit_names([outbreak]).get(outbreak.unit_id, ""),
        "number": order.number,
        "day": [f"{order.signed_on:%d}", f"{order.signed_on:%m}", f"{order.signed_on:%Y}"],
        "kind": str(order.get_kind_display()),
        "title": _("vùng cách ly y tế “%(name)s”") % {"name": zone.name},
        "facts": [[label, said] for label, said in _facts(zone, order) if said],
        "measures": [] if is_lifting else zones.measure_labels(zone),
        "signed_by": order.signed_by,
    }


def _facts(zone: Zone, order: ZoneOrder) -> list[tuple[str, str]]:
    outbreak = zone.outbreak
    disease = outbreaks.label_of(outbreak.disease)
    return [
        (_("Ổ dịch"), f"{disease}, {outbreak.place}"),
        (_("Căn cứ, lý do"), order.why),
        (_("Mức khoanh vùng"), zones.level_label(zone)),
        (_("Phạm vi"), ", ".join(zones.hamlets_of(zone)) or _("toàn xã")),
        (_("Ranh giới"), zone.bounds),
        (_("Số hộ, số người"), _inside(zone)),
        (_("Hiệu lực từ"), f"{order.effective_on:%d/%m/%Y}"),
        (_("Dự kiến đến ngày"), f"{order.until_on:%d/%m/%Y}" if order.until_on else ""),
    ]


def _inside(zone: Zone) -> str:
    corrected = zone.households is not None
    homes = zone.households if corrected else zone.households_known
    people = zone.people if corrected else zone.people_known
    if homes is None or people is None:
        return ""
    return _("%(homes)s hộ, %(people)s người") % {"homes": number(homes), "people": number(people)}
