"""Papers of a stay: the discharge summary and the note of a death. Pure: all that is printed is handed over.

The official forms were not compared yet, so each paper says “mẫu chưa xác minh”.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuyen.core import clock
from tuyen.platform.print import render
from tuyen.platform.print.typeset import picture

TEMPLATE = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True)
class StayPaper:
    """`facts` stand in two columns (label, value); `sections` below, heading and text."""

    title: str
    facility: str
    patient: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    day: dt.date
    signer: str
    signer_title: str


def stay_pdf(paper: StayPaper) -> bytes:
    return render(TEMPLATE, _content(paper))


def stay_pictures(paper: StayPaper) -> list[bytes]:
    return picture(TEMPLATE, _content(paper))


def _content(paper: StayPaper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "facility": paper.facility,
        "patient": paper.patient,
        "facts": [list(pair) for pair in paper.facts if pair[1]],
        "sections": [list(pair) for pair in paper.sections if pair[1].strip()],
        "day": [f"{paper.day:%d}", f"{paper.day:%m}", f"{paper.day:%Y}"],
        "signer": paper.signer,
        "signer_title": paper.signer_title,
    }


def moment(at: dt.datetime | None) -> str:
    return f"{at.astimezone(clock.VIETNAM):%H:%M ngày %d/%m/%Y}" if at else ""
