"""The job thread looks at the clock, so that no page has to ask the log."""

from tuyen.platform.health import checks, warnings
from tuyen.platform.outbox.regular import every


@every("1m")
def look_at_the_clock() -> None:
    warnings.note_clock(checks.clock_against_log())
