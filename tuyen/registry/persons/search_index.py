"""Keeps one line of search a person, and the index of its words, in the transaction of the write.

The index is contentless and numbered by our own column `n`; to take a line out of FTS5 one must say
what it held, which is why the line is kept beside it. `rebuild()` draws everything again.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction

from tuyen.core.ids import of_bytes
from tuyen.platform.access import links
from tuyen.platform.changes import writer
from tuyen.platform.changes.projections import sink
from tuyen.registry.persons.models import Person, PersonSearch
from tuyen.registry.persons.places import place_of
from tuyen.registry.persons.projections import Redraw
from tuyen.registry.persons.words import Line, index_words, line_of

CHUNK = 500


@sink("person_search")
def redraw(cursor: Any, deltas: Iterable[Redraw]) -> None:
    redraw_persons(cursor, {delta.person_id for delta in deltas})


@links.followed_by
def redraw_linked(cursor: Any, found: Iterable[links.Link]) -> None:
    """A new care link brings the person into the area of a unit; a known one changes nothing."""
    wanted: dict[uuid.UUID, set[str]] = defaultdict(set)
    for link in found:
        tail = f"x{link.compartment}" if link.compartment else ""
        wanted[link.patient_id].add(f"u{link.unit_id.hex[-8:]}{tail}")
    stale: set[uuid.UUID] = set()
    for chunk in _chunks(wanted):
        known = _kept(cursor, chunk)
        stale |= {id_ for id_ in chunk if id_ in known and not _says(known[id_][1], wanted[id_])}
    if stale:
        redraw_persons(cursor, stale)


def _says(fold: str, words: set[str]) -> bool:
    """An open word may stand there with the compartment of the person behind it."""
    return all(f"{word} " in f"{fold} " or ("x" not in word and word in fold) for word in words)


def redraw_persons(cursor: Any, person_ids: Iterable[uuid.UUID]) -> int:
    """Draw these lines again; what has not changed is not written. Returns how many were."""
    written = 0
    for chunk in _chunks(sorted(person_ids)):
        lines, kept = lines_of(cursor, chunk), _kept(cursor, chunk)
        changed = [id_ for id_ in chunk if id_ in lines and kept.get(id_, (0, ""))[1] != lines[id_]]
        _write(cursor, [(id_, lines[id_], *kept.get(id_, (None, ""))) for id_ in changed])
        written += len(changed)
    return written


def rebuild(progress: Any = None) -> int:
    """Every line anew, in transactions of some thousand people. Returns the number of people."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM person_search")
        clear_words(cursor)
    done = 0
    ids = Person.objects.order_by("id").values_list("id", flat=True).iterator(chunk_size=5000)
    while batch := list(islice(ids, 5000)):
        with transaction.atomic(), connection.cursor() as cursor:
            redraw_persons(cursor, batch)
        done += len(batch)
        if progress:
            progress(len(batch))
    return done


def clear_words(cursor: Any) -> None:
    """An empty table of lines has an empty index: SQLite's does not empty itself."""
    if connection.vendor == "sqlite":
        cursor.execute("INSERT INTO person_words(person_words) VALUES ('delete-all')")


def clear_after_flush(**_signal: Any) -> None:
    """A flushed database (live-server tests, `flush`) must not find people who are gone."""
    if "person_search" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM person_search LIMIT 1")
            if cursor.fetchone() is None and _has_words():
                clear_words(cursor)


def _has_words() -> bool:
    return (
        connection.vendor == "sqlite" and "person_words" in connection.introspection.table_names()
    )


# What is known --------------------------------------------------------------------------------------


def lines_of(cursor: Any, person_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The lines as the tables say now."""
    numbers, paths = _numbers_of(cursor, person_ids), _paths_of(cursor, person_ids)
    cursor.execute(
        "SELECT id, name, birth_date, commune_code, phone, compartment FROM persons_person "
        f"WHERE id IN ({_marks(person_ids)})",
        _raw(person_ids),
    )
    rows, lines = cursor.fetchall(), {}
    places = {commune: place_of(commune) for commune in {row[3] for row in rows}}
    for raw_id, name, born, commune, phone, compartment in rows:
        id_, place = _uuid(raw_id), places[commune]
        lines[id_] = line_of(
            Line(
                name=name,
                birth_year=int(str(born)[:4]) if born else None,  # text on SQLite
                commune_codes=place.commune_codes,
                province_code=place.province_code,
                compartment=compartment,
                paths=tuple(paths.get(id_, ())),
                numbers=(*numbers.get(id_, ()), *([phone] if phone else [])),
            )
        )
    return lines


def _numbers_of(cursor: Any, person_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    cursor.execute(
        "SELECT patient_id, value FROM persons_personidentifier "
        f"WHERE status = 'active' AND patient_id IN ({_marks(person_ids)})",
        _raw(person_ids),
    )
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for person_id, value in cursor.fetchall():
        found[_uuid(person_id)].append(value)
    return found


def _paths_of(
    cursor: Any, person_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, set[tuple[str, str]]]:
    cursor.execute(
        "SELECT l.patient_id, n.path, l.compartment FROM access_carelink l "
        "JOIN access_scopenode n ON n.unit_id = l.unit_id "
        f"WHERE l.patient_id IN ({_marks(person_ids)})",
        _raw(person_ids),
    )
    found: dict[uuid.UUID, set[tuple[str, str]]] = defaultdict(set)
    for person_id, path, compartment in cursor.fetchall():
        found[_uuid(person_id)].add((path, compartment))
    return found


def _kept(cursor: Any, person_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, str]]:
    cursor.execute(
        f"SELECT person_id, n, fold FROM person_search WHERE person_id IN ({_marks(person_ids)})",
        _raw(person_ids),
    )
    return {_uuid(person_id): (n, fold) for person_id, n, fold in cursor.fetchall()}


# Writing --------------------------------------------------------------------------------------------

Change = tuple[
    uuid.UUID, str, int | None, str
]  # person, new line, number of the old line, old line


def _write(cursor: Any, changes: Sequence[Change]) -> None:
    if changes:
        (_write_sqlite if connection.vendor == "sqlite" else _write_postgres)(cursor, changes)


def _write_sqlite(cursor: Any, changes: Sequence[Change]) -> None:
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'person_search'")
    last = (cursor.fetchone() or (0,))[0]
    fresh = iter(range(last + 1, last + 1 + len(changes)))
    numbered = [(n or next(fresh), id_, line, n, old) for id_, line, n, old in changes]
    _many(
        cursor,
        "INSERT INTO person_words(person_words, rowid, words) VALUES ('delete', %s, %s)",
        [(n, " ".join(index_words(old))) for n, _id, _line, known, old in numbered if known],
    )
    _many(
        cursor,
        "INSERT INTO person_search (n, person_id, fold) VALUES (%s, %s, %s) "
        "ON CONFLICT (n) DO UPDATE SET fold = excluded.fold",
        [(n, id_.bytes, line) for n, id_, line, _known, _old in numbered],
    )
    _many(
        cursor,
        "INSERT INTO person_words(rowid, words) VALUES (%s, %s)",
        [(n, " ".join(index_words(line))) for n, _id, line, _known, _old in numbered],
    )


def _write_postgres(cursor: Any, changes: Sequence[Change]) -> None:
    _many(
        cursor,
        "INSERT INTO person_search (person_id, fold, words) "
        "VALUES (%s, %s, array_to_tsvector(%s::text[])) "
        "ON CONFLICT (person_id) DO UPDATE SET fold = excluded.fold, words = excluded.words",
        [(id_, line, index_words(line)) for id_, line, _n, _old in changes],
    )


def _many(cursor: Any, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if len(rows) == 1:
        cursor.execute(sql, rows[0])
    elif rows:
        cursor.executemany(sql, rows)


def _chunks(ids: Iterable[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    left = iter(ids)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _raw(ids: Iterable[uuid.UUID]) -> list[Any]:
    return [writer.prepared(PersonSearch, "person_id", id_) for id_ in ids]


def _uuid(value: Any) -> uuid.UUID:
    return of_bytes(value) if isinstance(value, bytes) else value
