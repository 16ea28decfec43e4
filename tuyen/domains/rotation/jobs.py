"""Guests whose account came after the decision get their role at the host without anybody's click."""

from tuyen.core import clock
from tuyen.domains.rotation import host_account
from tuyen.platform.outbox.regular import every


@every("1d")
def open_roles() -> int:
    """How many roles were opened."""
    found = 0
    for turn in host_account.waiting_for_account(clock.today()):
        found += host_account.open_role(turn).role_id is not None
    return found
