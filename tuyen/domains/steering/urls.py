from django.urls import path

from tuyen.domains.steering.views import agreements, board

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
    path("commitments/", agreements.commitments, name="commitments"),
    path("commitments/<uuid:commitment_id>/", agreements.fulfil, name="fulfil"),
]
