"""Areas with rooms and beds."""

from tuyen.domains.isolation_areas.models.areas import AreaBed, AreaRoom, IsolationArea, Severity

__all__ = ["AreaBed", "AreaRoom", "IsolationArea", "Severity"]
