from django.urls import path

from tuyen.domains.equipment import views

app_name = "equipment"

urlpatterns = [
    path("", views.home, name="home"),
    path("units/<uuid:unit_id>/", views.register, name="unit"),
    path("units/<uuid:unit_id>/equipment.xlsx", views.sheet, name="sheet"),
    path("units/<uuid:unit_id>/new/", views.new, name="new"),
    path("units/<uuid:unit_id>/upkeep/", views.upkeep, name="upkeep"),
    path("units/<uuid:unit_id>/standard/", views.standard, name="standard"),
    path("units/<uuid:unit_id>/standard/ask/", views.ask, name="ask"),
    path("units/<uuid:unit_id>/places/", views.places, name="places"),
    path("units/<uuid:unit_id>/places/<uuid:place_id>/", views.place, name="place"),
    path("items/<uuid:item_id>/", views.item, name="item"),
    path("items/<uuid:item_id>/change/", views.change, name="change"),
    path("items/<uuid:item_id>/state/", views.state, name="state"),
    path("items/<uuid:item_id>/fault/", views.fault, name="fault"),
    path("items/<uuid:item_id>/plan/", views.plan, name="plan"),
    path("items/<uuid:item_id>/faults/<uuid:fault_id>/", views.mend, name="mend"),
    path("items/<uuid:item_id>/jobs/<uuid:job_id>/", views.maintain, name="maintain"),
    path("jobs/<uuid:job_id>/", views.job, name="job"),
]
