"""Cases that changed here are told to the other side of the transfer; what is missing here, to whoever keeps
the needs."""

from tuyen.core.bus import listens_to
from tuyen.domains.techniques import told_cases
from tuyen.domains.techniques.actions.missing import look_for_missing
from tuyen.domains.techniques.events import CasesMoved, PeopleMoved, PrerequisitesAsked


@listens_to(CasesMoved)
def tell_the_other_side(event: CasesMoved) -> None:
    told_cases.tell(event.facility_id, event.code)


@listens_to(PeopleMoved)
def tell_what_they_did(event: PeopleMoved) -> None:
    told_cases.tell_of(event.transfer_id)


@listens_to(PrerequisitesAsked)
def say_what_is_missing(event: PrerequisitesAsked) -> None:
    look_for_missing(event.transfer_id)
