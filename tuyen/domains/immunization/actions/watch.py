"""After the dose: a child stays to be watched, and leaves by a hand that says how. Nobody leaves silently."""

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.text import nfc
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.models import SessionVisit
from tuyen.platform import changes
from tuyen.record.chart import chart_of

LEFT = ["left_at", "left_by_name", "left_how", "left_note"]


def go_home(*, visit: SessionVisit, by: Actor, note: str = "") -> SessionVisit:
    """Well after the whole watch; before its end only with the reason."""
    _require_watched(visit, by)
    assert visit.watch_until is not None
    is_early = clock.now() < visit.watch_until
    if is_early and not nfc(note):
        raise Refused(
            _("Chưa đủ thời gian theo dõi (đến %(at)s): ghi vì sao về sớm.")
            % {"at": f"{visit.watch_until.astimezone(clock.VIETNAM):%H:%M}"},
            field="note",
            code="early",
        )
    how = SessionVisit.Left.EARLY if is_early else SessionVisit.Left.HOME
    return _left(visit, how, note, by)


def left_for_reaction(visit: SessionVisit, by: Actor) -> list[str]:
    """A reaction is being told: the fields that say so, for the act that tells it."""
    visit.left_at, visit.left_by_name = clock.now(), by.name
    visit.left_how, visit.left_note = SessionVisit.Left.REACTION, ""
    return LEFT


def _left(visit: SessionVisit, how: str, note: str, by: Actor) -> SessionVisit:
    visit.left_at, visit.left_by_name = clock.now(), by.name
    visit.left_how, visit.left_note = how, nfc(note)[:300]
    with changes.apply(actor=by, reason="immunization.left") as log:
        log.change(visit, LEFT)
    return visit


def _require_watched(visit: SessionVisit, by: Actor) -> None:
    permissions.require_vaccinate(by)
    if visit.unit_id != by.unit_id:
        raise NotPermitted(_("Trẻ này được theo dõi ở đơn vị khác."))
    chart_of(visit.patient_id, by)
    if not visit.is_watched:
        raise Refused(_("Trẻ này không còn trong danh sách theo dõi."), code="stale")
