"""Post, screen lock, own security."""

from django.urls import path

from tuyen.platform.accounts import views

app_name = "accounts"

urlpatterns = [
    path("posts/", views.posts, name="posts"),
    path("lock/", views.lock, name="lock"),
    path("locked/", views.locked, name="locked"),
    path("language/", views.language, name="language"),
    path("security/", views.security, name="security"),
]
