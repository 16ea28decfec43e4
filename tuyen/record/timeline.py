"""What happened to a person, newest first: rooms register their nouns, one statement reads them all.

A room registers in `AppConfig.ready()`:

    timeline.register(
        timeline.Part(kind="referral", label=_("Chuyển tuyến"), model=Referral, at="sent_at",
                      title="reason", url_name="referral:case", icon="send", order=40)
    )
"""

import datetime as dt
import functools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.urls import reverse

from tuyen.core import clock
from tuyen.platform.changes import writer
from tuyen.record.chart import Chart

PAGE = 25
TIME_ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True)
class Part:
    """One noun of the chart in the timeline.

    model: a ChartRow (patient_id, compartment); what was corrected is left out by the chart itself.
    at: its date or instant; the table wants an index on (patient_id, at).
    title, about: SQL over the columns of the table (a column's name will do); `{seen}`, once or more,
    stands for the compartments that the reader sees, for a subquery on another table.
    where: which rows, as SQL. unit: column of the unit, empty when there is none.
    url_name: page of a row, addressed with the column `link` (the row's id; "patient_id" for a page
    of the person).
    is_detail: shown only when somebody asks for this kind.
    """

    kind: str
    label: Any
    model: type[models.Model]
    at: str
    title: str
    about: str = "''"
    where: str = "1 = 1"
    unit: str = ""
    url_name: str = ""
    link: str = "id"
    icon: str = "file-text"
    order: int = 50
    is_detail: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def has_hour(self) -> bool:
        return self.model._meta.get_field(self.at).get_internal_type() == "DateTimeField"


@dataclass(frozen=True)
class Event:
    """One line of the timeline."""

    part: Part
    id: uuid.UUID
    at: dt.datetime
    title: str
    about: str
    unit_id: uuid.UUID | None
    url: str

    @property
    def day(self) -> dt.date:
        return clock.day_of(self.at)

    @property
    def hour(self) -> dt.datetime | None:
        """Only where the noun knows the hour."""
        return self.at if self.part.has_hour else None


@dataclass(frozen=True)
class Tally:
    """How many events of a kind fell into a year."""

    kind: str
    year: int
    count: int


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Called from AppConfig.ready(); the same kind twice keeps the later part."""
    _parts[part.kind] = part


def parts() -> list[Part]:
    return sorted(_parts.values(), key=lambda part: (part.order, part.kind))


def part_of(kind: str) -> Part | None:
    return _parts.get(kind)


def events(
    chart: Chart, *, kind: str = "", year: int | None = None, start: int = 0, count: int = PAGE
) -> list[Event]:
    """Events from the newest on, all kinds or one, of all years or one: one statement."""
    chosen = _chosen(kind)
    if not chosen:
        return []
    branches, values = [], []
    for part in chosen:
        condition, mine = _condition(chart, part, year)
        branches.append(_branch(part, condition))
        values += [*mine, start + count]
    seen = ["", *chart.who.compartments]
    said, also = _columns(chosen, len(seen))
    sql = (
        f"SELECT found.kind, found.id, found.moment, {said} FROM "
        f"(SELECT * FROM ({' UNION ALL '.join(branches)}) AS every "
        "ORDER BY moment DESC, id DESC LIMIT %s OFFSET %s) AS found "
        "ORDER BY found.moment DESC, found.id DESC"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(seen * also), *values, count, start])
        return [_event(*row) for row in cursor.fetchall()]


def tallies(chart: Chart) -> list[Tally]:
    """How many events there are, by kind and Vietnamese year: one statement, for the filters."""
    branches, values = [], []
    for part in parts():
        condition, mine = _condition(chart, part, None)
        year = _year(part)
        branches.append(
            f"SELECT '{part.kind}' AS kind, {year} AS year, COUNT(*) AS many "
            f"FROM {part.table} WHERE {condition} GROUP BY 2"
        )
        values += mine
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), values)
        return [Tally(kind, int(year), count) for kind, year, count in cursor.fetchall()]


def _chosen(kind: str) -> list[Part]:
    return [part for part in parts() if (part.kind == kind if kind else not part.is_detail)]


def _condition(chart: Chart, part: Part, year: int | None) -> tuple[str, list[Any]]:
    condition, values = chart.condition_of(part.model)
    condition = f"{condition} AND {part.where} AND {part.at} IS NOT NULL"
    if year is None:
        return condition, values
    first, next_first = _bound(part, year), _bound(part, year + 1)
    return f"{condition} AND {part.at} >= %s AND {part.at} < %s", [*values, first, next_first]


def _bound(part: Part, year: int) -> Any:
    """The first moment of a Vietnamese year, as the column keeps it."""
    day = dt.date(year, 1, 1)
    return writer.prepared(part.model, part.at, clock.start_of(day) if part.has_hour else day)


def _branch(part: Part, condition: str) -> str:
    """Ids of one noun from the newest on; by the index of (patient_id, at)."""
    return (
        f"SELECT * FROM (SELECT '{part.kind}' AS kind, id, {_moment(part)} AS moment "
        f"FROM {part.table} WHERE {condition} ORDER BY {part.at} DESC, id DESC LIMIT %s) AS newest"
    )


def _columns(chosen: Sequence[Part], seen: int) -> tuple[str, int]:
    """Title, about, unit and link of the rows on the page, and how often the compartments are asked."""
    sql = ", ".join(
        _by_kind(chosen, each)
        for each in (
            {part.kind: part.title for part in chosen},
            {part.kind: part.about for part in chosen},
            {part.kind: part.unit for part in chosen if part.unit},
            {part.kind: part.link for part in chosen},
        )
    )
    return sql.replace("{seen}", ", ".join(["%s"] * seen)), sql.count("{seen}")


def _by_kind(chosen: Sequence[Part], said: dict[str, str]) -> str:
    tables = {part.kind: part.table for part in chosen}
    whens = " ".join(
        f"WHEN '{kind}' THEN (SELECT {sql} FROM {tables[kind]} WHERE {tables[kind]}.id = found.id)"
        for kind, sql in said.items()
    )
    return f"CASE found.kind {whens} END" if whens else "NULL"


def _moment(part: Part) -> str:
    """An instant in UTC; a day without an hour counts as its first moment."""
    if part.has_hour:
        return part.at
    if writer.vendor() == "sqlite":
        return f"datetime({part.at}, '-7 hours')"
    return f"({part.at}::timestamp AT TIME ZONE '{TIME_ZONE}')"


def _year(part: Part) -> str:
    if writer.vendor() == "sqlite":
        return f"substr(datetime({_moment(part)}, '+7 hours'), 1, 4)"
    return f"to_char({_moment(part)} AT TIME ZONE '{TIME_ZONE}', 'YYYY')"


def _event(
    kind: str, id_: Any, moment: Any, title: str | None, about: str | None, unit: Any, link: Any
) -> Event:
    part = _parts[kind]
    target = _uuid(link)
    return Event(
        part=part,
        id=uuid.UUID(bytes=id_) if isinstance(id_, bytes) else id_,
        at=_instant(moment),
        title=title or "",
        about=about or "",
        unit_id=_uuid(unit),
        url=_address(part.url_name, target) if part.url_name and target else "",
    )


@functools.lru_cache(maxsize=512)
def _address(url_name: str, id_: uuid.UUID) -> str:
    return reverse(url_name, args=[id_])


def _uuid(value: Any) -> uuid.UUID | None:
    return uuid.UUID(bytes=value) if isinstance(value, bytes) else value


def _instant(value: Any) -> dt.datetime:
    """SQLite hands over text, or a moment without its zone; both are UTC."""
    instant = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant
