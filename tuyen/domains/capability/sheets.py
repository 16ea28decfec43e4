"""Lists of this room as spreadsheets."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.domains.capability import lists
from tuyen.domains.capability.models import Need, PlanLine, SurveyCampaign, YearPlan
from tuyen.domains.capability.queries import needs, surveys
from tuyen.platform.imports.sheets import write_sheet
from tuyen.platform.print.listings import Head, Listing
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


def plan_listing(plan: YearPlan) -> Listing:
    """The columns of the page, and who does it."""
    kinds, money = lists.kind_labels(), lists.money_labels()
    lines = list(needs.lines_of(plan))
    outcomes = needs.outcomes(plan, lines)
    standing = [line for line in lines if line.state != PlanLine.State.DROPPED]
    return Listing(
        title=plan.title,
        unit=needs.unit_names([plan.unit_id]).get(plan.unit_id, ""),
        period=_standing_of(plan),
        heads=(
            Head(_("Quý"), "number"),
            Head(_("Việc"), share=3),
            Head(_("Nhóm"), share=1),
            Head(_("Người, bộ phận làm"), share=1.5),
            Head(_("Đơn vị"), "number"),
            Head(_("Kinh phí (đồng)"), "money"),
            Head(_("Nguồn"), share=1),
            Head(_("Khoảng trống sau khảo sát"), share=1.5),
            Head(_("Trạng thái")),
            Head(_("Kết quả"), share=1.5),
        ),
        rows=tuple(
            (
                line.quarter,
                line.title,
                kinds.get(line.kind, line.kind),
                line.responsible,
                line.units,
                line.cost_dong,
                money.get(line.money, line.money),
                outcome_words(outcomes[line.id]),
                line.get_state_display(),
                line.result,
            )
            for line in lines
        ),
        total=("", _("Cộng"), "", "", None, sum(line.cost_dong or 0 for line in standing), "", "",
               "", ""),
        signatures=(_("Người lập"), _("Người duyệt")),
    )  # fmt: skip


def _standing_of(plan: YearPlan) -> str:
    if plan.approved_on:
        said = {"year": plan.year, "day": f"{plan.approved_on:%d/%m/%Y}", "no": plan.decision}
        return _("Năm %(year)d · duyệt %(day)s, %(no)s") % said
    return _("Năm %(year)d · %(state)s") % {"year": plan.year, "state": plan.get_state_display()}


def outcome_words(outcome: needs.Outcome) -> str:
    """What became of the gaps, as on the page."""
    told = (
        (_("Đã hết %(n)d"), outcome.closed),
        (_("Bớt %(n)d"), outcome.better),
        (_("Chưa đổi %(n)d"), outcome.open),
        (_("Thiếu thêm %(n)d"), outcome.worse),
    )
    return ", ".join(words % {"n": n} for words, n in told if n) or _("chờ khảo sát")
