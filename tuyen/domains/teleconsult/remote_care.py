"""The facility's own list of illnesses for remote care, and its declaration."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.text import nfc
from tuyen.domains.teleconsult.models import RemoteCondition, RemoteStart
from tuyen.platform import changes
from tuyen.record.rules import consult_modes as rules
from tuyen.record.rules.consults import MODES
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.rules import paths_above

LIST = "teleconsult/remote_conditions"
CONFIRMS = "figure.confirm"


@dataclass(frozen=True, slots=True)
class Condition:
    code: str
    name: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    number: str
    received_on: dt.date | None = None
    public_on: dt.date | None = None


def _line(unit_id: uuid.UUID) -> list[uuid.UUID]:
    """The facility and those above it, whose confirmed list counts below them."""
    facility = direction.facility_of(unit_id)
    path = Unit.objects.filter(pk=facility).values_list("path", flat=True).first() or ""
    above = Unit.objects.filter(path__in=paths_above(path)).values_list("id", flat=True)
    return [facility, *above]


def conditions(unit_id: uuid.UUID, on: dt.date) -> QuerySet[RemoteCondition]:
    """Those confirmed here or above that count on the day."""
    rows = RemoteCondition.objects.filter(unit_id__in=_line(unit_id), valid_from__lte=on)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("code", "id")


def is_listed(unit_id: uuid.UUID, code: str, on: dt.date) -> bool:
    shipped = [str(row["code"]) for row in rulebook.on(LIST, on).rows]
    kept = conditions(unit_id, on).values_list("code", flat=True)
    return any(rules.covers(each, code) for each in [*shipped, *kept])


def start_of(row: RemoteStart, on: dt.date) -> dt.date | None:
    days = int(rulebook.on(MODES, on)["start_after_days"])
    return rules.may_start_on(row.received_on, row.public_on, days)


def declarations(unit_id: uuid.UUID) -> QuerySet[RemoteStart]:
    rows = RemoteStart.objects.filter(unit_id=direction.facility_of(unit_id))
    return rows.order_by("-id")


def has_begun(unit_id: uuid.UUID, on: dt.date) -> bool:
    for row in declarations(unit_id):
        begun = start_of(row, on)
        is_over = row.ended_on is not None and row.ended_on <= on
        if begun is not None and begun <= on and not is_over:
            return True
    return False


def may_confirm(who: Actor) -> bool:
    return who.may(CONFIRMS)


def _require_head(by: Actor) -> None:
    if not may_confirm(by):
        raise NotPermitted(_("Chỉ người đứng đầu cơ sở xác nhận danh mục, công bố khám từ xa."))


def confirm(*, said: Condition, by: Actor) -> RemoteCondition:
    """One illness of the circular, read and confirmed by the head of the facility."""
    _require_head(by)
    code, name, today = nfc(said.code).upper(), nfc(said.name), clock.today()
    if not code or not name:
        raise Refused(_("Ghi mã ICD-10 và tên bệnh."), field="code")
    unit_id = direction.facility_of(by.unit_id)
    if conditions(unit_id, today).filter(code=code, unit_id=unit_id).exists():
        raise Refused(_("Mã này đã có trong danh mục."), field="code")
    row = RemoteCondition(
        unit_id=unit_id,
        code=code[:10],
        name=name[:250],
        item=nfc(said.item)[:20],
        valid_from=today,
        confirmed_by_name=by.name,
        confirmed_on=today,
    )
    with changes.apply(actor=by, reason="remote.confirm") as log:
        log.create(row)
    return row


def end(*, condition: RemoteCondition, by: Actor) -> RemoteCondition:
    """No longer treated from afar, from tomorrow on."""
    _require_head(by)
    if condition.unit_id != direction.facility_of(by.unit_id):
        raise NotPermitted(_("Mục này do cơ sở khác xác nhận."))
    condition.valid_to = clock.today()
    with changes.apply(actor=by, reason="remote.end") as log:
        log.change(condition, ["valid_to"])
    return condition


def declare(*, said: Declaration, by: Actor) -> RemoteStart:
    """The declaration as it was sent or made public."""
    _require_head(by)
    if not nfc(said.number):
        raise Refused(_("Ghi số văn bản công bố."), field="number")
    if said.received_on is None and said.public_on is None:
        raise Refused(
            _("Ghi ngày cơ quan quản lý nhận, hoặc ngày đăng công khai."), field="received_on"
        )
    row = RemoteStart(
        unit_id=direction.facility_of(by.unit_id),
        number=nfc(said.number)[:60],
        received_on=said.received_on,
        public_on=said.public_on,
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="remote.declare") as log:
        log.create(row)
    return row
