from django.urls import path

from tuyen.domains.rotation.views import board, plans, turns

app_name = "rotation"

urlpatterns = [
    path("", board.home, name="home"),
    path("turns.xlsx", board.sheet, name="sheet"),
    path("techniques/", board.techniques, name="techniques"),
    path("new/", plans.new, name="new"),
    path("exchange/", plans.exchange, name="exchange"),
    path("turns/<uuid:turn_id>/", turns.turn, name="turn"),
    path("turns/<uuid:turn_id>/decide/", plans.decide, name="decide"),
    path("turns/<uuid:turn_id>/end/", plans.end, name="end"),
    path("turns/<uuid:turn_id>/cancel/", plans.cancel, name="cancel"),
    path("turns/<uuid:turn_id>/grade/", plans.grade, name="grade"),
    path("turns/<uuid:turn_id>/duties/", plans.duty, name="duty"),
    path("turns/<uuid:turn_id>/paper/", turns.paper, name="paper"),
    path("turns/<uuid:turn_id>/take/", turns.take, name="take"),
    path("turns/<uuid:turn_id>/account/", turns.account, name="account"),
    path("turns/<uuid:turn_id>/signed/", turns.attach, name="attach"),
    path("turns/<uuid:turn_id>/signed/file/", turns.scan, name="scan"),
    path("duties/<uuid:duty_id>/done/", turns.duty_done, name="duty_done"),
    path("units/<uuid:unit_id>/", board.of_unit, name="of_unit"),
]
