from django.urls import path

from tuyen.domains.growth.views import growth

app_name = "growth"

urlpatterns = [
    path("persons/<uuid:person_id>/growth/", growth.growth, name="growth"),
    path("persons/<uuid:person_id>/growth/add/", growth.add, name="add"),
]
