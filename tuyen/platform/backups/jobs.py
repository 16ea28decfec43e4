"""Backups that nobody has to think of. What went wrong is noted and told on every page."""

from tuyen.platform import turnstile
from tuyen.platform.backups import drill, routine
from tuyen.platform.outbox.regular import every


@every("10m")
def back_up() -> None:
    if routine.is_due():
        turnstile.let_go()
        routine.run()


@every("10m")
def copy_out() -> None:
    """Here too, each ten minutes: a USB disk is not always plugged in."""
    if routine.is_copy_due():
        turnstile.let_go()
        routine.copy_out()


@every("6h")
def try_the_newest() -> None:
    if drill.is_due():
        turnstile.let_go()
        drill.run()
