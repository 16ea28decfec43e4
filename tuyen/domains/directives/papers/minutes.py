"""Minutes of a meeting on A4."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.domains.directives.models import Gathering, GatheringStatus
from tuyen.domains.directives.queries import gatherings as queries
from tuyen.platform.print import render
from tuyen.registry.facilities.queries import names_of

TEMPLATE = Path(__file__).with_name("minutes.typ")


def minutes_pdf(row: Gathering) -> bytes:
    """Until the minutes are closed the paper says that it is a draft."""
    conclusions = list(queries.conclusions_of(row))
    sites = queries.sites_with_counts(row)
    names = names_of({row.unit_id, *(each.unit_id for each in conclusions)})
    people = sum(n for _site, n, _odd in sites)
    odd = [each for each in queries.attendance_of(row) if not each.is_invited]
    return render(
        TEMPLATE,
        {
            "host": names.get(row.unit_id, ""),
            "kind": row.get_kind_display(),
            "title": row.title,
            "mark": "" if row.status == GatheringStatus.CONCLUDED else _("BẢN THẢO"),
            "facts": [each for each in _facts(row, len(sites), people) if each[1]],
            "delegation": row.delegation.split("\n") if row.delegation else [],
            "agenda": row.agenda.split("\n") if row.agenda else [],
            "sites": [
                [str(n), site.name, str(count)]
                for n, (site, count, _odd) in enumerate(sites, start=1)
            ],
            "odd": [f"{each.name}: {each.note}" for each in odd],
            "reports": [
                f"{each.title} – {each.speaker}"
                + (f", {each.organisation}" if each.organisation else "")
                for each in queries.reports_of(row)
            ],
            "discussion": row.discussion.split("\n") if row.discussion else [],
            "conclusions": [
                [str(n), each.text, names.get(each.unit_id, ""), _shown(each.due_on)]
                for n, each in enumerate(conclusions, start=1)
            ],
            "secretary": row.secretary,
            "hosts": row.hosts,
        },
    )


def _shown(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def _facts(row: Gathering, sites: int, people: int) -> list[tuple[str, Any]]:
    begins = row.starts_at.astimezone(clock.VIETNAM)
    when = f"{begins:%H:%M}, {_shown(row.day)}"
    if row.ends_at:
        when = f"{begins:%H:%M} – {row.ends_at.astimezone(clock.VIETNAM):%H:%M}, {_shown(row.day)}"
    return [
        (_("Thời gian"), when),
        (_("Nơi họp"), row.place),
        (_("Hình thức"), str(row.get_mode_display())),
        (_("Chủ trì"), row.hosts),
        (_("Thư ký"), row.secretary),
        (
            _("Người dự"),
            _("%(people)d người tại %(sites)d điểm cầu") % {"people": people, "sites": sites},
        ),
    ]
