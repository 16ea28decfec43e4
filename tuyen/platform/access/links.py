"""Care links: who cares for whom. Written as a projection, so that every node draws the same."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from tuyen.core.ids import from_event
from tuyen.platform.changes import clocks, lean
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.projections import sink
from tuyen.platform.changes.reclocking import by_clock

DRAWN = (
    -1
)  # the whole truth, read from rows that are the same on every node: it replaces what stands


class Link(NamedTuple):
    """The delta a projection yields: from `valid_from` on this unit cares for this person.

    said: the clock of the act that says so (`stated_at`). Nodes hear of a visit and of the end of care in
    different orders; the later act counts on all of them, however it came.
    """

    patient_id: uuid.UUID
    unit_id: uuid.UUID
    kind: str
    compartment: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    said: int = DRAWN

    @property
    def sink(self) -> str:
        return "care_link"


Follower = Callable[[Any, list[Link]], None]
_followers: list[Follower] = []


def followed_by(follow: Follower) -> Follower:
    """Called in the same transaction with (cursor, links written): what else hangs on who cares for whom."""
    _followers.append(follow)
    return follow


# No end comes after every end. Of two that were said in one act, the longer one counts.
_UNTIL = "COALESCE(CAST({0}.valid_to AS char(10)), '~')"
_COUNTS = (
    f"(excluded.said_hlc < 0 OR excluded.said_hlc > access_carelink.said_hlc "
    f"OR (excluded.said_hlc = access_carelink.said_hlc "
    f"AND {_UNTIL.format('excluded')} > {_UNTIL.format('access_carelink')}))"
)
_UPSERT = (
    "INSERT INTO access_carelink "
    "(id, patient_id, unit_id, kind, compartment, valid_from, valid_to, said_hlc) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (patient_id, unit_id, kind, compartment) DO UPDATE SET "
    "valid_from = CASE WHEN excluded.valid_from < access_carelink.valid_from "
    "THEN excluded.valid_from ELSE access_carelink.valid_from END, "
    f"valid_to = CASE WHEN {_COUNTS} THEN excluded.valid_to ELSE access_carelink.valid_to END, "
    "said_hlc = CASE WHEN excluded.said_hlc > access_carelink.said_hlc "
    "THEN excluded.said_hlc ELSE access_carelink.said_hlc END "
    "WHERE excluded.valid_from < access_carelink.valid_from OR excluded.said_hlc "
    f"> access_carelink.said_hlc OR ({_COUNTS} AND {_UNTIL.format('excluded')} "
    f"<> {_UNTIL.format('access_carelink')})"
)

# Of one link: was it put in, or known before? On SQLite “known” may be taken for “put in”, never the
# other way round, when the number of the row is by chance that of the last row put in anywhere.
_IS_NEW = {
    "sqlite": " RETURNING rowid = last_insert_rowid()",
    "postgresql": " RETURNING (xmax = 0)",
}


@sink("care_link")
def add(cursor: Any, links: Iterable[Link]) -> None:
    """Add or lengthen links; the earliest start is kept."""
    found = [link for _key, link in sorted(_one_a_kind(links).items())]
    if found and _written(cursor, [_row(link) for link in found]):
        for follow in _followers:
            follow(cursor, found)


@by_clock("care_link")
def stated_earlier(cursor: Any, ahead_hlc: int, counts_hlc: int, links: list[Link]) -> None:
    """What an act said whose clock ran ahead counts as of another: what was said since counts after it."""
    moved = "UPDATE access_carelink SET said_hlc = %s WHERE said_hlc = %s AND patient_id = %s"
    for patient_id in sorted({link.patient_id for link in links}):
        cursor.execute(moved, [counts_hlc, ahead_hlc, lean.ready(patient_id)])


def _written(cursor: Any, rows: Sequence[tuple[Any, ...]]) -> bool:
    """Is there a link among them that was not known? A visit says its link once more: that concerns
    nobody."""
    if len(rows) > 1:
        cursor.executemany(_UPSERT, rows)
        return bool(cursor.rowcount)
    cursor.execute(_UPSERT + _IS_NEW[connection.vendor], rows[0])
    return any(is_new for (is_new,) in cursor.fetchall())


def _one_a_kind(links: Iterable[Link]) -> dict[Any, Link]:
    """The links of one transaction, those of one kind made one (keyed by integers: a UUID hashes slowly)."""
    found: dict[Any, Link] = {}
    for link in links:
        key = (link.patient_id.int, link.unit_id.int, link.kind, link.compartment)
        known = found.get(key)
        if known is None or known != link:
            found[key] = link if known is None else _joined(known, link)
    return found


def _joined(one: Link, other: Link) -> Link:
    if one.said != other.said:
        last = max(one, other, key=lambda link: link.said)
        return last._replace(valid_from=min(one.valid_from, other.valid_from))
    ends = (one.valid_to, other.valid_to)
    until = None if None in ends else max(end for end in ends if end)
    return one._replace(valid_from=min(one.valid_from, other.valid_from), valid_to=until)


def stated_at(row: Any, attname: str = "") -> int:
    """The clock of the act that made this row, or that set this field last: alike on every node. For
    projections, also inside the act itself, and where one batch brought a row and what changed it."""
    if attname and isinstance(row, ChangingModel):
        moved = clocks.read(row.clocks).get(attname)
        if row.__dict__.get("written_at") is None and moved:
            return moved[0]
    now = row.__dict__
    found: int = now.get("written_at") or now.get("_made_hlc") or row.hlc
    return found


def _row(link: Link) -> tuple[Any, ...]:
    id_ = from_event(link.patient_id, f"{link.unit_id.hex}{link.kind}{link.compartment}")
    ids, said = (id_, link.patient_id, link.unit_id), link.said
    if connection.vendor == "sqlite":
        until = link.valid_to and link.valid_to.isoformat()
        days = (link.valid_from.isoformat(), until)
        return (*(each.bytes for each in ids), link.kind, link.compartment, *days, said)
    return (*ids, link.kind, link.compartment, link.valid_from, link.valid_to, said)
