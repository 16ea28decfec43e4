from django.urls import path

from tuyen.domains.vaccine_supply.views import sheets, supply

app_name = "vaccine_supply"

urlpatterns = [
    path("", sheets.home, name="home"),
    path("sheets/new/", sheets.new, name="new_sheet"),
    path("sheets/<uuid:sheet_id>/", sheets.sheet, name="sheet"),
    path("sheets/<uuid:sheet_id>/figures/", sheets.figures, name="figures"),
    path("sheets/<uuid:sheet_id>/fill/", sheets.fill, name="fill"),
    path("sheets/<uuid:sheet_id>/forecast/", sheets.take_forecast, name="take_forecast"),
    path("sheets/<uuid:sheet_id>/places/new/", sheets.new_place, name="new_place"),
    path("sheets/<uuid:sheet_id>/paper/", sheets.paper, name="paper"),
    path("sheets/<uuid:sheet_id>/need.xlsx", sheets.file, name="file"),
    path("sheets/<uuid:sheet_id>/ask/", supply.ask, name="ask"),
    path("requests/", supply.requests, name="requests"),
    path("requests/<uuid:request_id>/", supply.request_page, name="request"),
    path("requests/<uuid:request_id>/withdraw/", supply.withdraw, name="withdraw"),
    path("requests/<uuid:request_id>/send/", supply.send, name="send"),
    path("requests/<uuid:request_id>/paper/", supply.paper, name="request_paper"),
    path("deliveries/<uuid:delivery_id>/receive/", supply.receive, name="receive"),
    path("allocate/", supply.allocate, name="allocate"),
    path("places/<uuid:place_id>/", sheets.place, name="place"),
    path("places/<uuid:place_id>/strike/", sheets.strike, name="strike_place"),
]
