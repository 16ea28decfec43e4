"""A zone is set by an order, extended and lifted by orders of their own; what is done inside is told."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.outbreaks import permissions, zoning
from tuyen.domains.outbreaks.actions.outbreaks import require_running
from tuyen.domains.outbreaks.models import Outbreak, Zone, ZoneOrder, ZoneSupply
from tuyen.domains.outbreaks.queries import zones as queries
from tuyen.platform import changes

Kind, Status = ZoneOrder.Kind, Zone.Status
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Order:
    """The paper behind an act. until_on: of none that lifts."""

    number: str
    signed_on: dt.date
    signed_by: str
    why: str
    effective_on: dt.date
    until_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Zoning:
    """What is closed off. hamlets: none for the whole commune."""

    name: str
    level: str
    hamlets: tuple[str, ...] = ()
    bounds: str = ""
    measures: tuple[str, ...] = ()


def set_zone(
    *,
    outbreak: Outbreak,
    said: Zoning,
    order: Order,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> Zone:
    """Closed off by an order; who lives inside is counted in the registry, a person corrects it."""
    permissions.require_keep(by, outbreak)
    require_running(outbreak)
    if order.until_on is None:
        raise Refused(_("Ghi ngày dự kiến kết thúc."), field="until_on")
    until = order.until_on
    _require_sound(order, outbreak.began_on)
    _require_listed(outbreak, said)
    if not nfc(said.name).strip():
        raise Refused(_("Ghi tên vùng (thôn bản, cụm hộ)."), field="name")
    hamlets = [nfc(each).strip() for each in said.hamlets if each.strip()]
    inside = queries.counted_inside(outbreak, hamlets)
    zone = Zone(
        unit_id=outbreak.unit_id,
        outbreak=outbreak,
        name=nfc(said.name).strip(),
        level=said.level,
        hamlets="\n".join(hamlets),
        bounds=nfc(said.bounds).strip(),
        measures=sorted(said.measures),
        starts_on=order.effective_on,
        until_on=until,
        households_known=inside.households if inside else None,
        people_known=inside.people if inside else None,
        counted_on=clock.today() if inside else None,
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="outbreak.zone", repeat=repeat) as log:
        log.create(zone)
        log.create(_order(zone, Kind.SET, order, by))
        log.result_id = zone.id
    return zone


def extend_zone(*, zone: Zone, order: Order, by: Actor) -> ZoneOrder:
    _require_standing(zone, by)
    if order.until_on is None or order.until_on <= zone.until_on:
        raise Refused(
            _("Gia hạn phải đến sau ngày %(day)s. Kết thúc sớm hơn thì ghi dỡ bỏ.")
            % {"day": f"{zone.until_on:%d/%m/%Y}"},
            field="until_on",
        )
    _require_sound(order, zone.starts_on)
    zone.until_on = order.until_on
    return _ordered(zone, Kind.EXTEND, order, by, ["until_on"])


def lift_zone(*, zone: Zone, order: Order, by: Actor) -> ZoneOrder:
    _require_standing(zone, by)
    _require_sound(order, zone.starts_on)
    if order.effective_on > clock.today():
        raise Refused(_("Ngày dỡ bỏ chưa đến: ghi vào đúng ngày."), field="effective_on")
    zone.status, zone.lifted_on = Status.LIFTED, order.effective_on
    return _ordered(zone, Kind.LIFT, order, by, ["status", "lifted_on"])


def _ordered(zone: Zone, kind: str, order: Order, by: Actor, changed: list[str]) -> ZoneOrder:
    row = _order(zone, kind, order, by)
    with changes.apply(actor=by, reason="outbreak.zone", why=row.why) as log:
        log.still(zone)
        log.change(zone, changed)
        log.create(row)
    return row


def _order(zone: Zone, kind: str, said: Order, by: Actor) -> ZoneOrder:
    return ZoneOrder(
        unit_id=zone.unit_id,
        zone=zone,
        kind=kind,
        number=nfc(said.number).strip(),
        signed_on=said.signed_on,
        signed_by=nfc(said.signed_by).strip(),
        why=nfc(said.why).strip(),
        effective_on=said.effective_on,
        until_on=None if kind == Kind.LIFT else said.until_on,
        entered_at=clock.now(),
        by_name=by.name,
    )


def count_again(*, zone: Zone, by: Actor) -> Zone:
    """What the registry knows today; what a person corrected stays."""
    _require_standing(zone, by)
    inside = queries.counted_inside(zone.outbreak, queries.hamlets_of(zone))
    if inside is None:
        raise Refused(_("Ổ dịch chưa ghi xã: không đếm được trong sổ. Ghi số thực tế."))
    zone.households_known, zone.people_known = inside.households, inside.people
    zone.counted_on = clock.today()
    with changes.apply(actor=by, reason="outbreak.zone") as log:
        log.change(zone, ["households_known", "people_known", "counted_on"])
    return zone


def correct_count(*, zone: Zone, households: int, people: int, why: str, by: Actor) -> Zone:
    """A person counted at the place: that number holds, the registry's stays beside it."""
    _require_standing(zone, by)
    if households > people:
        raise Refused(_("Số hộ không thể nhiều hơn số người."), field="households")
    if not (said := nfc(why).strip()):
        raise Refused(_("Ghi căn cứ: ai đếm, theo danh sách nào."), field="why")
    zone.households, zone.people = households, people
    zone.corrected_why, zone.corrected_by_name = said, by.name
    with changes.apply(actor=by, reason="outbreak.zone", why=said) as log:
        log.still(zone)
        log.change(zone, ["households", "people", "corrected_why", "corrected_by_name"])
    return zone


def tick_measures(*, zone: Zone, measures: list[str], by: Actor) -> Zone:
    _require_standing(zone, by)
    kept = {each for each in zone.measures if each not in zoning.measures(zone.starts_on)}
    wanted = sorted({*measures, *kept})
    _require_known(zone.outbreak, set(measures), zone.starts_on)
    zone.measures = wanted
    with changes.apply(actor=by, reason="outbreak.zone") as log:
        log.still(zone)
        log.change(zone, ["measures"])
    return zone


def hand_out(*, zone: Zone, by: Actor, **said: Any) -> ZoneSupply:
    """said: item, amount, amount_unit, households, given_on."""
    _require_standing(zone, by)
    if not nfc(said["item"]).strip() or not said["amount"] or not said["amount_unit"].strip():
        raise Refused(_("Ghi mặt hàng, số lượng và đơn vị tính."), field="item")
    if not zone.starts_on <= said["given_on"] <= clock.today():
        raise Refused(_("Ngày cấp phải từ ngày khoanh vùng đến hôm nay."), field="given_on")
    inside = zone.households if zone.households is not None else zone.households_known
    if said.get("households") and inside is not None and said["households"] > inside:
        raise Refused(
            _("Trong vùng có %(n)d hộ. Sửa số hộ của vùng trước nếu chưa đúng.") % {"n": inside},
            field="households",
        )
    row = ZoneSupply(unit_id=zone.unit_id, zone=zone, by_name=by.name, **said)
    with changes.apply(actor=by, reason="outbreak.zone") as log:
        log.create(row)
    return row


def _require_standing(zone: Zone, by: Actor) -> None:
    permissions.require_keep(by, zone.outbreak)
    if zone.status != Status.ACTIVE:
        raise Refused(
            _("Vùng này đã dỡ bỏ. Cần khoanh lại thì lập vùng mới theo quyết định mới."),
            code="illegal_step",
        )


def _require_sound(order: Order, not_before: dt.date) -> None:
    if not (nfc(order.number).strip() and nfc(order.signed_by).strip()):
        raise Refused(_("Ghi số quyết định và người ký."), field="number")
    if not nfc(order.why).strip():
        raise Refused(_("Ghi lý do, căn cứ."), field="why")
    if order.signed_on > clock.today():
        raise Refused(_("Ngày ký chưa đến."), field="signed_on")
    if order.effective_on < max(not_before, order.signed_on):
        raise Refused(
            _("Ngày hiệu lực phải từ ngày ký và từ ngày %(day)s.")
            % {"day": f"{not_before:%d/%m/%Y}"},
            field="effective_on",
        )
    if order.until_on is None:
        return
    if order.until_on < order.effective_on:
        raise Refused(_("Ngày kết thúc phải sau ngày hiệu lực."), field="until_on")
    if (order.until_on - order.effective_on).days > MOST_DAYS:
        raise Refused(_("Dài hơn một năm: kiểm tra lại ngày kết thúc."), field="until_on")


def _require_listed(outbreak: Outbreak, said: Zoning) -> None:
    today = clock.today()
    if said.level not in zoning.levels(today):
        raise Refused(_("Chọn mức khoanh vùng trong danh sách."), field="level")
    _require_known(outbreak, set(said.measures), today)


def _require_known(outbreak: Outbreak, said: set[str], on: dt.date) -> None:
    if said - set(zoning.measures(on, outbreak.disease)):
        raise Refused(_("Chọn biện pháp trong danh sách của bệnh này."), field="measures")
