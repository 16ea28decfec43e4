from django.urls import path

from tuyen.domains.vaccine_supply.views import cold, excursions, sheets, supply

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
    path("cold/", cold.home, name="cold"),
    path("cold/readings/", cold.readings, name="readings"),
    path("cold/fridges/new/", cold.new_fridge, name="new_fridge"),
    path("cold/fridges/<uuid:fridge_id>/", cold.fridge, name="fridge"),
    path("cold/fridges/<uuid:fridge_id>/change/", cold.change_fridge, name="change_fridge"),
    path("cold/fridges/<uuid:fridge_id>/paper/", cold.fridge_paper, name="fridge_paper"),
    path("cold/fridges/<uuid:fridge_id>/logger/", cold.logger, name="logger"),
    path("cold/excursions/", excursions.excursions, name="excursions"),
    path("cold/excursions/<uuid:excursion_id>/", excursions.excursion, name="excursion"),
    path("cold/excursions/<uuid:excursion_id>/lots/", excursions.add_lot, name="add_lot"),
    path("cold/excursions/<uuid:excursion_id>/close/", excursions.close, name="close_excursion"),
    path("cold/lots/<uuid:inside_id>/decide/", excursions.decide_lot, name="decide_lot"),
]
