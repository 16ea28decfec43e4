"""Lists page by page: `items`, and `next` where there is more. The cursor is the last id shown."""

import base64
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema

from tuyen.core.errors import Refused

Item = TypeVar("Item")

DEFAULT_LIMIT, MOST_LIMIT = 20, 100


class Listed(Schema, Generic[Item]):
    items: list[Item]
    next: str | None = None


class BadCursor(Refused):
    status = 400


Limit = Annotated[int, Query(ge=1, le=MOST_LIMIT)]


def newest_first(
    rows: QuerySet[Any], cursor: str, limit: int, shown: Callable[[Any], Any]
) -> dict[str, Any]:
    """Rows by their ids, which grow with time; nothing shifts when rows are added meanwhile."""
    return newest_first_of(rows, cursor, limit, lambda found: map(shown, found))


def newest_first_of(
    rows: QuerySet[Any],
    cursor: str,
    limit: int,
    shown: Callable[[list[Any]], Iterable[Any]],
) -> dict[str, Any]:
    """As newest_first, for items that are put together from one page of rows at a time."""
    if cursor:
        rows = rows.filter(pk__lt=_read(cursor))
    found = list(rows.order_by("-pk")[: limit + 1])
    page = found[:limit]
    more = _written(page[-1].pk) if len(found) > limit else None
    return {"items": list(shown(page)), "next": more}


def in_order(
    found: Sequence[Any],
    cursor: str,
    limit: int,
    id_of: Callable[[Any], uuid.UUID],
    shown: Callable[[Any], Any],
) -> dict[str, Any]:
    """A page of a list that is reckoned whole, in its own order. What has left the list ends it."""
    start = 0
    if cursor:
        after = _read(cursor)
        start = next((at for at, each in enumerate(found, 1) if id_of(each) == after), len(found))
    page = found[start : start + limit]
    more = _written(id_of(page[-1])) if len(found) > start + limit else None
    return {"items": [shown(each) for each in page], "next": more}


def _written(id_: uuid.UUID) -> str:
    return base64.urlsafe_b64encode(id_.bytes).rstrip(b"=").decode()


def _read(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except ValueError:
        raise BadCursor(_("Dấu trang không đọc được. Xin bắt đầu lại từ trang đầu.")) from None
