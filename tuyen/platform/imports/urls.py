from django.urls import path

from tuyen.platform.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.home, name="home"),
    path("runs/<uuid:run_id>/", views.run, name="run"),
    path("runs/<uuid:run_id>/check/", views.check, name="check"),
    path("runs/<uuid:run_id>/write/", views.write, name="write"),
    path("runs/<uuid:run_id>/progress/", views.progress, name="progress"),
    path("runs/<uuid:run_id>/errors.xlsx", views.errors, name="errors"),
    path("<slug:kind_key>/", views.upload, name="upload"),
    path("<slug:kind_key>/template.xlsx", views.template, name="template"),
]
