"""Every address of the program. Each is protected, or stands on the open list with its reason."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
