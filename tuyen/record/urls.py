from django.urls import path

from tuyen.record.views import timeline

app_name = "record"

urlpatterns = [
    path("persons/<uuid:person_id>/events/", timeline.timeline, name="timeline"),
]
