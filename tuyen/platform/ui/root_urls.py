"""Addresses that must stand at the root: the reach of a service worker is its own folder."""

from django.urls import path

from tuyen.platform.ui import views

urlpatterns = [
    path("sw.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
]
