"""Two nodes agree on a secret: made at the upper one, shown once, typed at the station."""

import os
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.platform.access.actions import require_account_manager
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.rescue import rules, safe
from tuyen.platform.rescue.models import KnownStation, UpperTier


def require_supervisor(by: Actor, unit_id: UUID) -> ScopeNode:
    """Manages accounts, and stands above the unit: nobody is one's own supervisor."""
    at = ScopeNode.objects.filter(unit_id=unit_id).first()
    if at is None:
        raise Refused(_("Không có đơn vị này."), field="unit")
    require_account_manager(by, at)
    if by.unit_id == unit_id:
        raise NotPermitted(_("Mã cho máy của đơn vị này do đơn vị tuyến trên cấp."))
    return at


def know_station(*, unit_id: UUID, name: str, by: Actor) -> tuple[KnownStation, str]:
    """The row and the key that is typed at the station; the key is shown once."""
    at = require_supervisor(by, unit_id)
    secret = os.urandom(rules.SECRET_BYTES)
    # with its unit: every station has a machine in its consulting room
    called = f"{name.strip()}, {at.name}"[:120]
    row = KnownStation(id=uuid7(), unit_id=unit_id, name=called, made_by_name=by.name)
    row.wrapped = safe.wrap(secret, row.id)
    with write_turn():
        row.save(force_insert=True)
    return row, rules.key_text(secret)


def forget_station(*, station: KnownStation, by: Actor) -> None:
    """A lost machine gets no code any more."""
    require_supervisor(by, station.unit_id)
    with write_turn():
        KnownStation.objects.filter(pk=station.pk, ended_at=None).update(ended_at=clock.now())


def take_key(*, key: str, unit_id: UUID, name: str, phone: str, by: Actor) -> UpperTier:
    """On the station: from now on codes made with this key are taken, and no others."""
    at = ScopeNode.objects.filter(unit_id=unit_id).first()
    if at is None:
        raise Refused(_("Không có đơn vị này."), field="unit")
    require_account_manager(by, at)
    secret = rules.key_secret(key)
    if secret is None:
        raise Refused(_("Khóa ghép không đúng: xem lại từng nhóm bốn chữ."), field="key")
    row = UpperTier(
        id=uuid7(), unit_id=unit_id, name=name.strip(), phone=phone.strip(), made_by_name=by.name
    )
    row.wrapped = safe.wrap(secret, row.id)
    with write_turn(), transaction.atomic():
        UpperTier.objects.filter(ended_at=None).update(ended_at=clock.now())
        row.save(force_insert=True)
    return row


def leave_tier(*, tier: UpperTier, by: Actor) -> None:
    """This machine takes no codes any more."""
    require_account_manager(by, ScopeNode.objects.get(unit_id=tier.unit_id))
    with write_turn():
        UpperTier.objects.filter(pk=tier.pk, ended_at=None).update(ended_at=clock.now())
