"""Labels of a round's tubes, with the number as a code to scan."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.domains.sampling.models import SampleRound
from tuyen.domains.sampling.queries.members import Line
from tuyen.domains.sampling.queries.rounds import kind_label, test_label
from tuyen.platform.print import qr_svg, render

TUBES = Path(__file__).with_name("papers") / "tubes.typ"


def labels_pdf(row: SampleRound, lines: Sequence[Line]) -> bytes:
    """One label a page, 50 by 25 mm."""
    about = f"{kind_label(row.specimen_kind)} · {test_label(row.test)}"
    return render(TUBES, {"title": _("Nhãn mẫu"), "tubes": [_tube(line, about) for line in lines]})


def _tube(line: Line, about: str) -> dict[str, str]:
    person, member = line.person, line.member
    assert person is not None
    assert member.taken_at is not None
    born = f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""
    return {
        "number": member.number,
        "name": person.name,
        "born": " · ".join(filter(None, (born, str(person.get_sex_display())))),
        "kind": about,
        "taken": f"{member.taken_at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}",
        "qr": qr_svg(member.number),
    }
