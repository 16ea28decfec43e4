"""Lists of this room as spreadsheets."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.domains.capability import lists
from tuyen.domains.capability.models import Need, SurveyCampaign, YearPlan
from tuyen.domains.capability.queries import needs, surveys
from tuyen.platform.imports.sheets import write_sheet
from tuyen.registry.facilities.kinds import kind_labels

MOST_ROWS = 20_000


def campaign_sheet(campaign: SurveyCampaign) -> bytes:
    rows = list(surveys.of_campaign(campaign)[:MOST_ROWS])
    standings, labels = surveys.standings(rows), kind_labels()
    header = [
        _("Đơn vị"), _("Loại đơn vị"), _("Trạng thái"), _("Nộp ngày"), _("Điểm"), _("Tối đa"), _("%"),
        _("Năm trước %"), _("Dân số phục vụ"),
    ]  # fmt: skip
    return write_sheet(
        header,
        (
            [
                row.to_name,
                labels.get(row.unit_kind, row.unit_kind),
                row.get_state_display(),
                row.submitted_on,
                row.points,
                row.of,
                row.percent,
                standings[row.id].last_year,
                row.population,
            ]
            for row in rows
        ),
    )


def need_sheet(found: Iterable[Need]) -> bytes:
    rows = list(found)[:MOST_ROWS]
    names, kinds = needs.unit_names(need.unit_id for need in rows), lists.kind_labels()
    header = [
        _("Đơn vị"), _("Nhóm"), _("Nhu cầu"), _("Số lượng"), _("Ước kinh phí (đồng)"), _("Từ đâu"),
        _("Nêu ngày"), _("Trạng thái"), _("Ghi chú"),
    ]  # fmt: skip
    return write_sheet(
        header,
        (
            [
                names.get(need.unit_id, ""),
                kinds.get(need.kind, need.kind),
                need.title,
                need.quantity,
                need.cost_dong,
                need.get_origin_display(),
                need.raised_on,
                need.get_state_display(),
                need.state_note,
            ]
            for need in rows
        ),
    )


def plan_sheet(plan: YearPlan) -> bytes:
    kinds, money = lists.kind_labels(), lists.money_labels()
    header = [
        _("Việc"), _("Nhóm"), _("Quý"), _("Số đơn vị"), _("Kinh phí (đồng)"), _("Nguồn"),
        _("Người, bộ phận làm"), _("Trạng thái"), _("Kết quả"),
    ]  # fmt: skip
    return write_sheet(
        header,
        (
            [
                line.title,
                kinds.get(line.kind, line.kind),
                line.quarter,
                line.units,
                line.cost_dong,
                money.get(line.money, line.money),
                line.responsible,
                line.get_state_display(),
                line.result,
            ]
            for line in needs.lines_of(plan)
        ),
    )
