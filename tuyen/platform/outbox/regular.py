"""Jobs that run every so often: registered by name, run by whoever comes first, once per turn."""

import datetime as dt
import logging
import re
from collections.abc import Callable
from typing import NamedTuple

from tuyen.core import clock
from tuyen.platform import turnstile
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.outbox.deliver import where_it_broke
from tuyen.platform.outbox.models import RegularJob

Job = Callable[[], object]
Elsewhere = Callable[[str], str]

_log = logging.getLogger("tuyen.jobs")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_jobs: dict[str, "Regular"] = {}


class Regular(NamedTuple):
    wait: dt.timedelta
    job: Job
    has_work: Callable[[], bool] | None = None


def every(period: str, *, apart_when: Callable[[], bool] | None = None) -> Callable[[Job], Job]:
    """`@every("1h")` on a function without arguments that may be run twice without harm.

    apart_when: of a job that computes for seconds or loads what is large. Asked first, it tells whether
    there is work at all; if so, the pages go on while a process of its own does it (`apart.run`).
    """
    wait = period_of(period)

    def register(job: Job) -> Job:
        _jobs[f"{job.__module__}.{job.__qualname__}"] = Regular(wait, job, apart_when)
        return job

    return register


def period_of(said: str) -> dt.timedelta:
    """`30s`, `15m`, `1h`, `1d`. ValueError for anything else."""
    if not (found := re.fullmatch(r"([1-9]\d*)([smhd])", said)):
        raise ValueError(said)
    return dt.timedelta(**{_UNITS[found[2]]: int(found[1])})


def run_regular(elsewhere: Elsewhere | None = None) -> list[str]:
    """Run what is due; the names that were run. One SELECT when nothing is.

    elsewhere: does the job of that name in another process and says where it broke, empty when it did not;
    without it every job runs in this one.
    """
    now = clock.now()
    planned = {row.name: row.next_at for row in RegularJob.objects.all()}
    ran = []
    for name, found in sorted(_jobs.items()):
        at = planned.get(name)
        if (at is None or at <= now) and _is_my_turn(name, at, now + found.wait):
            _run(name, found, elsewhere)
            ran.append(name)
    return ran


def run_named(name: str) -> str:
    """Now, in this process, whatever its turn; where it broke, empty when it did not."""
    try:
        _jobs[name].job()
    except Exception as fault:
        return where_it_broke(fault)
    return ""


def _is_my_turn(name: str, at: dt.datetime | None, next_at: dt.datetime) -> bool:
    """Move the next time forward first: two workers never run one turn both."""
    with write_turn():
        if at is not None:
            return bool(RegularJob.objects.filter(name=name, next_at=at).update(next_at=next_at))
        _row, is_new = RegularJob.objects.get_or_create(name=name, defaults={"next_at": next_at})
        return is_new


def _run(name: str, found: Regular, elsewhere: Elsewhere | None) -> None:
    try:
        error = _where_it_broke(name, found, elsewhere)
    except Exception as fault:
        error = where_it_broke(fault)
    if error:
        _log.warning("regular job %s failed: %s", name, error)
    with write_turn():
        RegularJob.objects.filter(name=name).update(ran_at=clock.now(), last_error=error)


def _where_it_broke(name: str, found: Regular, elsewhere: Elsewhere | None) -> str:
    if found.has_work is not None:
        if not found.has_work():
            return ""
        if elsewhere is not None:
            return elsewhere(name)
    with turnstile.turn():
        return run_named(name)
