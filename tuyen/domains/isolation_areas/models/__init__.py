"""Areas with rooms and beds; stays with their steps and daily checks."""

from tuyen.domains.isolation_areas.models.areas import AreaBed, AreaRoom, IsolationArea, Severity
from tuyen.domains.isolation_areas.models.stays import AreaMove, AreaStay, DailyCheck

__all__ = [
    "AreaBed",
    "AreaMove",
    "AreaRoom",
    "AreaStay",
    "DailyCheck",
    "IsolationArea",
    "Severity",
]
