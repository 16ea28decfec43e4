"""What the person at the screen must know now: a full disk, a wrong clock."""

import threading
import time

from tuyen.platform.health import checks
from tuyen.platform.health.checks import Finding

SECONDS_KEPT = 60.0


class _Kept:
    """The last answer: a page of eight statements has none to spare for this."""

    def __init__(self) -> None:
        self.findings: tuple[Finding, ...] = ()
        self.asked_at = -SECONDS_KEPT
        self.lock = threading.Lock()


_kept = _Kept()


def current() -> tuple[Finding, ...]:
    """Findings that are not ok, asked at most once a minute in each process."""
    now = time.monotonic()
    with _kept.lock:
        if now - _kept.asked_at >= SECONDS_KEPT:
            found = (checks.disk(), checks.clock_against_log())
            _kept.findings = tuple(finding for finding in found if not finding.is_ok)
            _kept.asked_at = now
        return _kept.findings


def forget() -> None:
    """The next question is asked anew: for tests, and after somebody has set the clock."""
    _kept.asked_at = -SECONDS_KEPT
