from django.urls import path

from tuyen.domains.capability.views import needs, plans, surveys

app_name = "capability"

urlpatterns = [
    path("", surveys.home, name="home"),
    path("campaigns/new/", surveys.new_campaign, name="new_campaign"),
    path("campaigns/<uuid:campaign_id>/", surveys.campaign, name="campaign"),
    path("campaigns/<uuid:campaign_id>/send/", surveys.send, name="send"),
    path("campaigns/<uuid:campaign_id>/close/", surveys.close, name="close"),
    path("campaigns/<uuid:campaign_id>/surveys.xlsx", surveys.sheet, name="campaign_sheet"),
    path("surveys/owed/", surveys.owed, name="owed"),
    path("surveys/<uuid:survey_id>/", surveys.survey, name="survey"),
    path("surveys/<uuid:survey_id>/answer/", surveys.answer, name="answer"),
    path("surveys/<uuid:survey_id>/needs/", surveys.raise_needs, name="raise_needs"),
    path("units/<uuid:unit_id>/", surveys.unit, name="unit"),
    path("units/<uuid:unit_id>/needs/", needs.unit, name="unit_needs"),
    path("needs/", needs.topics, name="needs"),
    path("needs/list/", needs.listed, name="need_list"),
    path("needs/needs.xlsx", needs.sheet, name="need_sheet"),
    path("needs/topic/<slug:kind>/<str:code>/", needs.topic, name="topic"),
    path("needs/new/", needs.new, name="new_need"),
    path("needs/<uuid:need_id>/", needs.need, name="need"),
    path("needs/<uuid:need_id>/state/", needs.state, name="need_state"),
    path("plans/", plans.listed, name="plans"),
    path("plans/<uuid:plan_id>/", plans.plan, name="plan"),
    path("plans/<uuid:plan_id>/plan.xlsx", plans.sheet, name="plan_sheet"),
    path("plans/<uuid:plan_id>/plan.pdf", plans.paper, name="plan_paper"),
    path("plans/<uuid:plan_id>/add/<slug:kind>/<str:code>/", plans.add, name="plan_add"),
    path("plans/<uuid:plan_id>/approve/", plans.approve, name="approve"),
    path("plans/lines/<uuid:line_id>/", plans.line, name="line"),
    path("plans/lines/<uuid:line_id>/drop/", plans.drop, name="drop_line"),
]
