"""What follows a dose; the day on which doses are given, its children, lots and vials."""

from tuyen.domains.immunization.models.events import AdverseEvent
from tuyen.domains.immunization.models.sessions import (
    ImmunizationSession,
    OpenVial,
    SessionLot,
    SessionVisit,
)

__all__ = ["AdverseEvent", "ImmunizationSession", "OpenVial", "SessionLot", "SessionVisit"]
