"""The child's card as a paper of A5: what was had and counts, what comes next, and a code to scan."""

import datetime as dt
from pathlib import Path
from typing import Any

from tuyen.core import clock
from tuyen.domains.immunization.queries.cards import Card, Line
from tuyen.domains.immunization.rules.due import State
from tuyen.platform.print import qr_svg, render
from tuyen.registry.persons.models import Person

TEMPLATE = Path(__file__).with_suffix(".typ")


def card_pdf(person: Person, card: Card, *, unit: str, code: str) -> bytes:
    return render(TEMPLATE, _content(person, card, unit, code))


def _content(person: Person, card: Card, unit: str, code: str) -> dict[str, Any]:
    had = [line for line in reversed(card.lines) if line.is_given]
    coming = [each for each in card.series if each.next.state not in (State.COMPLETE,)]
    return {
        "unit": unit,
        "name": person.name,
        "born": _day(person.birth_date),
        "sex": person.get_sex_display(),
        "carer": person.carer_name,
        "address": person.address_line,
        "code": code,
        "qr": qr_svg(code),
        "day": _day(clock.today()),
        "doses": [_dose(line) for line in had],
        "next": [
            [each.label, str(each.next.number), _day(each.next.due), each.word]
            for each in coming
            if each.next.state != State.TOO_LATE
        ],
    }


def _dose(line: Line) -> list[str]:
    row = line.row
    counts = "; ".join(f"{label} – mũi {number}" for label, number in line.counts)
    return [_day(row.given_on), line.vaccine, row.lot, counts or f"Không tính: {line.why}"]


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
