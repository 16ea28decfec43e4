from django.urls import path

from tuyen.domains.directives.views import difficulties, directives, receiving

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
    path("difficulties/", difficulties.home, name="difficulties"),
    path("difficulties/list.xlsx", difficulties.home_sheet, name="difficulties_sheet"),
    path("difficulties/new/", difficulties.new, name="raise"),
    path("difficulties/group/", difficulties.gather, name="gather"),
    path("difficulties/cases/", difficulties.cases, name="cases"),
    path("difficulties/cases/list.xlsx", difficulties.cases_list, name="cases_sheet"),
    path("difficulties/cases/<uuid:case_id>/", difficulties.case, name="case"),
    path("difficulties/cases/<uuid:case_id>/pass-up/", difficulties.pass_up, name="pass_up"),
    path("difficulties/by-unit/", difficulties.by_unit, name="open_by_unit"),
    path("difficulties/units/<uuid:unit_id>/", difficulties.of_unit, name="difficulties_of_unit"),
    path("difficulties/<uuid:difficulty_id>/", difficulties.difficulty, name="difficulty"),
    path("difficulties/<uuid:difficulty_id>/settle/", difficulties.settle, name="settle"),
]
