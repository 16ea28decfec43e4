from tuyen.domains.surveillance.models.counts import WeeklyCount
from tuyen.domains.surveillance.models.forecasts import Forecast

__all__ = ["Forecast", "WeeklyCount"]
