"""Referral and return note on A4: what stands on them, in which words.

Content after the fields of the referral slip in the claims data (XML13). Pure: everything printed is in
`Paper`; nothing is read from tables or from the clock.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tuyen.platform.print import qr_svg, render
from tuyen.platform.print.typeset import picture

TEMPLATE = Path(__file__).with_name("slip.typ")


@dataclass(frozen=True)
class Paper:
    """facts: (label, value, takes the whole line); parts: (heading, text). Empty ones are left out."""

    title: str
    facility: str
    facility_contact: str
    number: str
    code: str
    addressee: str
    patient: tuple[tuple[str, str, bool], ...]
    parts: tuple[tuple[str, str], ...]
    day: dt.date
    signed_by: str
    signed_as: str
    greeting: str
    foot: str
    marks: tuple[str, ...] = ()


def slip_pdf(paper: Paper) -> bytes:
    return render(TEMPLATE, content(paper))


return_pdf = slip_pdf


def pictures(paper: Paper) -> list[bytes]:
    return picture(TEMPLATE, content(paper))


def content(paper: Paper) -> dict[str, Any]:
    said = asdict(paper)
    said["patient"] = [row for row in paper.patient if row[1]]
    said["parts"] = [row for row in paper.parts if row[1]]
    said["day"] = [f"{paper.day:%d}", f"{paper.day:%m}", f"{paper.day:%Y}"]
    said["qr"] = qr_svg(paper.code)
    return said
