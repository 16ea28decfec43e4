from django.urls import path

from tuyen.platform.forms import views

app_name = "forms"

_ROW = "versions/<uuid:version_id>"
_SHIPPED = "<str:code>/<str:version>"

urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.new, name="new"),
    path("import/", views.take_in, name="import"),
    path("files/<uuid:file_id>/", views.file, name="file"),
    path(f"{_ROW}/", views.version, name="version"),
    path(f"{_ROW}/about/", views.about, name="about"),
    path(f"{_ROW}/item/", views.item, name="item"),
    path(f"{_ROW}/drop/", views.drop, name="drop"),
    path(f"{_ROW}/move/", views.move, name="move"),
    path(f"{_ROW}/publish/", views.publish, name="publish"),
    path(f"{_ROW}/withdraw/", views.withdraw, name="withdraw"),
    path(f"{_ROW}/revise/", views.revise, name="revise"),
    path(f"{_ROW}/form.xlsx", views.export, name="export"),
    path(f"shipped/{_SHIPPED}/", views.show, name="show"),
    path(f"shipped/{_SHIPPED}/copy/", views.copy, name="copy"),
    path(f"shipped/{_SHIPPED}/form.xlsx", views.export_shipped, name="export_shipped"),
]
