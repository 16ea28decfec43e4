"""Brings the code tables to what the rulebook says; run again, it writes nothing."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from tuyen.core import rulebook
from tuyen.core.ids import uuid7
from tuyen.registry.terms.models import Code, CodeSet
from tuyen.registry.terms.words import folded

Progress = Callable[[str, int], None]

FOLDER = "codes"
OWN_COLUMNS = frozenset(
    ["code", "code_printed", "name_vi", "name_en", "parent", "valid_from", "valid_to", "verified"]
)
UNUSED = 100_000  # place of an entry that stands in no list of common ones


def load_catalogues(
    progress: Progress | None = None, *, schemes: Collection[str] | None = None
) -> int:
    """Every list under rulebook/codes, about 50,000 entries; or only some schemes, for tests.

    Says how many rows were written. A version that was withdrawn from the rulebook goes.
    """
    known = CodeSet.objects.all() if schemes is None else CodeSet.objects.filter(scheme__in=schemes)
    kept = {(code_set.scheme, code_set.version): code_set for code_set in known}
    written = 0
    for scheme, path in _files(schemes):
        sha = _sha_of(path)
        old = kept.pop((scheme, path.stem), None)
        if old and old.sha256 == sha:
            continue
        count = _bring(scheme, path, sha, old)
        written += count
        if progress:
            progress(scheme, count)
    _forget_withdrawn(kept.values())
    if written:
        _index_again()
    return written


def _files(schemes: Collection[str] | None) -> Iterator[tuple[str, Path]]:
    for path in sorted((rulebook.ROOT / FOLDER).glob("*/*.toml")):
        if schemes is None or path.parent.name in schemes:
            yield path.parent.name, path


def _sha_of(path: Path) -> str:
    """Changes when the list, its header, its list of common entries or the way of folding does."""
    digest = hashlib.sha256(b"3")
    usage = rulebook.ROOT / FOLDER / f"{path.parent.name}_usage.csv"
    for file in (path, path.with_suffix(".csv"), path.with_suffix(".csv.gz"), usage):
        if file.exists():
            digest.update(file.read_bytes())
    return digest.hexdigest()


@transaction.atomic
def _bring(scheme: str, path: Path, sha: str, old: CodeSet | None) -> int:
    if old:
        _drop(old)
    rule = rulebook.read(path, f"{FOLDER}/{scheme}")
    rows = _in_order(rule.rows, _usage(scheme))
    first = (Code.objects.aggregate(Max("position"))["position__max"] or 0) + 1
    code_set = CodeSet.objects.create(
        scheme=scheme,
        version=path.stem,
        title_vi=rule["title_vi"],
        title_en=rule["title_en"],
        source=rule.source,
        legal_basis=rule.legal_basis,
        note_vi=rule.get("note_vi", ""),
        valid_from=rule.valid_from or dt.date.min,
        valid_to=rule.valid_to,
        verified=rule.verified,
        sha256=sha,
        first=first,
        last=first + len(rows) - 1,
    )
    _insert(_lines(code_set, rows))
    return len(rows)


def _drop(code_set: CodeSet) -> None:
    Code.objects.filter(code_set=code_set).delete()
    code_set.delete()


def _forget_withdrawn(sets: Iterable[CodeSet]) -> None:
    for code_set in sets:
        with transaction.atomic():
            _drop(code_set)


Usage = dict[str, tuple[int, str]]


def _usage(scheme: str) -> Usage:
    """Code → its place among the common ones and the other words that people say for it."""
    try:
        rows = rulebook.versions(f"{FOLDER}/{scheme}_usage")[-1].rows
    except rulebook.NoneInForce:
        return {}
    return {row["code"]: (place, row["aliases"]) for place, row in enumerate(rows)}


Prepared = tuple[rulebook.Row, str, bool]


def _in_order(rows: Iterable[rulebook.Row], usage: Usage) -> list[Prepared]:
    """Common entries first, then short names before long ones: search takes the first it meets."""
    marked = {row["code"] for row in rows if row.get("code_printed", row["code"]) != row["code"]}
    prepared = []
    for row in rows:
        place, aliases = usage.get(row["code"], (UNUSED, ""))
        # A17 and A17† are one diagnosis: only the one with its mark is offered.
        hidden = row["code"] in marked and row.get("code_printed") == row["code"]
        fold = "" if hidden else folded(row["code"], row["name_vi"], aliases)
        key = (place, len(row["name_vi"]), row["code"], row.get("valid_from") or dt.date.min)
        prepared.append((key, (row, fold, place < UNUSED and not hidden)))
    return [line for key, line in sorted(prepared, key=lambda item: item[0])]


COLUMNS = (
    "id",
    "code_set_id",
    "position",
    "code",
    "code_printed",
    "name_vi",
    "name_en",
    "parent",
    "fold",
    "valid_from",
    "valid_to",
    "attributes",
)
Line = tuple[Any, ...]


def _lines(code_set: CodeSet, rows: list[Prepared]) -> Iterator[Line]:
    key = Code._meta.pk.get_db_prep_value
    set_id = key(code_set.id, connection)
    for offset, (row, fold, is_common) in enumerate(rows):
        attributes = {k: v for k, v in row.items() if k not in OWN_COLUMNS and v}
        if is_common:
            attributes["common"] = True
        yield (
            key(uuid7(), connection),
            set_id,
            code_set.first + offset,
            row["code"],
            row.get("code_printed") or row["code"],
            row["name_vi"],
            row.get("name_en") or "",
            row.get("parent") or "",
            fold,
            _iso(row.get("valid_from")),
            _iso(row.get("valid_to")),
            json.dumps(attributes, ensure_ascii=False),
        )


def _insert(lines: Iterable[Line]) -> None:
    """One prepared statement on SQLite, COPY on PostgreSQL: a third of the time of model objects."""
    columns, table = ", ".join(COLUMNS), Code._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(lines))
            return
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _index_again() -> None:
    """SQLite keeps the words in a table beside the codes; PostgreSQL keeps its index by itself."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('terms_code_words')")
            cursor.execute("ANALYZE terms_code")
        return
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO terms_code_words(terms_code_words) VALUES ('rebuild')")
