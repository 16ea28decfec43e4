"""Addresses that hear of visits."""

from django.urls import path

from tuyen.edge.webhooks import views

app_name = "webhooks"

urlpatterns = [
    path("", views.webhooks, name="list"),
    path("<uuid:webhook_id>/", views.webhook, name="log"),
    path("<uuid:webhook_id>/end/", views.end, name="end"),
    path("sendings/<uuid:sending_id>/again/", views.again, name="again"),
]
