"""“Has anything changed?” asked by every open board: answered without session, account or page.

The page carries a signed token: its units and the version that it shows. The version of a unit is the
sum of two counters of its cases, kept by a projection; a process looks at most once a second.
"""

import hashlib
import hmac
import threading
import time
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from tuyen.core.actor import Actor
from tuyen.domains.teleconsult.models import BoardVersion
from tuyen.domains.teleconsult.projections import board_key
from tuyen.record.queries.consults import my_units

PATH = "/consults/changes/"
FRESH_SECONDS = 1.0
TOKEN_HOURS = 12
_SIGNED = 24  # letters of the signature

_lock = threading.Lock()
_known: dict[str, tuple[float, int]] = {}
MOST_KNOWN = 2000


def address_for(who: Actor) -> str:
    """What the board asks again and again: its units, by the compartments that the reader may see, and
    what it shows of them, signed."""
    keys = {board_key(unit, each) for unit in my_units(who) for each in ("", *who.compartments)}
    units = ",".join(sorted(key.hex for key in keys))
    token = _token(units, version_of(units, is_fresh=True))
    return f"{reverse('teleconsult:changes')}?t={quote(token)}"


def version_of(units: str, *, is_fresh: bool = False) -> int:
    now = time.monotonic()
    kept = _known.get(units)
    if kept is not None and not is_fresh and now - kept[0] < FRESH_SECONDS:
        return kept[1]
    ids = [UUID(hex=each) for each in units.split(",")]
    rows = BoardVersion.objects.filter(pk__in=ids).values_list("n", flat=True)
    found = sum(rows)
    with _lock:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[units] = (now, found)
    return found


def forget() -> None:
    """Look again: for tests, which are quicker than a second."""
    _known.clear()


def _token(units: str, version: int) -> str:
    until = int(time.time()) + TOKEN_HOURS * 3600
    said = f"{units}.{version}.{until}"
    return f"{said}.{_signature(said)}"


def _signature(said: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"consult-board:" + said.encode(), hashlib.sha256).hexdigest()[:_SIGNED]


CHANGED, SAME, NOT_OURS = 205, 204, 403


def answer(token: str) -> int:
    """The status that says it all: nothing changed, draw again, not our token."""
    said, _dot, signature = token.rpartition(".")
    if not said or not hmac.compare_digest(signature.encode(), _signature(said).encode()):
        return NOT_OURS
    units, version, until = said.split(".")
    if int(until) < time.time():
        return CHANGED
    return CHANGED if version_of(units) != int(version) else SAME
