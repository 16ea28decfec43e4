"""The job thread works off long runs."""

from datetime import timedelta

from tuyen.core import clock
from tuyen.core.bus import listens_to
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.imports import actions
from tuyen.platform.imports.events import ImportBegun
from tuyen.platform.imports.kinds import kind_named
from tuyen.platform.imports.models import ImportRun

_ANOTHER_WORKS = timedelta(minutes=2)


class StillWorking(Exception):
    """Another worker is at it; the delivery is tried again later and finds it done."""


@listens_to(ImportBegun)
def work_off(event: ImportBegun) -> None:
    """Idempotent: a run that ended is left alone, one cut off is begun again from its first row."""
    run = ImportRun.objects.filter(pk=event.run_id).first()
    if run is None or not run.is_busy:
        return
    if run.rows_read and run.beat_at and run.beat_at > clock.now() - _ANOTHER_WORKS:
        raise StillWorking
    kind = kind_named(run.kind)
    by = actor_of(Account.objects.get(pk=run.account_id), run.post_id)
    if kind is not None and by is not None:
        actions.carry_out(run=run, kind=kind, by=by)
