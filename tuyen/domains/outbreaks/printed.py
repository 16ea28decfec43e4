"""Papers of outbreaks, in Vietnamese always: the order of a zone, the report of an outbreak."""

from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks.models import Outbreak, Zone, ZoneOrder
from tuyen.domains.outbreaks.queries import contacts, described, outbreaks, timeline, zones
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


def report_pdf(outbreak: Outbreak, who: Actor) -> bytes:
    with translation.override("vi"):
        return render(PAPERS / "report.typ", report_paper(outbreak, who))


def report_paper(outbreak: Outbreak, who: Actor) -> dict[str, Any]:
    """What is known of the outbreak today, and all that was done, by day."""
    found = described.description_of(outbreak, who)
    return {
        "unit": outbreaks.unit_names([outbreak]).get(outbreak.unit_id, ""),
        "title": f"{outbreaks.label_of(outbreak.disease)}, {outbreak.place}",
        "made_on": f"{clock.today():%d/%m/%Y}",
        "facts": [[label, said] for label, said in _of_outbreak(outbreak) if said],
        "by_week": found.step > 1,
        "hidden": found.hidden,
        "columns": [
            [f"{each.first_on:%d/%m}", each.confirmed, each.other] for each in found.columns
        ],
        "tables": [_table(table) for table in found.tables],
        "acts": [
            [f"{act.on:%d/%m/%Y}", act.what, act.said, act.by]
            for act in timeline.acts_of(outbreak, who)
        ],
        "made_by": who.name,
    }


def _table(table: described.Table) -> dict[str, Any]:
    rows = [
        [row.key, *map(number, (row.cases, row.confirmed, row.male, row.female, row.died))]
        for row in table.rows
    ]
    return {"title": table.title, "heading": table.heading, "rows": rows}


def _of_outbreak(outbreak: Outbreak) -> list[tuple[str, str]]:
    figures = outbreaks.figures_of(outbreak)
    wanted = outbreaks.terms_of(outbreak.disease, outbreak.opened_on)
    rate, last, free = figures.attack_rate, figures.last_onset_on, figures.close_from
    doubt = " (" + _("chưa xác minh") + ")" if wanted.is_unverified else ""
    unknown = _("không tính được")
    followed = sum(contacts.counts_of(outbreak).values())
    return [
        (_("Mở ngày"), f"{outbreak.opened_on:%d/%m/%Y}, {outbreak.opened_by_name}"),
        (_("Căn cứ"), outbreak.basis),
        (_("Ca đầu khởi phát"), f"{outbreak.began_on:%d/%m/%Y}"),
        (_("Ca cuối khởi phát"), f"{last:%d/%m/%Y}" if last else ""),
        (_("Số ca"), number(figures.cases)),
        (_("Xác định"), number(figures.confirmed)),
        (_("Đang điều trị"), number(figures.in_care)),
        (_("Tử vong"), number(figures.deaths)),
        (_("Tỷ lệ tấn công"), unknown if rate is None else f"{number(rate, 1)}%"),
        (_("Người tiếp xúc đã ghi"), number(followed)),
        (_("Kết thúc được từ"), f"{free:%d/%m/%Y}{doubt}" if free else ""),
        (_("Tình trạng"), str(outbreak.get_status_display())),
        *_of_the_end(outbreak),
    ]


def _of_the_end(outbreak: Outbreak) -> list[tuple[str, str]]:
    if outbreak.closed_on is None:
        return []
    return [
        (_("Kết thúc ngày"), f"{outbreak.closed_on:%d/%m/%Y}, {outbreak.closed_by_name}"),
        (_("Căn cứ kết thúc sớm"), outbreaks.early_label(outbreak)),
        (_("Nhận định"), outbreak.closing_note),
    ]
