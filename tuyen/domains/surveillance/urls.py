from django.urls import path

from tuyen.domains.surveillance.views import charts, signals, situation, weeks

app_name = "surveillance"

urlpatterns = [
    path("", situation.situation, name="situation"),
    path("weeks/", weeks.weeks, name="weeks"),
    path("weeks/exchange/", weeks.exchanged, name="exchanged"),
    path("weeks/send/", weeks.send, name="send_week"),
    path("weeks/<uuid:report_id>/", weeks.week, name="week"),
    path("signals/", signals.signals, name="signals"),
    path("signals/look/", signals.look, name="look"),
    path("signals/<uuid:signal_id>/", signals.signal, name="signal"),
    path("signals/<uuid:signal_id>/judge/", signals.judge, name="judge"),
    path("signals/<uuid:signal_id>/assess/", signals.assess, name="assess"),
    path("curve/", charts.curve, name="curve"),
    path("heat/", charts.heat, name="heat"),
    path("map/", charts.map_, name="map"),
    path("ages/", charts.ages, name="ages"),
    path("rt/", charts.rt, name="rt"),
    path("forecast/", charts.forecast, name="forecast"),
    path("bulletin.pdf", charts.bulletin, name="bulletin"),
    path("beds/", charts.beds, name="beds"),
]
