"""Posts, screen lock, and the accounts of a unit."""

from django.urls import path

from tuyen.platform.accounts import views

app_name = "accounts"

urlpatterns = [
    path("posts/", views.posts, name="posts"),
    path("lock/", views.lock, name="lock"),
    path("locked/", views.locked, name="locked"),
    path("security/", views.security, name="security"),
    path("people/", views.people, name="people"),
    path("people/<uuid:account_id>/reset/", views.reset, name="reset"),
    path("people/<uuid:account_id>/close/", views.close, name="close"),
    path("people/<uuid:account_id>/reopen/", views.reopen, name="reopen"),
]
