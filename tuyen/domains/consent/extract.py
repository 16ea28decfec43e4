"""What a person gets who asks to see the record: visits, diagnoses, drugs, and who has looked."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from tuyen.core import clock
from tuyen.platform.access.chart_access import readers_of
from tuyen.platform.print.tables import Column, Signature, TablePaper, table_pdf
from tuyen.record.chart import Chart
from tuyen.record.queries.visits import Visit, latest_visits, with_rows
from tuyen.registry.facilities.queries import names_of

MOST_VISITS = 200


def extract_pdf(chart: Chart) -> bytes:
    """In Vietnamese, marked with who printed it and when (watermark of every export)."""
    with override("vi"):
        return table_pdf(paper_of(chart))


def paper_of(chart: Chart) -> TablePaper:
    person, now = chart.person, clock.now().astimezone(clock.VIETNAM)
    visits = with_rows(chart, latest_visits(chart, MOST_VISITS))
    units = names_of(visit.encounter.unit_id for visit in visits)
    readers = {row.account_id for row in readers_of(chart.patient_ids, chart.who)}
    born = f"{person.birth_date:%d/%m/%Y}" if person.birth_date else _("không rõ")
    said = _("%(name)s, sinh %(born)s, %(sex)s")
    return TablePaper(
        title=_("Bản trích hồ sơ sức khỏe"),
        unit=chart.who.unit_name,
        period=said % {"name": person.name, "born": born, "sex": person.get_sex_display()},
        columns=(
            Column(_("Ngày")),
            Column(_("Nơi khám"), share=3),
            Column(_("Chẩn đoán"), share=4),
            Column(_("Thuốc"), share=5),
        ),
        rows=tuple(_row(visit, units.get(visit.encounter.unit_id, "")) for visit in visits),
        notes=(
            _("Số người đã xem hồ sơ này theo nhật ký: %(n)d.") % {"n": len(readers)},
            _("Bản trích cho chủ thể dữ liệu theo Luật 91/2025/QH15; không dùng vào việc khác."),
        ),
        source=_("In bởi %(name)s lúc %(at)s")
        % {"name": chart.who.name, "at": f"{now:%H:%M %d/%m/%Y}"},
        signatures=(Signature(_("Người lập")), Signature(_("Thủ trưởng đơn vị"))),
    )


def _row(visit: Visit, unit: str) -> tuple[str, ...]:
    named = (f"{row.name} ({row.code})" if row.code else row.name for row in visit.conditions)
    drugs = (f"{row.drug} {row.strength}: {row.dose}" for row in visit.lines)
    return (
        f"{visit.encounter.day:%d/%m/%Y}",
        unit,
        "; ".join(named) or visit.encounter.reason,
        "; ".join(drugs),
    )
