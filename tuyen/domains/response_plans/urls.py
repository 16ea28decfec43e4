from django.urls import path

from tuyen.domains.response_plans.views import phases, plans, writing

app_name = "response_plans"

urlpatterns = [
    path("", plans.home, name="home"),
    path("open/", plans.open_, name="open"),
    path("<uuid:plan_id>/", plans.plan, name="plan"),
    path("<uuid:plan_id>/paper/", plans.paper, name="paper"),
    path("<uuid:plan_id>/write/", writing.write, name="write"),
    path("<uuid:plan_id>/rename/", writing.rename, name="rename"),
    path("<uuid:plan_id>/measure/", writing.measure, name="measure"),
    path("<uuid:plan_id>/measure/drop/", writing.drop_measure, name="drop_measure"),
    path("<uuid:plan_id>/approve/", plans.approve, name="approve"),
    path("<uuid:plan_id>/drop/", plans.drop, name="drop"),
    path("<uuid:plan_id>/revise/", plans.revise, name="revise"),
    path("<uuid:plan_id>/end/", plans.end, name="end"),
    path("<uuid:plan_id>/switch/", phases.switch, name="switch"),
    path("<uuid:plan_id>/switch/<uuid:switch_id>/strike/", phases.strike, name="strike"),
    path("<uuid:plan_id>/mark/", phases.mark, name="mark"),
]
