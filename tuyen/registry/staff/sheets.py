"""Staff as an Excel file, with the headings that its import reads."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from tuyen.platform.imports.sheets import write_sheet
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.staff import queries, titles
from tuyen.registry.staff.staff_import import STAFF


def staff_sheet(unit: Unit, day: dt.date) -> bytes:
    """Everyone who works at the unit or below it on the day."""
    header = [str(column.label) for column in STAFF.columns]
    return write_sheet(header, _rows(unit, day))


def _rows(unit: Unit, day: dt.date) -> Iterator[list[Any]]:
    members = list(queries.working_at(unit, day))
    posts, licences = queries.posts_of(members, day), queries.licences_of(members)
    units = names_of(post.unit_id for held in posts.values() for post in held)
    professions, scopes = titles.profession_labels(), titles.scope_labels()
    for member in members:
        post = next(iter(posts[member.id]), None)
        licence = next(iter(licences[member.id]), None)
        told: dict[str, Any] = {
            "name": member.name,
            "birth_year": member.birth_year,
            "sex": member.get_sex_display(),
            "profession": professions.get(member.profession, ""),
            "phone": member.phone,
        }
        if post:
            told |= {
                "position": post.position,
                "specialty": post.specialty,
                "unit": units.get(post.unit_id, ""),
                "works_from": post.valid_from,
            }
        if licence:
            told |= {
                "licence": licence.number,
                "scope": scopes.get(licence.scope, ""),
                "issued_on": licence.issued_on,
                "licence_to": licence.valid_to,
            }
        yield [told.get(column.key, "") for column in STAFF.columns]
