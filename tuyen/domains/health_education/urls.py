from django.urls import path

from tuyen.domains.health_education.views import campaigns, sessions

app_name = "health_education"

urlpatterns = [
    path("", campaigns.home, name="home"),
    path("open/", campaigns.open_, name="open"),
    path("of/<uuid:outbreak_id>/", campaigns.of_outbreak, name="of_outbreak"),
    path("<uuid:campaign_id>/", campaigns.campaign, name="campaign"),
    path("<uuid:campaign_id>/people/", campaigns.people, name="people"),
    path("<uuid:campaign_id>/close/", campaigns.close, name="close"),
    path("<uuid:campaign_id>/reopen/", campaigns.reopen, name="reopen"),
    path("<uuid:campaign_id>/reach.csv", campaigns.file, name="file"),
    path("<uuid:campaign_id>/sessions/", sessions.tell, name="session_tell"),
    path(
        "<uuid:campaign_id>/sessions/<uuid:session_id>/strike/",
        sessions.strike,
        name="session_strike",
    ),
]
