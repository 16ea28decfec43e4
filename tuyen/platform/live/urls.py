from django.urls import path

from tuyen.platform.live import views

app_name = "live"
_CALL = "<uuid:call_id>"
_SEAT = f"{_CALL}/seats/<uuid:seat_id>"

urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.open_session, name="open"),
    path("code/", views.enter_by_code, name="code"),
    path(f"{_CALL}/", views.call, name="call"),
    path(f"{_CALL}/join/", views.join, name="join"),
    path(f"{_CALL}/still/", views.still, name="still"),
    path(f"{_CALL}/end/", views.end, name="end"),
    path(f"{_CALL}/link/", views.link, name="link"),
    path(f"{_SEAT}/", views.talk, name="talk"),
    path(f"{_SEAT}/leave/", views.leave, name="leave"),
]
