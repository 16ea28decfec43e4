from tuyen.domains.surveillance.models.counts import WeeklyCount
from tuyen.domains.surveillance.models.forecasts import Forecast
from tuyen.domains.surveillance.models.reports import ReportReceived
from tuyen.domains.surveillance.models.signals import Signal

__all__ = ["Forecast", "ReportReceived", "Signal", "WeeklyCount"]
