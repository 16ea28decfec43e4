"""An immunisation day is opened, its lots are chosen once, and it is closed when nobody waits any more."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import from_event, uuid7
from tuyen.core.text import nfc
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.models import ImmunizationSession, OpenVial, SessionLot
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.platform import changes
from tuyen.record import vaccines
from tuyen.record.actions.day_locks import require_open_day


@dataclass(frozen=True)
class Lot:
    """What somebody chose for a vaccine; neither number nor day: nothing was said."""

    vaccine: str
    number: str
    expiry_on: dt.date | None


def open_session(*, kind: str, place: str, village: str, by: Actor) -> ImmunizationSession:
    """Of today. Proposed: of what the store keeps the lot that expires first, else that of last time."""
    permissions.require_vaccinate(by)
    if kind not in ImmunizationSession.Kind.values:
        raise Refused(_("Chọn hình thức buổi tiêm."), field="kind")
    if not nfc(place):
        raise Refused(_("Ghi nơi tiêm, ví dụ “Trạm y tế” hoặc tên bản."), field="place")
    session = ImmunizationSession(
        id=uuid7(),
        unit_id=by.unit_id,
        day=clock.today(),
        kind=kind,
        place=nfc(place)[:200],
        village=nfc(village)[:200],
        opened_at=clock.now(),
        opened_by_name=by.name,
    )
    kept = [_chosen(session, lot) for lot in _proposed(by) if not _fault(lot, session)]
    with changes.apply(actor=by, reason="immunization.session_opened") as log:
        log.check(lambda: require_open_day(by, session.day, by.unit_id))
        log.create(session, *kept)
    return session


def choose_lots(*, session: ImmunizationSession, lots: Sequence[Lot], by: Actor) -> None:
    """All of them or none: an expired or held lot is refused with its vaccine's name."""
    require_ours(session, by)
    require_going_on(session)
    known = {row.vaccine: row for row in queries.lots_of(session)}
    said = [lot for lot in lots if lot.number.strip() or lot.expiry_on]
    for lot in said:
        if fault := _fault(lot, session):
            raise Refused(fault, field=f"lot-{lot.vaccine}")
    rows = [_chosen(session, lot) for lot in said]
    with changes.apply(actor=by, reason="immunization.session_lots") as log:
        for row in rows:
            if (there := known.get(row.vaccine)) is None:
                log.create(row)
            elif (there.lot, there.expiry_on) != (row.lot, row.expiry_on):
                there.lot, there.expiry_on = row.lot, row.expiry_on
                log.change(there, ["lot", "expiry_on"])


def close_session(*, session: ImmunizationSession, by: Actor) -> ImmunizationSession:
    """Nobody may still be watched. Vials that end with the session are thrown away with what is left."""
    require_ours(session, by)
    require_going_on(session)
    if waiting := queries.watched_in(session).count():
        raise Refused(
            _("Còn %(n)d trẻ đang theo dõi sau tiêm: cho về nhà hoặc ghi phản ứng trước.")
            % {"n": waiting},
            code="watched",
        )
    session.closed_at, session.closed_by_name = clock.now(), by.name
    vials = [vial for vial in queries.vials_of(session) if ends_now(vial, session)]
    thrown = [(vial, thrown_away(vial, by), wasted(vial, by)) for vial in vials]
    with changes.apply(actor=by, reason="immunization.session_closed") as log:
        log.change(session, ["closed_at", "closed_by_name"])
        for vial, fields, leaving in thrown:
            write_away(log, vial, fields, leaving)
    return session


def ends_now(vial: OpenVial, session: ImmunizationSession) -> bool:
    known = vaccines.vaccine(vial.vaccine, session.day)
    return vial.discarded_at is None and (known is None or known.ends_with_session)


def thrown_away(vial: OpenVial, by: Actor) -> list[str]:
    """The fields that say so."""
    vial.wasted = vial.size - vial.drawn
    vial.discarded_at, vial.discarded_by_name = clock.now(), by.name
    return ["wasted", "discarded_at", "discarded_by_name"]


def wasted(vial: OpenVial, by: Actor) -> Any:
    """What was left in it leaves the ledger, too; None where nothing was, or the store keeps none."""
    if not vial.wasted:
        return None
    wanted = {
        "unit_id": by.unit_id,
        "drug_code": f"vaccine-{vial.vaccine}",
        "lot_number": vial.lot,
        "doses": vial.wasted,
        "day": clock.today(),
        "document_id": vial.id,
        "note": _("Hao phí lọ vắc xin đã mở"),
        "by_name": by.name,
    }
    return facts.ask("pharmacy.doses_out", wanted=wanted, is_waste=True)


def write_away(log: changes.Log, vial: OpenVial, fields: list[str], leaving: Any) -> None:
    log.change(vial, fields)
    if leaving is not None:
        log.check(leaving.check)
        log.create(*leaving.rows)


def require_ours(session: ImmunizationSession, by: Actor) -> None:
    permissions.require_vaccinate(by)
    if session.unit_id != by.unit_id:
        raise NotPermitted(_("Buổi tiêm này của đơn vị khác."))


def require_going_on(session: ImmunizationSession) -> None:
    if session.closed_at is not None:
        raise Refused(_("Buổi tiêm này đã kết thúc: mở buổi mới."), code="stale")


def _proposed(by: Actor) -> list[Lot]:
    codes = {f"vaccine-{code}": code for code in vaccines.vaccines(clock.today())}
    stored = facts.ask("pharmacy.first_lots", unit_id=by.unit_id, drug_codes=list(codes))
    found = {
        row.vaccine: Lot(row.vaccine, row.lot, row.expiry_on) for row in queries.lots_before(by)
    }
    found |= {codes[code]: Lot(codes[code], *lot) for code, lot in stored.items()}
    return list(found.values())


def _chosen(session: ImmunizationSession, lot: Lot) -> SessionLot:
    assert lot.expiry_on is not None
    return SessionLot(
        id=from_event(session.id, f"lot of {lot.vaccine}"),
        unit_id=session.unit_id,
        session_id=session.id,
        vaccine=lot.vaccine,
        lot=_number(lot),
        expiry_on=lot.expiry_on,
    )


def _number(lot: Lot) -> str:
    return nfc(lot.number).upper()[:40]


def _fault(lot: Lot, session: ImmunizationSession) -> str:
    """Why nothing of this lot may be given today; empty when it may."""
    known = vaccines.vaccine(lot.vaccine, session.day)
    if known is None:
        return _("Chọn vắc xin trong danh sách.")
    said = {"vaccine": known.label, "lot": _number(lot)}
    if not _number(lot) or lot.expiry_on is None:
        return _("%(vaccine)s: ghi cả số lô và hạn dùng.") % said
    if lot.expiry_on < session.day:
        return _("%(vaccine)s: lô %(lot)s đã quá hạn dùng, lấy lô khác.") % said
    asked = {"unit_id": session.unit_id, "vaccine": lot.vaccine, "lot": _number(lot)}
    if facts.ask("immunization.lot_is_held", **asked):
        return (
            _("%(vaccine)s: lô %(lot)s đang tạm dừng vì phản ứng nặng sau tiêm, lấy lô khác.")
            % said
        )
    return ""
