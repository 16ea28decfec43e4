from django.urls import path

from tuyen.domains.pharmacy.views import books, counter, counting, outgoing, receipts, stock

app_name = "pharmacy"

urlpatterns = [
    path("", counter.queue, name="queue"),
    path("prescriptions/<uuid:prescription_id>/", counter.dispense, name="dispense"),
    path("prescriptions/<uuid:prescription_id>/undo/", counter.undo, name="undo"),
    path(
        "prescriptions/<uuid:prescription_id>/back/<uuid:dispense_id>/",
        counter.take_back,
        name="take_back",
    ),
    path("prescriptions/<uuid:prescription_id>/labels.pdf", counter.labels, name="labels"),
    path("visits/<uuid:encounter_id>/", counter.of_visit, name="of_visit"),
    path("stock/", stock.stock, name="stock"),
    path("items/new/", stock.item_new, name="item_new"),
    path("items/<uuid:item_id>/", stock.item, name="item"),
    path("items/<uuid:item_id>/codes/add/", stock.code_add, name="code_add"),
    path("items/<uuid:item_id>/used/", stock.item_used, name="item_used"),
    path("pick/items/", stock.pick_items, name="pick_items"),
    path("receive/", receipts.receive, name="receive"),
    path("out/<slug:kind>/", outgoing.out, name="out"),
    path("pick/lots/", outgoing.pick_lots, name="pick_lots"),
    path("documents/<uuid:document_id>/accept/", outgoing.accept, name="accept"),
    path("documents/<uuid:document_id>/back/", outgoing.take_back, name="transfer_back"),
    path("documents/<uuid:document_id>/recalled/", counting.recalled, name="recalled"),
    path("books/<slug:code>/", books.book, name="book"),
    path("books/<slug:code>/file/<slug:kind>/", books.book_file, name="book_file"),
    path("items/<uuid:item_id>/card/<slug:kind>/", books.card_file, name="card_file"),
    path("count/", counting.count, name="count"),
    path("lots/<uuid:lot_id>/", counting.lot, name="lot"),
    path("lots/<uuid:lot_id>/recall/", counting.recall, name="recall"),
    path("lots/<uuid:lot_id>/release/", counting.release, name="release"),
    path("documents/", receipts.documents, name="documents"),
    path("documents/<uuid:document_id>/", receipts.document, name="document"),
]
