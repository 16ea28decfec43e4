from django.urls import path

from tuyen.domains.isolation_areas.views import areas, stays, work

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
    path("<uuid:area_id>/admit/", stays.admit, name="admit"),
    path("<uuid:area_id>/people/", stays.people, name="people"),
    path("<uuid:area_id>/duty/", work.duty, name="duty"),
    path("<uuid:area_id>/duty/<uuid:turn_id>/strike/", work.strike, name="strike_turn"),
    path("<uuid:area_id>/needs/", work.needs_of_today, name="needs"),
    path("<uuid:area_id>/forecast/", work.forecast, name="forecast"),
    path("<uuid:area_id>/after/", work.after, name="after"),
    path("after/<uuid:after_id>/", work.ask, name="ask"),
    path("stays/<uuid:stay_id>/after-day/", stays.after_day, name="after_day"),
    path("stays/<uuid:stay_id>/", stays.stay, name="stay"),
    path("stays/<uuid:stay_id>/place/", stays.place, name="place"),
    path("stays/<uuid:stay_id>/severity/", stays.severity, name="severity"),
    path("stays/<uuid:stay_id>/end/", stays.end, name="end"),
    path("stays/<uuid:stay_id>/cancel/", stays.cancel, name="cancel"),
    path("stays/<uuid:stay_id>/take-back/", stays.take_back, name="take_back"),
    path("stays/<uuid:stay_id>/check/", stays.check, name="check"),
    path("stays/<uuid:stay_id>/well/", stays.well, name="well"),
]
