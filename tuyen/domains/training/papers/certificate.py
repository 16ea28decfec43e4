"""The certificate on A4, lying: what stands on it. Pure: everything printed is in `Paper`."""

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tuyen.platform.print import qr_svg, render
from tuyen.platform.print.typeset import picture

TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True)
class Paper:
    """verify_url: where anybody may ask whether the paper is genuine."""

    issuer: str
    number: str
    name: str
    title: str
    hours: str
    first: dt.date | None
    last: dt.date | None
    day: dt.date
    signed_by: str
    verify_url: str
    is_revoked: bool = False


def certificate_pdf(paper: Paper) -> bytes:
    return render(TEMPLATE, content(paper))


def pictures(paper: Paper) -> list[bytes]:
    return picture(TEMPLATE, content(paper))


def content(paper: Paper) -> dict[str, Any]:
    said = asdict(paper)
    said["first"] = f"{paper.first:%d/%m/%Y}" if paper.first else ""
    said["last"] = f"{paper.last:%d/%m/%Y}" if paper.last else ""
    said["day"] = [f"{paper.day:%d}", f"{paper.day:%m}", f"{paper.day:%Y}"]
    said["qr"] = qr_svg(paper.verify_url)
    return said
