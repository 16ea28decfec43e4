"""Areas with rooms, beds and turns of duty; stays with their steps, daily checks and after-care."""

from tuyen.domains.isolation_areas.models.areas import AreaBed, AreaRoom, IsolationArea, Severity
from tuyen.domains.isolation_areas.models.stays import AreaMove, AreaStay, DailyCheck
from tuyen.domains.isolation_areas.models.work import AfterCare, DutyTurn

__all__ = [
    "AfterCare",
    "AreaBed",
    "AreaMove",
    "AreaRoom",
    "AreaStay",
    "DailyCheck",
    "DutyTurn",
    "IsolationArea",
    "Severity",
]
