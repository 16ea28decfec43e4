from django.urls import path

from tuyen.domains.techniques.views import approved, matrix, procedures, transfers

app_name = "techniques"

urlpatterns = [
    path("", matrix.home, name="home"),
    path("matrix.xlsx", matrix.sheet, name="matrix_sheet"),
    path("cell/", matrix.cell, name="cell"),
    path("of/<str:code>/", matrix.of_technique, name="of_technique"),
    path("coverage/", approved.coverage, name="coverage"),
    path("between/", approved.between, name="between"),
    path("units/<uuid:unit_id>/", approved.of_unit, name="of_unit"),
    path("units/<uuid:unit_id>/list.xlsx", approved.sheet, name="unit_sheet"),
    path("units/<uuid:unit_id>/approve/", approved.approve, name="approve"),
    path("units/<uuid:unit_id>/<uuid:approval_id>/end/", approved.end, name="end_approval"),
    path("transfers/", transfers.listed, name="ledger"),
    path("transfers/new/", transfers.request_one, name="request"),
    path("transfers/<uuid:transfer_id>/", transfers.transfer, name="transfer"),
    path("transfers/<uuid:transfer_id>/sign/", transfers.sign, name="sign"),
    path("transfers/<uuid:transfer_id>/stop/", transfers.stop, name="stop"),
    path("transfers/<uuid:transfer_id>/people/", transfers.add_member, name="add_member"),
    path("transfers/<uuid:transfer_id>/people/pick/", transfers.pick_member, name="pick_member"),
    path(
        "transfers/<uuid:transfer_id>/people/<uuid:member_id>/end/",
        transfers.end_member,
        name="end_member",
    ),
    path(
        "transfers/<uuid:transfer_id>/prerequisites/", transfers.prerequisite, name="prerequisite"
    ),
    path("transfers/<uuid:transfer_id>/needs/", transfers.announce, name="announce"),
    path("procedures/visits/<uuid:encounter_id>/", procedures.of_visit, name="of_visit"),
    path("procedures/stays/<uuid:admission_id>/", procedures.of_stay, name="of_stay"),
    path("procedures/pick/techniques/", procedures.pick_technique, name="pick_technique"),
    path("procedures/pick/staff/", procedures.pick_staff, name="pick_staff"),
    path("procedures/<uuid:procedure_id>/", procedures.procedure, name="procedure"),
    path("procedures/<uuid:procedure_id>/strike/", procedures.strike, name="strike_procedure"),
]
