"""One child in a session: comes, is given what the rule proposes and a person presses, or is not and why."""

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.ids import from_event
from tuyen.domains.immunization.actions.sessions import require_going_on, require_ours
from tuyen.domains.immunization.actions.vials import Draws, draws_for
from tuyen.domains.immunization.models import ImmunizationSession, SessionLot, SessionVisit
from tuyen.domains.immunization.queries import cards
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.platform import changes
from tuyen.record import permissions as record_permissions
from tuyen.record import vaccines
from tuyen.record.actions import immunizations as acts
from tuyen.record.chart import Chart, chart_of, visible_person
from tuyen.record.models import Immunization
from tuyen.record.rules.immunizations import Dose
from tuyen.registry.persons.models import Person

SESSION = "immunization/session"
TRIES = 3  # two tables may draw from one vial; the second looks again


def arrive(*, session: ImmunizationSession, person_id: uuid.UUID, by: Actor) -> SessionVisit:
    """Somebody outside the list has come in person: the chart is open to this unit today."""
    require_ours(session, by)
    require_going_on(session)
    person = visible_person(person_id, by)
    if person.is_deceased:
        raise Refused(_("Người này đã mất: kiểm tra lại hoặc chọn đúng người."))
    there = queries.visit_of(session, person_id)
    if there is not None:
        return there
    visit = new_visit(session, person, by)
    visit.is_walk_in = True
    with changes.apply(actor=by, reason="immunization.arrived") as log:
        log.create(visit)
    return visit


def give(
    *,
    session: ImmunizationSession,
    person_id: uuid.UUID,
    chosen: Sequence[str],
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> list[Immunization]:
    """These vaccines, each from the lot of the day; a vial is opened where none is. All or nothing."""
    for _turn in range(TRIES - 1):
        try:
            return _give(session, person_id, chosen, by, repeat)
        except Stale:
            continue
    return _give(session, person_id, chosen, by, repeat)


def _give(
    session: ImmunizationSession,
    person_id: uuid.UUID,
    chosen: Sequence[str],
    by: Actor,
    repeat: changes.Repeat | None,
) -> list[Immunization]:
    require_ours(session, by)
    require_today(session)
    chart = chart_of(person_id, by)
    doses = _doses(session, chart, chosen, by)
    draws = draws_for(session, doses, by)
    visit = _found_fit(queries.visit_of(session, person_id))
    fields = _given(visit)
    return acts.give_doses(
        person_id=person_id,
        doses=doses,
        by=by,
        repeat=repeat,
        beside=partial(beside, session=session, visit=visit, fields=fields, draws=draws),
    )


def beside(
    log: changes.Log,
    *,
    session: ImmunizationSession,
    visit: SessionVisit,
    is_new: bool = False,
    fields: list[str],
    draws: Draws | None = None,
) -> None:
    log.still(session)
    if is_new:
        log.create(visit)
    else:
        log.change(visit, fields)
    if draws:
        draws.write(log)


def withhold(
    *, session: ImmunizationSession, person_id: uuid.UUID, why: str, by: Actor
) -> SessionVisit:
    """Nothing is given today; every dose that was due says why in the chart."""
    require_ours(session, by)
    require_today(session)
    chart = chart_of(person_id, by)
    if why not in vaccines.reasons(session.day):
        raise Refused(_("Chọn lý do không tiêm."), field="why")
    visit = queries.visit_of(session, person_id)
    if visit is not None and visit.outcome == SessionVisit.Outcome.GIVEN:
        raise Refused(_("Trẻ này đã tiêm trong buổi: mở phiếu tiêm để xem."), code="stale")
    is_new = visit is None
    visit = visit or new_visit(session, chart.person, by)
    visit.outcome, visit.reason = SessionVisit.Outcome.NOT_GIVEN, why
    doses = doses_withheld(session, chart)
    acts.withhold_doses(
        person_id=person_id,
        doses=doses,
        why=why,
        by=by,
        beside=partial(
            beside, session=session, visit=visit, is_new=is_new, fields=["outcome", "reason"]
        ),
    )
    return visit


def doses_withheld(session: ImmunizationSession, chart: Chart) -> list[Dose]:
    """What was due today and has not been said to be withheld yet."""
    said = queries.withheld_in(session, chart)
    return [
        Dose(each.vaccine, session.day, number=each.number, session_id=session.id)
        for each in queries.offers_of(session, cards.card_of(chart, session.day))
        if each.vaccine not in said
    ]


def new_visit(session: ImmunizationSession, person: Person, by: Actor) -> SessionVisit:
    return SessionVisit(
        id=from_event(session.id, str(person.id)),
        patient_id=person.id,
        compartment=record_permissions.compartment_for(by, person.compartment),
        session_id=session.id,
        unit_id=session.unit_id,
        came_at=clock.now(),
    )


def _found_fit(visit: SessionVisit | None) -> SessionVisit:
    if visit is None or not visit.decision:
        raise Refused(
            _("Chưa khám sàng lọc: người khám kết luận đủ điều kiện rồi mới tiêm."),
            code="unscreened",
        )
    if visit.decision != SessionVisit.Decision.FIT:
        said = {"decision": visit.get_decision_display(), "why": visit.decision_reason}
        raise Refused(_("Kết luận khám: %(decision)s. %(why)s") % said, code="unfit")
    return visit


def _given(visit: SessionVisit) -> list[str]:
    """Given now, and watched from now on; a second dose of the same visit begins the watch again."""
    minutes = int(rulebook.on(SESSION, clock.today())["watch_minutes"])
    visit.outcome, visit.reason = SessionVisit.Outcome.GIVEN, ""
    visit.watched_since = clock.now()
    visit.watch_until = visit.watched_since + dt.timedelta(minutes=minutes)
    visit.left_at, visit.left_by_name, visit.left_how, visit.left_note = None, "", "", ""
    left = ["left_at", "left_by_name", "left_how", "left_note"]
    return ["outcome", "reason", "watched_since", "watch_until", *left]


def _doses(
    session: ImmunizationSession, chart: Chart, chosen: Sequence[str], by: Actor
) -> list[Dose]:
    if not chosen:
        raise Refused(_("Chọn ít nhất một vắc xin."), field="vaccine")
    lots = {row.vaccine: row for row in queries.lots_of(session)}
    card, now = cards.card_of(chart, session.day), clock.now()
    found = []
    for code in dict.fromkeys(chosen):
        known = vaccines.vaccine(code, session.day)
        if known is None:
            raise Refused(_("Chọn vắc xin trong danh sách."), field="vaccine")
        lot = _lot(lots.get(code), known)
        found.append(
            Dose(
                code,
                session.day,
                at=now,
                number=cards.next_number(card, code, session.day),
                lot=lot.lot,
                expiry_on=lot.expiry_on,
                site=known.site,
                route=known.route,
                given_by_name=by.name,
                session_id=session.id,
            )
        )
    return found


def _lot(lot: SessionLot | None, vaccine: vaccines.Vaccine) -> SessionLot:
    if lot is None:
        raise Refused(
            _("%(vaccine)s: chưa chọn lô cho buổi này.") % {"vaccine": vaccine.label}, field="lot"
        )
    return lot


def require_today(session: ImmunizationSession) -> None:
    require_going_on(session)
    if session.day != clock.today():
        raise Refused(
            _("Buổi tiêm này của ngày %(day)s: kết thúc nó rồi mở buổi hôm nay.")
            % {"day": f"{session.day:%d/%m/%Y}"},
            code="stale",
        )
