"""The order form (A5): what is asked for, with what to prepare. Pure: all of it is in the values given."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from tuyen.platform.print import qr_svg, render

ORDER = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True)
class Item:
    """`about`: the specimen, what to prepare, or why it was withdrawn."""

    title: str
    about: str = ""
    is_withdrawn: bool = False


@dataclass(frozen=True)
class OrderPaper:
    """`patient`: (label, value) pairs, the name first."""

    title: str
    facility: str
    facility_contact: str
    number: str
    urgent: str
    patient: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    day: str
    requester: str


def order_pdf(paper: OrderPaper) -> bytes:
    said = {
        **vars(paper),
        "qr": qr_svg(paper.number),
        "patient": [list(pair) for pair in paper.patient],
        "items": [vars(item) for item in paper.items],
        "heads": [_("TT"), _("Chỉ định"), _("Mẫu, chuẩn bị")],
        "requester_word": _("Người chỉ định"),
        "withdrawn": _("đã hủy"),
        "note": _("Mẫu chưa xác minh."),
    }
    return render(ORDER, said)
