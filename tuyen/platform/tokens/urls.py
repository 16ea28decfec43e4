"""Keys of programs."""

from django.urls import path

from tuyen.platform.tokens import views

app_name = "tokens"

urlpatterns = [
    path("", views.keys, name="list"),
    path("<uuid:token_id>/revoke/", views.revoke, name="revoke"),
]
