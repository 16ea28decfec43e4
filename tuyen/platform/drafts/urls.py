"""Drafts, and what waits in this browser."""

from django.urls import path

from tuyen.platform.drafts import views

app_name = "drafts"

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("<slug:kind>/<uuid:subject_id>/", views.draft, name="draft"),
]
