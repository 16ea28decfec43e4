from django.urls import path

from tuyen.domains.outbreaks import views

app_name = "outbreaks"

urlpatterns = [
    path("", views.home, name="home"),
    path("open/", views.open_, name="open"),
    path("<uuid:outbreak_id>/", views.outbreak, name="outbreak"),
    path("<uuid:outbreak_id>/cases/", views.cases, name="cases"),
    path("<uuid:outbreak_id>/measure/", views.measure, name="measure"),
    path("<uuid:outbreak_id>/report/", views.report, name="report"),
    path("<uuid:outbreak_id>/close/", views.close, name="close"),
    path("<uuid:outbreak_id>/reopen/", views.reopen, name="reopen"),
]
