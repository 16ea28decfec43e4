"""Care links: who cares for whom. Written as a projection, so that every node draws the same."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import connection

from tuyen.core.ids import from_event
from tuyen.platform.changes.projections import sink


class Link(NamedTuple):
    """The delta a projection yields: from `valid_from` on this unit cares for this person."""

    patient_id: uuid.UUID
    unit_id: uuid.UUID
    kind: str
    compartment: str
    valid_from: dt.date
    valid_to: dt.date | None = None

    @property
    def sink(self) -> str:
        return "care_link"


Follower = Callable[[Any, list[Link]], None]
_followers: list[Follower] = []


def followed_by(follow: Follower) -> Follower:
    """Called in the same transaction with (cursor, links written): what else hangs on who cares for whom."""
    _followers.append(follow)
    return follow


_UPSERT = (
    "INSERT INTO access_carelink "
    "(id, patient_id, unit_id, kind, compartment, valid_from, valid_to) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (patient_id, unit_id, kind, compartment) DO UPDATE SET "
    "valid_from = CASE WHEN excluded.valid_from < access_carelink.valid_from "
    "THEN excluded.valid_from ELSE access_carelink.valid_from END, "
    "valid_to = excluded.valid_to "
    "WHERE excluded.valid_from < access_carelink.valid_from "
    "OR COALESCE(CAST(excluded.valid_to AS char(10)), '') "
    "<> COALESCE(CAST(access_carelink.valid_to AS char(10)), '')"
)


@sink("care_link")
def add(cursor: Any, links: Iterable[Link]) -> None:
    """Add or lengthen links; the earliest start is kept."""
    found = [link for _key, link in sorted(_one_a_kind(links).items())]
    rows = [_row(link) for link in found]
    if len(rows) == 1:
        cursor.execute(_UPSERT, rows[0])
    elif rows:
        cursor.executemany(_UPSERT, rows)
    if rows and cursor.rowcount:  # a link that was known as it is concerns nobody
        for follow in _followers:
            follow(cursor, found)


def _one_a_kind(links: Iterable[Link]) -> dict[Any, Link]:
    """The links of one transaction, those of one kind made one (keyed by integers: a UUID hashes slowly)."""
    found: dict[Any, Link] = {}
    for link in links:
        key = (link.patient_id.int, link.unit_id.int, link.kind, link.compartment)
        known = found.get(key)
        if known is None or link.valid_from < known.valid_from or link.valid_to != known.valid_to:
            found[key] = link if known is None else _joined(known, link)
    return found


def _joined(one: Link, other: Link) -> Link:
    ends = (one.valid_to, other.valid_to)
    until = None if None in ends else max(end for end in ends if end)
    return one._replace(valid_from=min(one.valid_from, other.valid_from), valid_to=until)


def _row(link: Link) -> tuple[Any, ...]:
    id_ = from_event(link.patient_id, f"{link.unit_id.hex}{link.kind}{link.compartment}")
    ids = (id_, link.patient_id, link.unit_id)
    if connection.vendor == "sqlite":
        until = link.valid_to and link.valid_to.isoformat()
        days = (link.valid_from.isoformat(), until)
        return (*(each.bytes for each in ids), link.kind, link.compartment, *days)
    return (*ids, link.kind, link.compartment, link.valid_from, link.valid_to)
