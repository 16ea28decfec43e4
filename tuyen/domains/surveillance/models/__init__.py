from tuyen.domains.surveillance.models.counts import WeeklyCount

__all__ = ["WeeklyCount"]
