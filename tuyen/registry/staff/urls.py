from django.urls import path

from tuyen.registry.staff import views

app_name = "staff"
urlpatterns = [
    path("", views.staff_list, name="list"),
    path("staff.xlsx", views.staff_sheet, name="sheet"),
    path("units/<uuid:unit_id>/new/", views.new, name="new"),
    path("<uuid:staff_id>/", views.member, name="member"),
    path("<uuid:staff_id>/history/", views.member_history, name="history"),
    path("<uuid:staff_id>/change/", views.change, name="change"),
    path("<uuid:staff_id>/licence/", views.licence, name="licence"),
    path("<uuid:staff_id>/licences/<uuid:licence_id>/end/", views.end_licence, name="end_licence"),
    path("<uuid:staff_id>/qualification/", views.qualification, name="qualification"),
    path("<uuid:staff_id>/account/", views.link_account, name="account"),
    path("<uuid:staff_id>/account/off/", views.unlink_account, name="unlink_account"),
    path("<uuid:staff_id>/post/", views.take_post, name="take_post"),
    path("<uuid:staff_id>/posts/<uuid:post_id>/leave/", views.leave_post, name="leave_post"),
]
