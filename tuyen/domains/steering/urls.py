from django.urls import path

from tuyen.domains.steering.views import agreements, board, hotline, plans, support

app_name = "steering"

urlpatterns = [
    path("", board.home, name="home"),
    path("our-unit/", board.our_unit, name="our_unit"),
    path("units/<uuid:unit_id>/", board.unit, name="unit"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/sheet/", agreements.agreements_sheet, name="agreements_sheet"),
    path("agreements/new/", agreements.new_agreement, name="new_agreement"),
    path("agreements/<uuid:agreement_id>/", agreements.agreement, name="agreement"),
    path(
        "agreements/<uuid:agreement_id>/correct/",
        agreements.correct_agreement,
        name="correct_agreement",
    ),
    path(
        "agreements/<uuid:agreement_id>/extend/",
        agreements.extend_agreement,
        name="extend_agreement",
    ),
    path("agreements/<uuid:agreement_id>/end/", agreements.end_agreement, name="end_agreement"),
    path("agreements/<uuid:agreement_id>/promise/", agreements.promise, name="promise"),
    path("agreements/<uuid:agreement_id>/attach/", agreements.attach, name="attach"),
    path("agreements/<uuid:agreement_id>/document/", agreements.document, name="document"),
    path("agreements/commitments/", agreements.commitments, name="commitments"),
    path("agreements/commitments/<uuid:commitment_id>/", agreements.fulfil, name="fulfil"),
    path("support/", support.requests, name="requests"),
    path("support/new/", support.ask, name="ask"),
    path("support/<uuid:request_id>/", support.support_request, name="request"),
    path("support/<uuid:request_id>/take/", support.take, name="take"),
    path("support/<uuid:request_id>/answer/", support.answer, name="answer"),
    path("support/<uuid:request_id>/close/", support.close, name="close"),
    path("support/<uuid:request_id>/reopen/", support.reopen, name="reopen"),
    path("support/<uuid:request_id>/withdraw/", support.withdraw, name="withdraw"),
    path("hotline/", hotline.hotline, name="hotline"),
    path("hotline/ring/", hotline.ring, name="ring"),
    path("hotline/callers/", hotline.callers, name="callers"),
    path("hotline/numbers/", hotline.numbers, name="numbers"),
    path("hotline/numbers/<uuid:line_id>/stop/", hotline.stop_number, name="stop_number"),
    path("hotline/calls/<uuid:call_id>/", hotline.call, name="call"),
    path("hotline/calls/<uuid:call_id>/pick-up/", hotline.pick_up, name="pick_up"),
    path("hotline/calls/<uuid:call_id>/missed/", hotline.miss, name="miss"),
    path("hotline/calls/<uuid:call_id>/follow-up/", hotline.follow_up, name="follow_up"),
    path("hotline/calls/<uuid:call_id>/request/", hotline.call_request, name="call_request"),
    path("hotline/duty/", hotline.roster, name="roster"),
    path("hotline/duty/copy/", hotline.copy_week, name="copy_week"),
    path("hotline/duty/<uuid:turn_id>/off/", hotline.off_duty, name="off_duty"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.new_plan, name="new_plan"),
    path("plans/<uuid:plan_id>/", plans.plan, name="plan"),
    path("plans/<uuid:plan_id>/approve/", plans.approve_plan, name="approve_plan"),
    path(
        "plans/<uuid:plan_id>/lines/<uuid:line_id>/remove/", plans.remove_line, name="remove_line"
    ),
    path("plans/log/", plans.log, name="log"),
    path("plans/log/sheet/", plans.log_sheet, name="log_sheet"),
    path("plans/log/new/", plans.new_entry, name="new_entry"),
    path("plans/log/<uuid:work_id>/strike-out/", plans.strike_out, name="strike_out"),
    path("plans/work/", plans.work, name="work"),
]
