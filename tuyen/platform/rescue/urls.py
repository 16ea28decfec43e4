"""At the closed door, and at the supervisor's desk."""

from django.urls import path

from tuyen.platform.rescue import views

app_name = "rescue"

urlpatterns = [
    path("", views.ask, name="ask"),
    path("new/", views.ask_new, name="ask_new"),
    path("numbers/<uuid:question_id>/", views.answer, name="answer"),
    path("desk/", views.desk, name="desk"),
    path("desk/stations/", views.know_station, name="know_station"),
    path("desk/stations/<uuid:station_id>/end/", views.forget_station, name="forget_station"),
    path("machine/", views.machine, name="machine"),
    path("machine/end/", views.leave_tier, name="leave_tier"),
]
