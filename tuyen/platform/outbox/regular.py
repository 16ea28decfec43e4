"""Jobs that run every so often: registered by name, run by whoever comes first, once per turn."""

import datetime as dt
import logging
import re
from collections.abc import Callable

from tuyen.core import clock
from tuyen.platform import turnstile
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.outbox.deliver import where_it_broke
from tuyen.platform.outbox.models import RegularJob

Job = Callable[[], object]

_log = logging.getLogger("tuyen.jobs")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_jobs: dict[str, tuple[dt.timedelta, Job]] = {}


def every(period: str) -> Callable[[Job], Job]:
    """`@every("1h")` on a function without arguments that may be run twice without harm."""
    wait = period_of(period)

    def register(job: Job) -> Job:
        _jobs[f"{job.__module__}.{job.__qualname__}"] = (wait, job)
        return job

    return register


def period_of(said: str) -> dt.timedelta:
    """`30s`, `15m`, `1h`, `1d`. ValueError for anything else."""
    if not (found := re.fullmatch(r"([1-9]\d*)([smhd])", said)):
        raise ValueError(said)
    return dt.timedelta(**{_UNITS[found[2]]: int(found[1])})


def run_regular() -> list[str]:
    """Run what is due; the names that were run. One SELECT when nothing is."""
    now = clock.now()
    planned = {row.name: row.next_at for row in RegularJob.objects.all()}
    ran = []
    for name, (wait, job) in sorted(_jobs.items()):
        at = planned.get(name)
        if (at is None or at <= now) and _is_my_turn(name, at, now + wait):
            with turnstile.turn():
                _run(name, job)
            ran.append(name)
    return ran


def _is_my_turn(name: str, at: dt.datetime | None, next_at: dt.datetime) -> bool:
    """Move the next time forward first: two workers never run one turn both."""
    with write_turn():
        if at is not None:
            return bool(RegularJob.objects.filter(name=name, next_at=at).update(next_at=next_at))
        _row, is_new = RegularJob.objects.get_or_create(name=name, defaults={"next_at": next_at})
        return is_new


def _run(name: str, job: Job) -> None:
    error = ""
    try:
        job()
    except Exception as fault:
        error = where_it_broke(fault)
        _log.warning("regular job %s failed: %s", name, error)
    with write_turn():
        RegularJob.objects.filter(name=name).update(ran_at=clock.now(), last_error=error)
