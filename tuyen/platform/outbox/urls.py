from django.urls import path

from tuyen.platform.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<uuid:delivery_id>/again/", views.try_again, name="try_again"),
]
