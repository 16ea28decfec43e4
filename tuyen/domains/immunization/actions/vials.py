"""A vial is opened by the first dose drawn from it, drawn empty, or thrown away with what is left."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.actions.sessions import thrown_away, wasted, write_away
from tuyen.domains.immunization.models import ImmunizationSession, OpenVial
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.domains.immunization.rules import vials as rules
from tuyen.platform import changes
from tuyen.record import vaccines
from tuyen.record.rules.immunizations import Dose


@dataclass
class Draws:
    """Vials from which one child's doses come: opened for it, or open already."""

    opened: list[OpenVial] = field(default_factory=list)
    drawn: list[OpenVial] = field(default_factory=list)

    def write(self, log: changes.Log) -> None:
        log.create(*self.opened)
        for vial in self.drawn:
            log.change(vial, ["drawn"])


def draws_for(session: ImmunizationSession, doses: Sequence[Dose], by: Actor) -> Draws:
    """One dose each; vaccines of single doses open no vial."""
    open_now, found = queries.usable_vials(session, clock.now()), Draws()
    for dose in doses:
        known = vaccines.vaccine(dose.vaccine, dose.day)
        if known is None or known.doses_a_vial == 1:
            continue
        vial = next((v for v in open_now if (v.vaccine, v.lot) == (dose.vaccine, dose.lot)), None)
        if vial is None:
            _require_stored(session, dose, known, open_now)
            found.opened.append(_opened(session, dose, known, by))
        else:
            vial.drawn += 1
            found.drawn.append(vial)
    return found


def discard(*, vial: OpenVial, by: Actor) -> OpenVial:
    permissions.require_vaccinate(by)
    if vial.unit_id != by.unit_id:
        raise NotPermitted(_("Lọ này của đơn vị khác."))
    if vial.discarded_at is not None:
        raise Refused(_("Lọ này đã bỏ rồi."), code="stale")
    fields = thrown_away(vial, by)
    leaving = wasted(vial, by)
    with changes.apply(actor=by, reason="immunization.vial_discarded") as log:
        write_away(log, vial, fields, leaving)
    return vial


def _require_stored(
    session: ImmunizationSession,
    dose: Dose,
    known: vaccines.Vaccine,
    open_now: Sequence[OpenVial],
) -> None:
    """A whole vial beyond what stands open already, where the store keeps this vaccine."""
    code = f"vaccine-{dose.vaccine}"
    lots = facts.ask("pharmacy.usable_lots", unit_id=session.unit_id, drug_code=code)
    if lots is None:
        return
    taken = sum(v.left for v in open_now if (v.vaccine, v.lot) == (dose.vaccine, dose.lot))
    there = lots.get(dose.lot, 0) - taken
    if there < known.doses_a_vial:
        said = {"lot": dose.lot, "left": max(there, 0), "size": known.doses_a_vial}
        raise Refused(
            _(
                "Kho chỉ còn %(left)d liều lô %(lot)s, không đủ mở một lọ %(size)d liều: "
                "nhập kho, kiểm kê hoặc chọn lô khác."
            )
            % said,
            field="lot",
            code="short",
        )


def _opened(
    session: ImmunizationSession, dose: Dose, known: vaccines.Vaccine, by: Actor
) -> OpenVial:
    assert dose.expiry_on is not None
    now = clock.now()
    until = rules.discard_at(
        now, open_hours=known.open_hours, expiry=dose.expiry_on, zone=clock.VIETNAM
    )
    return OpenVial(
        id=uuid7(),
        unit_id=session.unit_id,
        session_id=session.id,
        vaccine=dose.vaccine,
        lot=dose.lot,
        expiry_on=dose.expiry_on,
        size=known.doses_a_vial,
        drawn=1,
        opened_at=now,
        opened_by_name=by.name,
        discard_at=until,
    )
