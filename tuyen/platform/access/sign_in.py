"""From a signed-in request to the Actor: session, account, posts, grants and leaves in one statement."""

import datetime as dt
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.db import connection
from django.db.models.base import ModelState
from django.utils.crypto import constant_time_compare

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.platform.access.models import BreakGlass, RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.platform.changes import driver, writer

POST_KEY = "post_id"


def _columns(model: Any, alias: str, names: Iterable[str]) -> list[str]:
    return [f"{alias}.{model._meta.get_field(name).column}" for name in names]


_ACCOUNT = [f.attname for f in Account._meta.concrete_fields]
_POST = ("id", "role", "unit_id")
_NODE = ("path", "chain", "name", "kind", "commune_code", "province_code")

_WHO = f"""
SELECT {", ".join(_columns(Account, "a", [f.name for f in Account._meta.concrete_fields]))},
       {", ".join(_columns(RoleAssignment, "p", _POST))},
       {", ".join(_columns(ScopeNode, "n", _NODE))},
       g.compartment, b.patient_id, b.expires_at, s.session_data
  FROM accounts_account a
  {{session}} JOIN accounts_accountsession s ON s.account_id = a.id
  LEFT JOIN access_roleassignment p ON p.account_id = a.id
       AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to >= %s)
  LEFT JOIN access_scopenode n ON n.unit_id = p.unit_id
  LEFT JOIN access_compartmentgrant g ON g.account_id = a.id
       AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to >= %s)
  LEFT JOIN access_breakglass b ON b.account_id = a.id AND b.expires_at > %s
"""
_OF_SESSION = _WHO.format(session="") + " WHERE s.session_key = %s AND s.expire_date > %s"
_OF_ACCOUNT = (
    _WHO.format(session="LEFT").replace("s.account_id = a.id", "s.session_key = ''")
    + " WHERE a.id = %s"
)


def actor_for(request: Any) -> Actor | None:
    """The Actor of the post chosen at sign-in (the first post where none was); None for a visitor.

    Fills the session's and the request's own caches, so that nothing is asked twice.
    """
    key = request.session.session_key
    if key is None:
        return None
    rows = tuple(_ask(_OF_SESSION, [key, _now()]))
    if not rows:
        return None
    found = _understood(rows, clock.today(), request.session.decode)
    request.session._session_cache = msgspec.json.decode(found.session)
    if found.account is None:
        return None
    request._cached_user = _own_copy(found.account)
    return found.actor


class _Understood(NamedTuple):
    """What the rows of a session mean; account: None when the session is not valid for it."""

    session: bytes  # as JSON, for every request gets a dictionary of its own
    account: Account | None
    actor: Actor | None


_UNDERSTOOD: OrderedDict[Any, _Understood] = OrderedDict()
_KEPT = 256


def _understood(rows: tuple[Any, ...], today: dt.date, decode: Any) -> _Understood:
    """The same rows on the same day mean the same: read, unsigned and judged once."""
    key = (rows, today)
    found = _UNDERSTOOD.get(key)
    if found is None:
        found = _UNDERSTOOD[key] = _understand(rows, decode)
        while len(_UNDERSTOOD) > _KEPT:
            _UNDERSTOOD.popitem(last=False)
    return found


def _understand(rows: tuple[Any, ...], decode: Any) -> _Understood:
    account = _account(rows[0])
    data = decode(rows[0][-1])
    session = msgspec.json.encode(data)
    if not _is_valid(account, data):
        return _Understood(session, None, None)
    account.backend = data[BACKEND_SESSION_KEY]
    return _Understood(session, account, _actor(account, list(rows), data.get(POST_KEY)))


def _own_copy(account: Account) -> Account:
    """A request may change its account; the one that is kept stays as it was read."""
    mine = Account.__new__(Account)
    mine.__dict__ = {**account.__dict__, "_state": ModelState()}
    mine._state.db, mine._state.adding = connection.alias, False
    return mine


def actor_of(account: Any, post_id: str | uuid.UUID | None = None) -> Actor | None:
    """None when the account holds no post today: it is signed in, and may do nothing."""
    return _actor(account, _ask(_OF_ACCOUNT, [writer.prepared(Account, "id", account.id)]), post_id)


def posts_of(account: Any) -> list[RoleAssignment]:
    """Posts held today, oldest first."""
    today = clock.today()
    found = RoleAssignment.objects.filter(account_id=account.pk, valid_from__lte=today)
    return [
        post for post in found.order_by("id") if post.valid_to is None or post.valid_to >= today
    ]


def _now() -> Any:
    return writer.prepared(BreakGlass, "expires_at", clock.now())


def _ask(sql: str, last: list[Any]) -> list[Sequence[Any]]:
    today = writer.prepared(RoleAssignment, "valid_from", clock.today())
    return driver.fetch(sql, [today, today, today, today, _now(), *last])


def _read(model: Any, name: str, value: Any) -> Any:
    """A raw value as the model would read it."""
    field = model._meta.get_field(name)
    for convert in [
        *connection.ops.get_db_converters(field.get_col(model._meta.db_table)),
        *field.get_db_converters(connection),
    ]:
        value = convert(value, None, connection)
    return value


def _account(row: Sequence[Any]) -> Account:
    names = [f.name for f in Account._meta.concrete_fields]
    values = [_read(Account, name, value) for name, value in zip(names, row, strict=False)]
    return Account.from_db(connection.alias, _ACCOUNT, values)


def _is_valid(account: Account, data: dict[str, Any]) -> bool:
    if (
        not account.is_active
        or data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS
    ):
        return False
    return constant_time_compare(data.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())


def _actor(account: Any, rows: list[Sequence[Any]], wanted: str | uuid.UUID | None) -> Actor | None:
    after = len(_ACCOUNT)
    posts = {row[after]: row[after : after + 9] for row in rows if row[after + 3] is not None}
    if not posts:
        return None
    chosen = _chosen(posts, wanted)
    post_id, code, unit_id, path, chain, name, kind, commune, province = posts[chosen]
    role = rulebook.on("roles", clock.today())["role"].get(code, {})
    return Actor(
        account_id=account.id,
        name=account.full_name,
        role=code,
        unit_id=_read(ScopeNode, "unit_id", unit_id),
        unit_name=name,
        path=path,
        chain=chain,
        permissions=frozenset(role.get("permissions", ())),
        compartments=frozenset(row[-4] for row in rows if row[-4]),
        scope=role.get("scope", "unit"),
        unit_kind=kind,
        commune_code=commune,
        province_code=province,
        staff_id=account.staff_id,
        post_id=_read(RoleAssignment, "id", post_id),
        opened=_opened(rows),
    )


def _chosen(posts: dict[Any, Any], wanted: str | uuid.UUID | None) -> Any:
    for post_id in posts:
        if str(_read(RoleAssignment, "id", post_id)) == str(wanted):
            return post_id
    return min(posts)


def _opened(rows: list[Sequence[Any]]) -> dict[uuid.UUID, Any]:
    return {
        _read(BreakGlass, "patient_id", row[-3]): _read(BreakGlass, "expires_at", row[-2])
        for row in rows
        if row[-3] is not None
    }
