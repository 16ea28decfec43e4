from django.urls import path

from tuyen.domains.outbreaks.views import chain, contacts, described, timeline, zones
from tuyen.domains.outbreaks.views import outbreaks as views

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
    path("<uuid:outbreak_id>/timeline/", timeline.timeline, name="timeline"),
    path("<uuid:outbreak_id>/described/", described.described, name="described"),
    path("<uuid:outbreak_id>/described.csv", described.file, name="described_file"),
    path("<uuid:outbreak_id>/report.pdf", timeline.paper, name="paper"),
    path("<uuid:outbreak_id>/chain/", chain.chain, name="chain"),
    path("<uuid:outbreak_id>/chain/source/", chain.source, name="chain_source"),
    path("<uuid:outbreak_id>/contacts/", contacts.grid, name="contacts"),
    path("<uuid:outbreak_id>/chain.csv", chain.file, name="chain_file"),
    path("<uuid:outbreak_id>/contacts/household/", contacts.household, name="contact_household"),
    path("<uuid:outbreak_id>/contacts/release/", contacts.release, name="contact_release"),
    path("<uuid:outbreak_id>/contacts/add/", contacts.add, name="contact_add"),
    path("<uuid:outbreak_id>/contacts/<uuid:contact_id>/", contacts.contact, name="contact"),
    path("<uuid:outbreak_id>/contacts/<uuid:contact_id>/look/", contacts.look, name="contact_look"),
    path("<uuid:outbreak_id>/contacts/<uuid:contact_id>/end/", contacts.end, name="contact_end"),
    path("<uuid:outbreak_id>/contacts/<uuid:contact_id>/case/", contacts.case, name="contact_case"),
    path(
        "<uuid:outbreak_id>/contacts/<uuid:contact_id>/person/", contacts.link, name="contact_link"
    ),
    path("<uuid:outbreak_id>/zones/open/", zones.open_, name="zone_open"),
    path("<uuid:outbreak_id>/zones/<uuid:zone_id>/", zones.zone, name="zone"),
    path("<uuid:outbreak_id>/zones/<uuid:zone_id>/extend/", zones.extend, name="zone_extend"),
    path("<uuid:outbreak_id>/zones/<uuid:zone_id>/lift/", zones.lift, name="zone_lift"),
    path("<uuid:outbreak_id>/zones/<uuid:zone_id>/count/", zones.count, name="zone_count"),
    path("<uuid:outbreak_id>/zones/<uuid:zone_id>/measures/", zones.measures, name="zone_measures"),
    path("<uuid:outbreak_id>/zones/<uuid:zone_id>/supply/", zones.supply, name="zone_supply"),
    path(
        "<uuid:outbreak_id>/zones/<uuid:zone_id>/orders/<uuid:zone_order_id>.pdf",
        zones.paper,
        name="zone_paper",
    ),
]
