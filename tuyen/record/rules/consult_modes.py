"""What each mode of remote care needs, and who may be asked to pay. No Django here."""

import datetime as dt
from collections.abc import Mapping

from tuyen.core import rulebook
from tuyen.core.rulebook import Row
from tuyen.record.rules.consults import MODES

BILLING = "teleconsult/billing"
CONSENT, DECLARED, HERE = "consent", "declared", "patient_here"
INFORMED, LISTED = "informed", "listed"


def mode(code: str, on: dt.date) -> Row:
    return next(row for row in rulebook.on(MODES, on).rows if row["code"] == code)


def needs_of(code: str, on: dt.date) -> tuple[str, ...]:
    return tuple(mode(code, on)["needs"])


def need(code: str, on: dt.date) -> Row:
    """Label, what is said where it is missing."""
    found: Row = rulebook.on(MODES, on)["need"][code]
    return found


def first_missing(needs: tuple[str, ...], met: Mapping[str, bool]) -> str:
    """The first need that is not met; "" when all are."""
    return next((code for code in needs if not met[code]), "")


def may_start_on(
    received_on: dt.date | None, public_on: dt.date | None, days: int
) -> dt.date | None:
    """Remote care begins on the earlier of both days; None: neither is known."""
    after = received_on + dt.timedelta(days=days) if received_on else None
    return min((each for each in (after, public_on) if each), default=None)


def covers(listed: str, diagnosis: str) -> bool:
    """A listed code stands for itself and for what is below it."""
    flat = diagnosis.replace(".", "").upper()
    wanted = listed.replace(".", "").upper()
    return bool(wanted) and flat.startswith(wanted)


def payers(on: dt.date) -> dict[str, Row]:
    return {row["code"]: row for row in rulebook.on(BILLING, on).rows if row["list"] == "payer"}


def bill_of(mode_code: str, on: dt.date) -> Row | None:
    """The proposal for a mode: payer, biller, basis."""
    rows = rulebook.on(BILLING, on).rows
    return next((row for row in rows if row["list"] == "mode" and row["code"] == mode_code), None)
