"""Administration and privacy."""

from django.urls import path

from tuyen.edge.web import views

app_name = "web"

urlpatterns = [
    path("admin/accounts/", views.accounts, name="accounts"),
    path("admin/accounts/new/", views.new_account, name="new_account"),
    path("admin/accounts/<uuid:account_id>/", views.account, name="account"),
    path("admin/accounts/<uuid:account_id>/reset/", views.reset, name="reset"),
    path("admin/accounts/<uuid:account_id>/in-use/", views.set_in_use, name="set_in_use"),
    path("admin/accounts/<uuid:account_id>/posts/", views.add_post, name="add_post"),
    path(
        "admin/accounts/<uuid:account_id>/posts/<uuid:post_id>/end/",
        views.end_post,
        name="end_post",
    ),
    path("admin/accounts/<uuid:account_id>/grants/", views.add_grant, name="add_grant"),
    path(
        "admin/accounts/<uuid:account_id>/grants/<uuid:grant_id>/withdraw/",
        views.withdraw_grant,
        name="withdraw_grant",
    ),
    path("privacy/leaves/", views.leaves, name="leaves"),
    path("privacy/arrivals/", views.arrivals, name="arrivals"),
    path("privacy/leaves/<uuid:leave_id>/", views.review, name="review"),
]
