"""How long to wait before the next try, and when to stop trying. No Django here."""

import datetime as dt

FIRST_WAIT = dt.timedelta(seconds=10)
LONGEST_WAIT = dt.timedelta(hours=6)
MOST_ATTEMPTS = 20
LEASE = dt.timedelta(minutes=5)


def wait_after(attempts: int) -> dt.timedelta:
    """Doubles with every failed try: 10 s, 20 s, 40 s … up to six hours."""
    doublings = min(attempts - 1, 30)
    return min(FIRST_WAIT * int(2**doublings), LONGEST_WAIT)


def is_given_up(attempts: int) -> bool:
    """After about two days of trying a person has to look."""
    return attempts >= MOST_ATTEMPTS
