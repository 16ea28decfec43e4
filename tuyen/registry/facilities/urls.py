from django.urls import path

from tuyen.registry.facilities import views

app_name = "facilities"
urlpatterns = [
    path("", views.network, name="network"),
    path("map/", views.network_on_map, name="map"),
    path("units.xlsx", views.network_sheet, name="sheet"),
    path("search/", views.search, name="search"),
    path("<uuid:unit_id>/", views.unit, name="unit"),
    path("<uuid:unit_id>/history/", views.unit_history, name="history"),
    path("<uuid:unit_id>/new/", views.new, name="new"),
    path("<uuid:unit_id>/change/", views.change, name="change"),
    path("<uuid:unit_id>/move/", views.move, name="move"),
    path("<uuid:unit_id>/close/", views.close, name="close"),
    path("<uuid:unit_id>/undo/", views.undo, name="undo"),
    path("<uuid:unit_id>/rating/", views.rate, name="rate"),
    path("<uuid:unit_id>/code/", views.code, name="code"),
    path("<uuid:unit_id>/tie/", views.tie, name="tie"),
    path("<uuid:unit_id>/ties/<uuid:tie_id>/end/", views.end_tie, name="end_tie"),
]
