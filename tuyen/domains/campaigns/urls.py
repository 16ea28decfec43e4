from django.urls import path

from tuyen.domains.campaigns.views import campaigns, days, mapped, people

app_name = "campaigns"

urlpatterns = [
    path("", campaigns.home, name="home"),
    path("open/", campaigns.open_, name="open"),
    path("<uuid:campaign_id>/", campaigns.campaign, name="campaign"),
    path("<uuid:campaign_id>/map/", mapped.map_, name="map"),
    path("<uuid:campaign_id>/coverage.csv", campaigns.coverage_csv, name="coverage_csv"),
    path("<uuid:campaign_id>/groups/add/", campaigns.add_group, name="add_group"),
    path(
        "<uuid:campaign_id>/groups/<uuid:group_id>/drop/", campaigns.drop_group, name="drop_group"
    ),
    path("<uuid:campaign_id>/close/", campaigns.close, name="close"),
    path("<uuid:campaign_id>/reopen/", campaigns.reopen, name="reopen"),
    path("<uuid:campaign_id>/plan/", days.plan, name="plan"),
    path("<uuid:campaign_id>/plan.<str:form>", days.plan_sheet, name="plan_sheet"),
    path("<uuid:campaign_id>/plan/<uuid:session_id>/drop/", days.unplan, name="unplan"),
    path("<uuid:campaign_id>/day/", days.day, name="day"),
    path("<uuid:campaign_id>/people/", people.listed, name="people"),
    path("<uuid:campaign_id>/people/lot/", people.lot, name="lot"),
    path("<uuid:campaign_id>/people/<uuid:person_id>/give/", people.give, name="give"),
    path("<uuid:campaign_id>/people/<uuid:person_id>/withhold/", people.withhold, name="withhold"),
]
