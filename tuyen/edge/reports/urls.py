from django.urls import path

from tuyen.edge.reports import views

app_name = "reports"

urlpatterns = [
    path("activity/", views.activity, name="activity"),
    path("activity/facility/<uuid:unit_id>/", views.facility, name="facility"),
    path("activity/export/<slug:ending>/", views.export, name="export"),
    path("activity/recount/", views.count_again, name="recount"),
]
