"""What a client asks for: its parameters, checked against those that the type knows, and the page."""

import base64
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.edge.fhir import params
from tuyen.edge.fhir.outcome import Fault
from tuyen.platform.changes.hlc import pack

DEFAULT_COUNT = 20
MOST_COUNT = 100
CONTROL = ("_count", "_cursor", "_format", "_summary", "_total", "_pretty")
COMMON = ("_id", "_lastUpdated")


@dataclass(frozen=True)
class Asked:
    """Parameters by name; several values of one name must all hold, values after commas are choices."""

    values: Mapping[str, list[str]]
    count: int = DEFAULT_COUNT
    cursor: uuid.UUID | None = None
    only_total: bool = False
    ignored: tuple[str, ...] = ()

    def all(self, name: str) -> list[str]:
        return self.values.get(name, [])

    def one(self, *names: str) -> str:
        """The value of the first of these names that was given."""
        return next((self.values[name][0] for name in names if name in self.values), "")


@dataclass(frozen=True)
class Page:
    """Resources of one page, how many there are in all, where the next begins."""

    resources: list[dict[str, Any]]
    total: int
    next_cursor: uuid.UUID | None = None
    remarks: list[str] = field(default_factory=list)


def asked(query: QueryDict, known: Iterable[str], *, strict: bool) -> Asked:
    """Unknown parameters are left out and named, or refused where the client wants it strict."""
    names = {*known, *COMMON}
    values: dict[str, list[str]] = {}
    ignored = []
    for name, said in query.lists():
        plain = name.partition(":")[0]
        if name in CONTROL:
            continue
        if plain not in names or (name != plain and plain not in ("patient", "subject")):
            ignored.append(name)
        elif given := [value for value in said if value]:
            values.setdefault(plain, []).extend(given)
    if ignored and strict:
        text = _("Máy chủ không biết tham số này.")
        raise Fault(400, text, code="not-supported", expression=ignored[0])
    count = params.whole_number("_count", query.get("_count", str(DEFAULT_COUNT)), MOST_COUNT)
    return Asked(
        values,
        count=max(count, 1),
        cursor=_cursor(query.get("_cursor", "")),
        only_total=count == 0 or query.get("_summary") == "count",
        ignored=tuple(ignored),
    )


def cursor_text(id_: uuid.UUID) -> str:
    return base64.urlsafe_b64encode(id_.bytes).rstrip(b"=").decode()


def _cursor(text: str) -> uuid.UUID | None:
    if not text:
        return None
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except ValueError:
        raise Fault(
            400, _("Không đọc được giá trị của tham số này."), expression="_cursor"
        ) from None


def narrowed(rows: QuerySet[Any], ask: Asked) -> QuerySet[Any]:
    """_id and _lastUpdated, which every type knows."""
    rows = with_ids(rows, ask)
    for text in ask.all("_lastUpdated"):
        span = params.date_range("_lastUpdated", text)
        rows = rows.filter(
            *(Q(**{f"hlc__{sign}": pack(int(at.timestamp() * 1000))}) for sign, at in span.bounds())
        )
    return rows


def with_ids(rows: QuerySet[Any], ask: Asked) -> QuerySet[Any]:
    if ids := ask.all("_id"):
        rows = rows.filter(pk__in=[_id(each) for each in ids[0].split(",")])
    return rows


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)  # nobody has it: an id of another shape is simply not here


def by_date(rows: QuerySet[Any], ask: Asked, name: str, column: str, *, is_day: bool) -> Any:
    """Rows whose day or instant stands in every range that was asked for."""
    for text in ask.all(name):
        span = params.date_range(name, text)
        said = Q()
        for sign, at in span.bounds():
            said &= Q(**{f"{column}__{sign}": clock.day_of(at) if is_day else at})
        rows = rows.exclude(said) if span.prefix == "ne" else rows.filter(said)
    return rows


def page_of(rows: QuerySet[Any], ask: Asked) -> tuple[list[Any], int, uuid.UUID | None]:
    """Newest first by id; the cursor is the last id shown, so that nothing shifts between pages."""
    total = rows.count()
    if ask.only_total:
        return [], total, None
    if ask.cursor:
        rows = rows.filter(pk__lt=ask.cursor)
    found = list(rows.order_by("-pk")[: ask.count + 1])
    shown = found[: ask.count]
    return shown, total, shown[-1].pk if len(found) > ask.count else None
