"""One message on its way: signed, sent once an attempt, the answer written down."""

import json
import time
import urllib.error
import urllib.request
from typing import Any

from tuyen.core import clock
from tuyen.edge.webhooks import rules
from tuyen.edge.webhooks.models import Sending
from tuyen.platform.changes.unit_of_work import write_turn

PATIENCE_S = 10
OK = range(200, 300)


class NotTaken(Exception):
    """The address did not take the message: the outbox tries again."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed message goes where it was meant to go."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def send(sending: Sending) -> None:
    """Raises NotTaken when nobody took it. What was taken, or whose address has ended, is not sent."""
    if sending.sent_at or sending.webhook.ended_at:
        return
    status, error = _answer_to(sending)
    sending.attempts += 1
    sending.status, sending.last_error = status, error
    sending.sent_at = clock.now() if status in OK else None
    with write_turn():
        sending.save(update_fields=["attempts", "status", "last_error", "sent_at"])
    if sending.sent_at is None:
        raise NotTaken


def _answer_to(sending: Sending) -> tuple[int | None, str]:
    """Status and kind of fault; never what the other side said."""
    try:
        with _opener.open(_request(sending), timeout=PATIENCE_S) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code, "HTTPError"
    except (OSError, ValueError) as fault:
        return None, type(fault).__name__


def _request(sending: Sending) -> urllib.request.Request:
    body = json.dumps(
        {
            "id": str(sending.id),
            "event": sending.event,
            "created_at": sending.created_at.isoformat(),
            "data": sending.facts,
        }
    ).encode()
    now = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "Tuyen-Event": sending.event,
        "Tuyen-Delivery": str(sending.id),
        "Tuyen-Timestamp": str(now),
        "Tuyen-Signature": rules.signature(sending.webhook.secret, now, body),
    }
    return urllib.request.Request(sending.webhook.url, body, headers, method="POST")
