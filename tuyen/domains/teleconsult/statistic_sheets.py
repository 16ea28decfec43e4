"""Statistics as lists: a spreadsheet, and the yearly report of a supporting facility on paper."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tuyen.domains.teleconsult import words
from tuyen.domains.teleconsult.measures import Line
from tuyen.domains.teleconsult.statistics import Asked, Numbers
from tuyen.platform.print.listings import Head, Listing

GROUPS_ON_PAPER = (
    *("all", "answered", "answered_in_time", "concluded", "concluded_in_time"),
    *("avoided", "transferred", "transfer_right", "known", "better", "held"),
)


def heads(first: str) -> tuple[Head, ...]:
    return (
        Head(first, share=1),
        *(Head(words.groups()[code], "number") for code in GROUPS_ON_PAPER),
        Head(_("Trả lời: trung vị (phút)"), "number"),
        Head(_("Trả lời: 90% trong (phút)"), "number"),
        Head(_("Trả lời đúng hạn (%)"), "number"),
        Head(_("Kết luận: trung vị (phút)"), "number"),
        Head(_("Kết luận: 90% trong (phút)"), "number"),
        Head(_("Kết luận đúng hạn (%)"), "number"),
    )


def cells(label: str, line: Line) -> tuple[Any, ...]:
    answer, conclusion = line.answer, line.conclusion
    return (
        label,
        *(line.counts[code] for code in GROUPS_ON_PAPER),
        *(answer.median, answer.p90, answer.share),
        *(conclusion.median, conclusion.p90, conclusion.share),
    )


def listing(
    numbers: Numbers, asked: Asked, names: Mapping[uuid.UUID, str], unit: str, title: str
) -> Listing:
    """Units first, then specialties, each with every number of the page."""
    specialties = words.specialties(asked.last)
    lines = [cells(names.get(line.key, ""), line) for line in numbers.by_unit]  # type: ignore[call-overload]
    lines += [
        cells(_("Chuyên khoa: %(name)s") % {"name": specialties.get(str(line.key), line.key)}, line)
        for line in numbers.by_specialty
    ]
    return Listing(
        title=title,
        unit=unit,
        heads=heads(_("Đơn vị, chuyên khoa")),
        rows=tuple(lines),
        total=cells(_("Cộng"), numbers.total),
        period=period(asked),
        notes=notes(numbers),
        signatures=(_("Người lập"), _("Thủ trưởng đơn vị")),
    )


def period(asked: Asked) -> str:
    return _("Ngày hỏi từ %(a)s đến %(b)s") % {
        "a": f"{asked.first:%d/%m/%Y}",
        "b": f"{asked.last:%d/%m/%Y}",
    }


def notes(numbers: Numbers) -> tuple[str, ...]:
    said = [_("Nguồn: ca hội chẩn từ xa ghi trên hệ thống, đếm lại từ từng ca khi lập.")]
    if numbers.least:
        said.append(_("Số dưới %(n)s và số suy ra được chúng không hiện.") % {"n": numbers.least})
    return tuple(said)
