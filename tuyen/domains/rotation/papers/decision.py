"""The decision on a turn of rotation, A4: what stands on it. Pure: everything printed is in `Paper`."""

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tuyen.platform.print import render
from tuyen.platform.print.typeset import picture

TEMPLATE = Path(__file__).with_name("decision.typ")


@dataclass(frozen=True)
class Paper:
    """backfill: who does the duties at home meanwhile; duties: one line each."""

    issuer: str
    receiver: str
    number: str
    day: dt.date
    name: str
    specialty: str
    position: str
    kind: str
    first: dt.date
    last: dt.date
    purpose: str
    duties: tuple[str, ...]
    backfill: str
    signed_by: str


def decision_pdf(paper: Paper) -> bytes:
    return render(TEMPLATE, content(paper))


def pictures(paper: Paper) -> list[bytes]:
    return picture(TEMPLATE, content(paper))


def content(paper: Paper) -> dict[str, Any]:
    said = asdict(paper)
    said["first"], said["last"] = f"{paper.first:%d/%m/%Y}", f"{paper.last:%d/%m/%Y}"
    said["day"] = [f"{paper.day:%d}", f"{paper.day:%m}", f"{paper.day:%Y}"]
    return said
