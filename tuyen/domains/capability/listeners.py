"""What other rooms found lacking becomes a need of the unit."""

from tuyen.core.bus import listens_to
from tuyen.domains.capability.actions.needs import Told, raise_told
from tuyen.domains.capability.models import Need
from tuyen.domains.equipment.events import StandardShort
from tuyen.domains.supervision.events import GapFound
from tuyen.domains.techniques.events import PrerequisiteMissing
from tuyen.domains.teleconsult.events import QuestionRepeated


@listens_to(StandardShort)
def ask_for_what_is_short(event: StandardShort) -> None:
    _raise(event, Need.Origin.STANDARD, event.quantity)


@listens_to(PrerequisiteMissing)
def ask_for_what_a_technique_needs(event: PrerequisiteMissing) -> None:
    _raise(event, Need.Origin.PREREQUISITE, event.quantity)


@listens_to(GapFound)
def ask_for_what_supervision_found(event: GapFound) -> None:
    _raise(event, Need.Origin.FINDING)


@listens_to(QuestionRepeated)
def ask_for_what_is_asked_again(event: QuestionRepeated) -> None:
    """quantity: one course, however often it was asked; how often stands in the reason."""
    raise_told(
        Told(
            unit_id=event.unit_id,
            kind=event.kind,
            code=event.code,
            title=event.title,
            origin=Need.Origin.CONSULT,
            source_kind=event.source_kind,
            source_id=event.source_id,
            why=event.why,
        )
    )


def _raise(event: StandardShort | PrerequisiteMissing | GapFound, origin: str, n: int = 1) -> None:
    raise_told(
        Told(
            unit_id=event.unit_id,
            kind=event.kind,
            code=event.code,
            title=event.title,
            origin=origin,
            source_kind=event.source_kind,
            source_id=event.source_id,
            quantity=n,
        )
    )
