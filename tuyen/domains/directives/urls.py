from django.urls import path

from tuyen.domains.directives.views import directives, receiving

app_name = "directives"

urlpatterns = [
    path("directives/", directives.home, name="home"),
    path("directives/list.xlsx", directives.home_sheet, name="home_sheet"),
    path("directives/new/", directives.new, name="new"),
    path("directives/duties/", receiving.duties, name="duties"),
    path("directives/duties/list.xlsx", receiving.duties_list, name="duties_sheet"),
    path("directives/duties/<uuid:duty_id>/", receiving.duty, name="duty"),
    path("directives/duties/<uuid:duty_id>/judge/", receiving.judge, name="judge"),
    path("directives/duties/<uuid:duty_id>/evidence/", receiving.evidence, name="evidence"),
    path("directives/units/<uuid:unit_id>/", receiving.of_unit, name="of_unit"),
    path("directives/<uuid:directive_id>/", directives.directive, name="directive"),
    path("directives/<uuid:directive_id>/change/", directives.change, name="change"),
    path("directives/<uuid:directive_id>/approve/", directives.approve, name="approve"),
    path("directives/<uuid:directive_id>/send-back/", directives.send_back, name="send_back"),
    path("directives/<uuid:directive_id>/issue/", directives.issue, name="issue"),
    path("directives/<uuid:directive_id>/withdraw/", directives.withdraw, name="withdraw"),
    path("directives/<uuid:directive_id>/remind/", directives.remind, name="remind"),
    path("directives/<uuid:directive_id>/read/", receiving.acknowledge, name="read"),
    path("directives/<uuid:directive_id>/told/", receiving.acknowledge_end, name="told"),
    path("directives/<uuid:directive_id>/paper.pdf", directives.paper, name="paper"),
    path("directives/<uuid:directive_id>/file/", directives.attached, name="attached"),
    path("directives/<uuid:directive_id>/readers.xlsx", directives.readers, name="readers"),
]
