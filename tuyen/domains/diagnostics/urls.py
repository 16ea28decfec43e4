from django.urls import path

from tuyen.domains.diagnostics.views import lists, numbers, papers, place, results, sheet, specimens

app_name = "diagnostics"

urlpatterns = [
    path("orders/", lists.worklist, name="worklist"),
    path("orders/rows/", lists.rows, name="worklist_rows"),
    path("orders/label/", lists.by_label, name="by_label"),
    path("orders/numbers/", numbers.numbers, name="numbers"),
    path("orders/numbers/<slug:side>/<slug:category>/", numbers.listed, name="listed"),
    path("persons/<uuid:person_id>/order/", place.from_person, name="place"),
    path("visits/<uuid:encounter_id>/order/", place.from_visit, name="place_from_visit"),
    path("queue/<uuid:entry_id>/order/", place.from_queue, name="place_from_queue"),
    path("orders/<uuid:requisition_id>/", sheet.sheet, name="sheet"),
    path("orders/<uuid:requisition_id>/enter/", sheet.enter, name="enter"),
    path("orders/<uuid:requisition_id>/verify/", sheet.verify, name="verify"),
    path("orders/<uuid:requisition_id>/read/", sheet.acknowledge, name="acknowledge"),
    path("orders/<uuid:requisition_id>/collect/", specimens.collect, name="collect"),
    path("orders/<uuid:requisition_id>/result.pdf", papers.result, name="result_paper"),
    path("orders/<uuid:requisition_id>/order.pdf", papers.order, name="order_paper"),
    path("orders/<uuid:requisition_id>/labels.pdf", papers.labels, name="labels"),
    path("orders/one/<uuid:order_id>/", sheet.order, name="order"),
    path("orders/one/<uuid:order_id>/correct/", results.correct, name="correct"),
    path("orders/one/<uuid:order_id>/cancel/", sheet.cancel, name="cancel"),
    path("orders/one/<uuid:order_id>/restore/", sheet.restore, name="restore"),
    path("orders/one/<uuid:order_id>/look/", sheet.second_look, name="second_look"),
    path("orders/one/<uuid:order_id>/attach/", sheet.attach, name="attach"),
    path("specimens/<uuid:specimen_id>/receive/", specimens.receive, name="receive"),
    path("specimens/<uuid:specimen_id>/reject/", specimens.reject, name="reject"),
    path("persons/<uuid:person_id>/results/", results.results, name="results"),
]
