"""Headers that make writing safe: Idempotency-Key, ETag and If-Match."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.platform import changes

REPLAYED = "Idempotent-Replayed"

Row = TypeVar("Row")


class NoPrecondition(Refused):
    """A change without If-Match could overwrite what the program never saw."""

    status = 428


class Changed(Stale):
    status = 412


class BadKey(Refused):
    status = 400


def repeat_of(request: HttpRequest, who: Actor, content: Any) -> changes.Repeat | None:
    """The key of this request with a fingerprint of what it says; None when no key was sent."""
    said = request.headers.get("Idempotency-Key", "").strip('" ')
    if not said:
        return None
    try:
        key = uuid.UUID(said)
    except ValueError:
        raise BadKey(_("Idempotency-Key phải là một UUID."), code="bad_key") from None
    return changes.Repeat(key, who.account_id, changes.digest_of([request.path, content]))


def answered_before(repeat: changes.Repeat | None, response: HttpResponse) -> uuid.UUID | None:
    """What came of this very request when it was first sent; the answer says that it is a repeat."""
    earlier = repeat.outcome() if repeat else None
    if earlier is None:
        return None
    if not isinstance(earlier, changes.Repeated):
        raise earlier
    response[REPLAYED] = "true"
    return earlier.result_id


def once(
    response: HttpResponse,
    repeat: changes.Repeat | None,
    act: Callable[[], Row],
    earlier: Callable[[uuid.UUID], Row],
) -> Row:
    """What the act makes; for a request that is sent again, what it made the first time.

    The key is looked up before the act as well: a check of its own would find its own earlier row.
    """
    try:
        if repeat and (outcome := repeat.outcome()):
            raise outcome
        return act()
    except changes.Repeated as repeated:
        response[REPLAYED] = "true"
        return earlier(repeated.result_id or uuid.UUID(int=0))


def tagged(response: HttpResponse, hlc: int) -> None:
    response["ETag"] = f'"{hlc:x}"'


def require_match(request: HttpRequest, hlc: int) -> None:
    """The program names the version that it read."""
    said = request.headers.get("If-Match", "")
    if not said:
        raise NoPrecondition(
            _("Xin gửi If-Match với ETag của bản đã đọc."), code="if_match_missing"
        )
    if said != "*" and f'"{hlc:x}"' not in [each.strip() for each in said.split(",")]:
        raise Changed(
            _("Bản ghi đã thay đổi sau khi bạn đọc. Xin đọc lại rồi gửi."), code="changed"
        )
