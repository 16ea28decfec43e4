from django.urls import path

from tuyen.domains.surveillance.views import charts, situation

app_name = "surveillance"

urlpatterns = [
    path("", situation.situation, name="situation"),
    path("curve/", charts.curve, name="curve"),
    path("heat/", charts.heat, name="heat"),
    path("map/", charts.map_, name="map"),
    path("ages/", charts.ages, name="ages"),
    path("rt/", charts.rt, name="rt"),
    path("forecast/", charts.forecast, name="forecast"),
    path("bulletin.pdf", charts.bulletin, name="bulletin"),
    path("beds/", charts.beds, name="beds"),
]
