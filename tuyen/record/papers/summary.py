"""The summary of a record on A4, for the person or the next place of care."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tuyen.core import clock
from tuyen.platform.print import render
from tuyen.platform.ui.ages import age_text
from tuyen.record.fhir import said
from tuyen.record.models import Condition
from tuyen.record.queries.summary import Summary
from tuyen.registry.areas.queries import place_name
from tuyen.registry.persons.models import Person, PersonIdentifier

TEMPLATE = Path(__file__).with_suffix(".typ")


def summary_pdf(person: Person, found: Summary, *, unit: str, day: dt.date) -> bytes:
    """PDF/A-2b; nothing of a compartment that the printing person does not see."""
    return render(TEMPLATE, _content(person, found, unit, day))


def _content(person: Person, found: Summary, unit: str, day: dt.date) -> dict[str, Any]:
    place = place_name(person.commune_code, day) if person.commune_code else ""
    return {
        "unit": unit,
        "day": f"{day:%d/%m/%Y}",
        "name": person.name,
        "facts": [
            ["Giới tính", person.get_sex_display()],
            ["Tuổi", age_text(person.birth_date, day, person.birth_precision)],
            ["Địa chỉ", ", ".join(part for part in (person.address_line, place) if part)],
            *[[_word(row), row.value] for row in found.identifiers],
        ],
        "parts": list(_parts(found)),
    }


def _parts(found: Summary) -> Iterator[tuple[str, list[str], str]]:
    """(heading, lines, what stands there when there are none)."""
    allergies = [_allergy(row.substance, row.reaction) for row in found.allergies]
    medicines = [f"{row.drug} {row.strength}: {row.dose}" for row in found.medicines]
    yield "Dị ứng", allergies, "Chưa ghi dị ứng nào."
    yield "Bệnh đang theo dõi", _names(found.problems), "Chưa có bệnh theo dõi."
    yield "Thuốc đang dùng", medicines, "Không có thuốc nào đang dùng theo đơn."
    yield "Chỉ số gần nhất", [said(row) for row in found.readings], "Chưa có chỉ số nào."
    yield "Bệnh đã hết", _names(found.past_problems), "Không có."
    yield "Các lượt khám gần đây", list(_visits(found)), "Chưa có lượt khám nào."


def _names(rows: list[Condition]) -> list[str]:
    return [f"{row.name} {row.code}".strip() for row in rows]


def _word(row: PersonIdentifier) -> str:
    return str(row.get_system_display())


def _allergy(substance: str, reaction: str) -> str:
    return f"{substance} ({reaction})" if reaction else substance


def _visits(found: Summary) -> list[str]:
    lines = []
    for visit in found.visits:
        names = [row.name for row in found.diagnoses if row.encounter_id == visit.id]
        at = visit.occurred_at.astimezone(clock.VIETNAM)
        lines.append(f"{at:%d/%m/%Y}: {'; '.join(names) or visit.reason}")
    return lines
