"""Before the dose a doctor looks at the child and decides: fit, postponed, contraindicated."""

import uuid
from collections.abc import Collection
from functools import partial

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.actions import visits
from tuyen.domains.immunization.actions.sessions import require_ours
from tuyen.domains.immunization.models import ImmunizationSession, SessionVisit
from tuyen.domains.immunization.queries import screening as items
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.domains.immunization.rules import screening as rules
from tuyen.platform import changes
from tuyen.record.actions import immunizations as acts
from tuyen.record.chart import chart_of

SCREENED = ["decision", "decision_reason", "answers", "screened_at", "screened_by_name"]


def screen(
    *,
    session: ImmunizationSession,
    person_id: uuid.UUID,
    found: Collection[str],
    decision: str,
    reason: str,
    by: Actor,
) -> SessionVisit:
    """found: items answered “yes”; all others were asked and not found. Not fit: no dose today, with why."""
    permissions.require_screen(by)
    require_ours(session, by)
    visits.require_today(session)
    chart = chart_of(person_id, by)
    _require_said(session, found, decision, reason)
    there = queries.visit_of(session, person_id)
    if there is not None and there.outcome == SessionVisit.Outcome.GIVEN:
        raise Refused(_("Trẻ này đã tiêm trong buổi: mở phiếu tiêm để xem."), code="stale")
    visit = there or visits.new_visit(session, chart.person, by)
    visit.decision, visit.decision_reason = decision, nfc(reason)[:300]
    visit.answers = {code: code in found for code in items.means(session.day)}
    visit.screened_at, visit.screened_by_name = clock.now(), by.name
    is_fit = decision == rules.Decision.FIT
    kinds = SessionVisit.Outcome
    visit.outcome, visit.reason = (kinds.WAITING, "") if is_fit else (kinds.NOT_GIVEN, decision)
    fields = [*SCREENED, "outcome", "reason"]
    write = partial(
        visits.beside, session=session, visit=visit, is_new=there is None, fields=fields
    )
    if is_fit:
        with changes.apply(actor=by, reason="immunization.screened") as log:
            write(log)
    else:
        doses = visits.doses_withheld(session, chart)
        acts.withhold_doses(person_id=person_id, doses=doses, why=decision, by=by, beside=write)
    return visit


def _require_said(
    session: ImmunizationSession, found: Collection[str], decision: str, reason: str
) -> None:
    means = items.means(session.day)
    if decision not in SessionVisit.Decision.values:
        raise Refused(_("Chọn kết luận khám."), field="decision")
    if set(found) - set(means):
        raise Refused(_("Phiếu khám đã đổi: tải lại trang."), field="found")
    if rules.needs_reason(decision, found, means) and not nfc(reason):
        raise Refused(_("Kết luận khác với điều đã khám thấy: ghi lý do."), field="decision_reason")
