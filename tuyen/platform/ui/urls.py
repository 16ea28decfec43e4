"""The gallery of components, in demo mode only."""

from django.urls import path

from tuyen.platform.ui import views

app_name = "ui"

urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("tried/", views.tried, name="tried"),
]
