from django.urls import path

from tuyen.domains.isolation_areas.views import areas

app_name = "isolation_areas"

urlpatterns = [
    path("", areas.home, name="home"),
    path("open/", areas.open_, name="open"),
    path("<uuid:area_id>/", areas.area, name="area"),
    path("<uuid:area_id>/change/", areas.change, name="change"),
    path("<uuid:area_id>/extend/", areas.extend, name="extend"),
    path("<uuid:area_id>/add-room/", areas.add_room, name="add_room"),
    path("<uuid:area_id>/rooms/<uuid:room_id>/", areas.room, name="room"),
    path("<uuid:area_id>/close/", areas.close, name="close"),
    path("<uuid:area_id>/reopen/", areas.reopen, name="reopen"),
]
