from django.urls import path

from tuyen.domains.notification.views import cases, files, notify

app_name = "notification"

urlpatterns = [
    path("", cases.board, name="board"),
    path("list.<slug:kind>", files.line_list, name="line_list"),
    path("visits/<uuid:encounter_id>/", notify.notify, name="notify"),
    path("<uuid:case_id>/", cases.case, name="case"),
    path("<uuid:case_id>/investigate/", cases.investigate, name="investigate"),
    path("<uuid:case_id>/classify/", cases.classify, name="classify"),
    path("<uuid:case_id>/outcome/", cases.outcome, name="outcome"),
    path("<uuid:case_id>/move/", cases.move, name="move"),
]
