from django.urls import path

from tuyen.domains.supervision.views import calendar, corrections, rounds

app_name = "supervision"

_ROUND = "rounds/<uuid:round_id>"
_ACTION = "actions/<uuid:action_id>"

urlpatterns = [
    path("", calendar.home, name="home"),
    path("units/", calendar.candidates, name="candidates"),
    path("units/<uuid:unit_id>/", calendar.of_unit, name="of_unit"),
    path("trends/", calendar.trends, name="trends"),
    path("rounds/new/", rounds.new, name="new"),
    path(f"{_ROUND}/", rounds.show, name="round"),
    path(f"{_ROUND}/change/", rounds.change, name="change"),
    path(f"{_ROUND}/cancel/", rounds.cancel, name="cancel"),
    path(f"{_ROUND}/checklist/", rounds.checklist, name="checklist"),
    path(f"{_ROUND}/findings/", rounds.add_finding, name="add_finding"),
    path(f"{_ROUND}/findings/<uuid:finding_id>/strike/", rounds.strike, name="strike"),
    path(f"{_ROUND}/actions/<uuid:action_id>/", rounds.draft_action, name="draft_action"),
    path(f"{_ROUND}/conclude/", rounds.conclude, name="conclude"),
    path(f"{_ROUND}/minutes.pdf", rounds.minutes, name="minutes"),
    path("findings/", corrections.listed, name="findings"),
    path("findings.xlsx", corrections.exported, name="findings_xlsx"),
    path(f"{_ACTION}/", corrections.action, name="action"),
    path(f"{_ACTION}/accept/", corrections.accept, name="accept"),
    path(f"{_ACTION}/send-back/", corrections.send_back, name="send_back"),
    path(f"{_ACTION}/extend/", corrections.extend, name="extend"),
    path(f"{_ACTION}/files/<str:sha256>/", corrections.file, name="action_file"),
]
