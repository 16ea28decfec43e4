"""The printed result (A4) and the labels of tubes. Pure: everything printed is in the values given."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tuyen.platform.print import qr_svg, render
from tuyen.platform.print.typeset import picture

RESULT = Path(__file__).with_suffix(".typ")
LABEL = Path(__file__).with_name("label.typ")


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    unit: str
    range: str
    word: str = ""


@dataclass(frozen=True)
class Report:
    """One result. state: that it was corrected or waits; signed: who entered and verified, and when."""

    title: str
    figures: tuple[Figure, ...] = ()
    findings: str = ""
    conclusion: str = ""
    state: str = ""
    signed: str = ""


@dataclass(frozen=True)
class ResultPaper:
    """`patient`: (label, value) pairs, the name first."""

    title: str
    facility: str
    facility_contact: str
    number: str
    patient: tuple[tuple[str, str], ...]
    reports: tuple[Report, ...]
    day: str
    entered: str
    verified: str


@dataclass(frozen=True)
class Tube:
    number: str
    name: str
    born: str
    kind: str
    taken: str


def result_pdf(paper: ResultPaper) -> bytes:
    return render(RESULT, _content(paper))


def result_pictures(paper: ResultPaper) -> list[bytes]:
    return picture(RESULT, _content(paper))


def labels_pdf(tubes: Sequence[Tube]) -> bytes:
    """One label a page, 50 by 25 mm."""
    rows = [{**vars(tube), "qr": qr_svg(tube.number)} for tube in tubes]
    return render(LABEL, {"title": _("Nhãn mẫu"), "tubes": rows})


def _content(paper: ResultPaper) -> dict[str, Any]:
    return {
        **{
            name: getattr(paper, name)
            for name in ("title", "facility", "facility_contact", "number")
        },
        "qr": qr_svg(paper.number),
        "patient": [list(pair) for pair in paper.patient],
        "heads": [_("Xét nghiệm"), _("Kết quả"), _("Đơn vị"), _("Tham chiếu")],
        "reports": [
            {**vars(report), "figures": [vars(each) for each in report.figures]}
            for report in paper.reports
        ],
        "words": {
            "conclusion": _("Kết luận"),
            "entered": _("Người thực hiện"),
            "verified": _("Người duyệt"),
        },
        "day": paper.day,
        "entered": paper.entered,
        "verified": paper.verified,
        "note": _("Mẫu chưa xác minh. Khoảng tham chiếu của nơi thực hiện."),
    }
