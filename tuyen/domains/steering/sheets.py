"""Lists of directing the lower tiers as Excel files."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.steering import words
from tuyen.domains.steering.models import Agreement, DirectionEntry, DirectionPlan
from tuyen.domains.steering.queries import agreements as queries
from tuyen.domains.steering.queries import plans
from tuyen.platform.imports.sheets import write_sheet
from tuyen.platform.print.listings import Head, Listing

MOST = 20_000  # rows of one file


def agreements_sheet(rows: Sequence[Agreement], who: Actor) -> bytes:
    names, kinds, day = queries.sides_of(rows), words.agreement_kinds(), clock.today()
    near = queries.warn_days(day, who.unit_id)
    header = [
        _("Số, ký hiệu"),
        _("Loại"),
        _("Tên văn bản"),
        _("Một bên"),
        _("Bên kia"),
        _("Mục đích"),
        _("Có hiệu lực từ"),
        _("Đến hết ngày"),
        _("Tình trạng"),
    ]
    purposes = words.purposes()
    lines = [
        (
            row.number,
            kinds.get(row.kind, row.kind),
            row.title,
            names.get(row.unit_id, ""),
            names.get(row.other_unit_id, "") if row.other_unit_id else row.other_party,
            ", ".join(purposes.get(code, code) for code in row.purposes),
            f"{row.valid_from:%d/%m/%Y}",
            f"{row.valid_to:%d/%m/%Y}" if row.valid_to else "",
            str(words.STATES[row.term.state_on(day, near)][0]),
        )
        for row in rows
    ]
    return write_sheet(header, lines, name=_("Thỏa thuận hợp tác"))


def entries_sheet(rows: Iterable[DirectionEntry]) -> bytes:
    """The log of direction work; struck out lines are left in and say so."""
    found = list(rows)
    names, kinds = plans.entry_names(found), words.work_kinds()
    header = [
        _("Ngày"),
        _("Đơn vị ghi"),
        _("Đơn vị kia"),
        _("Hình thức"),
        _("Nội dung"),
        _("Ngày công"),
        _("Số phút"),
        _("Số người dự"),
        _("Kinh phí (đồng)"),
        _("Kết quả"),
        _("Đã gạch"),
    ]
    lines = [
        (
            f"{row.done_on:%d/%m/%Y}",
            names.get(row.unit_id, ""),
            names.get(row.other_unit_id, ""),
            kinds.get(row.kind, row.kind),
            row.subject,
            row.person_days,
            row.minutes if row.minutes is not None else "",
            row.attended if row.attended is not None else "",
            row.cost,
            row.result,
            row.void_reason if row.is_void else "",
        )
        for row in found
    ]
    return write_sheet(header, lines, name=_("Nhật ký chỉ đạo"))


def plan_listing(plan: DirectionPlan) -> Listing:
    """The columns of the page, with what has been done of each line."""
    lines, kinds = plans.lines_of(plan), words.work_kinds()
    spans = {"q": plan.quarter, "y": plan.year}
    period = _("Quý %(q)d/%(y)d") % spans if plan.quarter else _("Năm %(y)d") % spans
    state = _("Đã duyệt") if plan.status == "approved" else _("Đang soạn")
    [told] = plans.sums_of([plan])
    return Listing(
        title=plan.title,
        unit=told.unit,
        period=f"{period} · {plan.get_side_display()} · {state}",
        heads=(
            Head(_("Việc"), share=3),
            Head(_("Hình thức"), share=1),
            Head(_("Đơn vị"), share=2),
            Head(_("Ngày công"), "number"),
            Head(_("Kinh phí (đồng)"), "money"),
            Head(_("Ngày công đã làm"), "number"),
            Head(_("Số lần"), "number"),
        ),
        rows=tuple(
            (
                line.row.subject,
                kinds.get(line.row.kind, line.row.kind),
                line.unit,
                line.row.person_days,
                line.row.cost,
                line.done_days,
                line.times,
            )
            for line in lines
        ),
        total=(
            _("Cộng"), "", "", told.days, told.cost, sum(line.done_days for line in lines),
            sum(line.times for line in lines),
        ),
        signatures=(_("Người lập"), _("Người duyệt")),
    )  # fmt: skip
