"""The raw probe: what a visit, or a hand-over of drugs, costs when a view writes the same rows by plain SQL.

Same server, same middleware, session and sign-in, same form decoded, same transaction and durability;
no permission, no rule, no model, no projection: ready rows with new ids, and a row of the log.
"""

import functools
import hashlib
import json
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tuyen.core.ids import uuid7
from tuyen.platform.changes import lanes
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.urls import handler404, handler500
from tuyen.urls import urlpatterns as ours

__all__ = ["handler404", "handler500", "urlpatterns"]

ROWS = "raw.json"  # written by bench.visits or bench.dispense: one act as the product wrote it


@functools.cache
def _visit() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(settings.TUYEN_HOME) / ROWS).read_text())
    return found


def _value(said: Any) -> Any:
    """Bytes travel through JSON as their hex under a mark."""
    if isinstance(said, dict):
        raw = bytes.fromhex(said["bytes"])
        return raw if connection.vendor == "sqlite" or len(raw) != 16 else uuid.UUID(bytes=raw)
    return said


@functools.cache
def _statement(table: str) -> str:
    columns = _visit()[table]["columns"]
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})'


@functools.cache
def _ready(table: str) -> list[list[Any]]:
    return [[_value(said) for said in row] for row in _visit()[table]["rows"]]


def _new_id() -> Any:
    id_ = uuid7()
    return id_.bytes if connection.vendor == "sqlite" else id_


def _update_queue(cursor: Any, entry_id: uuid.UUID) -> None:
    id_ = entry_id.bytes if connection.vendor == "sqlite" else entry_id
    cursor.execute(
        "UPDATE record_queueentry SET status = 'done', seen_by_name = %s WHERE id = %s",
        ["Bác sĩ Mẫu", id_],
    )


def _append(cursor: Any) -> None:
    """One row of the log, bound to the one before it as ours are."""
    lane, lock = lanes._number(), " FOR UPDATE" if connection.vendor == "postgresql" else ""
    cursor.execute(f"SELECT seq, sha FROM changes_lane WHERE number = %s{lock}", [lane])
    seq, sha = cursor.fetchone()
    row = dict(zip(_visit()["changes_bundle"]["columns"], _ready("changes_bundle")[0], strict=True))
    sha = hashlib.sha256(bytes(sha) + row["body"]).digest()
    row |= {"id": _new_id(), "origin_lane": lane, "origin_seq": seq + 1, "sha256": sha}
    cursor.execute(_statement("changes_bundle"), list(row.values()))
    values = [seq + 1, sha, lane]
    cursor.execute("UPDATE changes_lane SET seq = %s, sha = %s WHERE number = %s", values)


def record(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    if not request.actor or not request.POST.get("dx_code"):  # type: ignore[attr-defined]
        return HttpResponse(status=403)
    with write_turn(), transaction.atomic(), connection.cursor() as cursor:
        for table in _visit()["tables"]:
            rows = [[_new_id(), *row[1:]] for row in _ready(table)]
            for row in rows:
                cursor.execute(_statement(table), row)
        _update_queue(cursor, entry_id)
        cursor.execute(
            _visit()["tally"]["sql"], [_value(said) for said in _visit()["tally"]["row"]]
        )
        _append(cursor)
    return HttpResponse(status=302, headers={"Location": "/"})


def hand_out(request: HttpRequest, prescription_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Dispenses and movements, the balance of each lot looked at and lowered, a row of the log for each."""
    if not request.actor or not request.POST.get("lot"):  # type: ignore[attr-defined]
        return HttpResponse(status=403)
    with write_turn(), transaction.atomic(), connection.cursor() as cursor:
        for lot in _visit()["lots"]:
            cursor.execute(_visit()["look"], [_value(lot)])
            if cursor.fetchone()[0] < 1:
                return HttpResponse(status=409)
            cursor.execute(_visit()["lower"], [_value(lot)])
        for table in _visit()["tables"]:
            for row in _ready(table):
                cursor.execute(_statement(table), [_new_id(), *row[1:]])
        for _key in ("person", "unit"):
            _append(cursor)
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [
    path("raw/<uuid:entry_id>/", record),
    path("raw/dispense/<uuid:prescription_id>/", hand_out),
    *ours,
]
