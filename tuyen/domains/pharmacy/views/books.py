"""Books of the store: on the page, as PDF, as a spreadsheet."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.models import Item
from tuyen.domains.pharmacy.papers.books import Book, Row, book_pdf, book_sheet
from tuyen.domains.pharmacy.queries import books, stock, use
from tuyen.domains.pharmacy.rules.use import Nearness
from tuyen.domains.pharmacy.views.stock import card_days
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.print.tables import Column
from tuyen.platform.ui.figures import figure
from tuyen.platform.ui.respond import page

Span = tuple[dt.date, dt.date]


@require_GET
@never_cache
@protected(permissions.MANAGE)
def book(request: HttpRequest, code: str) -> HttpResponse:
    """A book over this month, or the days asked for."""
    since, until = _days(request)
    found = _book(code, who_asks(request), (since, until))
    context = {
        "book": found,
        "since": since,
        "until": until,
        "link_at": next(n for n, column in enumerate(found.columns) if column.share),
        "has_days": code in ("flow", "controlled"),
        "tab": "reorder" if code == "reorder" else "books",
    }
    return page(request, "pharmacy/book.html", context)


@require_GET
@never_cache
@protected(permissions.MANAGE)
def book_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    who = who_asks(request)
    return _file(_book(code, who, _days(request)), kind, who)


@require_GET
@protected(permissions.MANAGE)
def card_file(request: HttpRequest, item_id: UUID, kind: str) -> HttpResponse:
    """The card of one item, form 04D/BV-01."""
    who = who_asks(request)
    item = get_object_or_404(stock.items_of(who), pk=item_id)
    since, until = card_days(request)
    return _file(_card(item, since, until), kind, who)


def _file(found: Book, kind: str, who: Actor) -> HttpResponse:
    if kind not in ("pdf", "xlsx"):
        raise Http404
    body = book_pdf(found, who.unit_name) if kind == "pdf" else book_sheet(found)
    side = "inline" if kind == "pdf" else "attachment"
    return HttpResponse(
        body,
        content_type="application/pdf" if kind == "pdf" else CONTENT_TYPE,
        headers={"Content-Disposition": f'{side}; filename="{found.code}.{kind}"'},
    )


def _days(request: HttpRequest) -> Span:
    """From the first of this month to today where nothing else was asked for."""
    if request.GET.get("since") or request.GET.get("until"):
        return card_days(request)
    today = clock.today()
    return today.replace(day=1), today


def _book(code: str, who: Actor, span: Span) -> Book:
    if code not in _BOOKS:
        raise Http404
    return _BOOKS[code](who, span)


def _period(span: Span) -> str:
    return _("Từ %(since)s đến %(until)s") % {
        "since": f"{span[0]:%d/%m/%Y}",
        "until": f"{span[1]:%d/%m/%Y}",
    }


def _keepers() -> tuple[str, ...]:
    return (_("Người lập"), _("Phụ trách đơn vị"))


def _flow(who: Actor, span: Span) -> Book:
    rows = [
        Row(
            (
                str(f.item), f.item.pack_unit, f.opening, f.came, f.dispensed, f.moved, f.lost,
                f.closing,
            ),
            f.item.id,
        )
        for f in books.flows(who, *span)
    ]  # fmt: skip
    return Book(
        "flow",
        _("Sổ nhập, xuất, tồn thuốc"),
        (
            Column(_("Thuốc, vật tư"), share=1),
            Column(_("ĐVT")),
            Column(_("Tồn đầu"), "right"),
            Column(_("Nhập"), "right"),
            Column(_("Cấp người bệnh"), "right"),
            Column(_("Chuyển, trả"), "right"),
            Column(_("Hủy, lệch"), "right"),
            Column(_("Tồn cuối"), "right"),
        ),
        tuple(rows),
        _period(span),
        signatures=_keepers(),
    )


def _controlled(who: Actor, span: Span) -> Book:
    rows: list[Row] = []
    for each in books.controlled(who, *span):
        heading = f"{each.item} ({each.item.get_control_display()})"
        rows.append(
            Row((None, None, heading, None, None, None, each.opening, None), each.item.id, True)
        )
        rows += [Row(_controlled_cells(entry), each.item.id) for entry in each.entries]
    return Book(
        "controlled",
        _("Sổ theo dõi thuốc kiểm soát đặc biệt"),
        (
            Column(_("Ngày")),
            Column(_("Chứng từ, đơn")),
            Column(_("Nội dung, người nhận"), share=1),
            Column(_("Số lô")),
            Column(_("Nhập"), "right"),
            Column(_("Xuất"), "right"),
            Column(_("Còn"), "right"),
            Column(_("Hai chữ ký"), share=0.6),
        ),
        tuple(rows),
        _period(span),
        notes=(_("Báo cáo năm trước 15/01; mất, nhầm lẫn báo trong 48 giờ (TT 20/2017/TT-BYT)."),),
        signatures=_keepers(),
    )


def _controlled_cells(entry: books.Entry) -> tuple[object, ...]:
    move = entry.movement
    said = move.get_kind_display()
    if entry.person is not None:
        said = f"{said}: {entry.person.name}"
    elif entry.is_hidden:
        said = _("%(kind)s: hồ sơ được bảo vệ") % {"kind": said}
    elif move.note:
        said = f"{said}: {move.note}"
    came, went = max(move.quantity, 0) or None, max(-move.quantity, 0) or None
    signed = ", ".join(filter(None, (move.by_name, move.second_name)))
    return (move.day, move.number, said, entry.lot.lot_number, came, went, entry.balance, signed)


def _reorder(who: Actor, span: Span) -> Book:
    policy = stock.policy(span[1], who)
    rows = [
        Row(
            (
                str(line.shelf.item), line.shelf.item.pack_unit, line.shelf.usable,
                round(line.outlook.monthly, 1),
                None if line.outlook.months is None else round(line.outlook.months, 1),
                line.outlook.days_without or None, line.outlook.propose or None,
            ),
            line.shelf.item.id,
        )
        for line in use.outlooks(who, clock.today())
    ]  # fmt: skip
    note = _(
        "Mức dùng bình quân %(window)d tháng gần nhất, không tính ngày hết hàng. Dự trù khi còn dưới "
        "%(least)s tháng, đủ dùng %(target)s tháng."
    ) % {
        "window": policy.window_months,
        "least": figure(policy.lead_months + policy.safety_months),
        "target": figure(policy.target_months),
    }
    return Book(
        "reorder",
        _("Dự trù thuốc"),
        (
            Column(_("Thuốc, vật tư"), share=1),
            Column(_("ĐVT")),
            Column(_("Dùng được"), "right"),
            Column(_("Dùng mỗi tháng"), "right"),
            Column(_("Còn đủ (tháng)"), "right"),
            Column(_("Ngày hết hàng"), "right"),
            Column(_("Đề nghị lĩnh"), "right"),
        ),
        tuple(rows),
        notes=(note, *([_("Các mốc này chưa xác minh.")] if policy.is_unverified else [])),
        signatures=_keepers(),
    )


def _expiring(who: Actor, span: Span) -> Book:
    labels = stock.source_labels(span[1], get_language() or "vi")
    policy = stock.policy(span[1], who)
    rows = [
        Row(
            (each.ends, str(each.item), each.lot.lot_number,
             labels.get(each.lot.source, each.lot.source), each.lot.quantity,
             each.item.pack_unit, _to_do(each)),
            each.item.id,
        )
        for each in books.expiring(who, span[1])
    ]  # fmt: skip
    return Book(
        "expiring",
        _("Thuốc cận hạn, hết hạn"),
        (
            Column(_("Hạn dùng")),
            Column(_("Thuốc, vật tư"), share=1),
            Column(_("Số lô")),
            Column(_("Nguồn")),
            Column(_("Còn"), "right"),
            Column(_("ĐVT")),
            Column(_("Việc cần làm"), share=1),
        ),
        tuple(rows),
        notes=(_("Các mốc này chưa xác minh."),) if policy.is_expiry_unverified else (),
        signatures=_keepers(),
    )


def _to_do(each: books.Ending) -> str:
    if each.near is Nearness.EXPIRED:
        return _("Không cấp nữa; để riêng, lập biên bản hủy")
    return each.to_do


def _stock(who: Actor, span: Span) -> Book:
    labels = stock.source_labels(span[1], get_language() or "vi")
    rows = [
        Row(
            (
                str(shelf.item), shelf.item.form, shelf.item.pack_unit, lot.lot_number,
                lot.expires_on, labels.get(lot.source, lot.source), lot.quantity,
            ),
            shelf.item.id,
        )
        for shelf in stock.shelves(who)
        for lot in shelf.lots
    ]  # fmt: skip
    return Book(
        "stock",
        _("Tồn kho theo lô"),
        (
            Column(_("Thuốc, vật tư"), share=1),
            Column(_("Dạng")),
            Column(_("ĐVT")),
            Column(_("Số lô")),
            Column(_("Hạn dùng")),
            Column(_("Nguồn")),
            Column(_("Còn"), "right"),
        ),
        tuple(rows),
        signatures=_keepers(),
    )


def _card(item: Item, since: dt.date, until: dt.date) -> Book:
    card = stock.card_of(item, since, until)
    opening = Row((None, None, _("Tồn đầu kỳ"), None, None, None, card.opening), is_heading=True)
    rows = [
        Row(
            (
                line.movement.day, line.movement.number,
                " ".join(filter(None, (line.movement.get_kind_display(), line.movement.note))),
                line.lot.lot_number, line.came, line.went, line.balance,
            )
        )
        for line in card.lines
    ]  # fmt: skip
    return Book(
        "card",
        _("Thẻ kho: %(item)s (%(unit)s)") % {"item": item, "unit": item.pack_unit},
        (
            Column(_("Ngày")),
            Column(_("Chứng từ")),
            Column(_("Diễn giải"), share=1),
            Column(_("Số lô")),
            Column(_("Nhập"), "right"),
            Column(_("Xuất"), "right"),
            Column(_("Tồn"), "right"),
        ),
        (opening, *rows),
        _period((since, until)),
        notes=(_("Mẫu 04D/BV-01 (TT 22)."),),
        signatures=_keepers(),
    )


_BOOKS: dict[str, Callable[[Actor, Span], Book]] = {
    "flow": _flow,
    "controlled": _controlled,
    "reorder": _reorder,
    "expiring": _expiring,
    "stock": _stock,
}
