from django.urls import path

from tuyen.domains.pharmacy.views import receipts, stock

app_name = "pharmacy"

urlpatterns = [
    path("stock/", stock.stock, name="stock"),
    path("items/new/", stock.item_new, name="item_new"),
    path("items/<uuid:item_id>/", stock.item, name="item"),
    path("items/<uuid:item_id>/codes/add/", stock.code_add, name="code_add"),
    path("items/<uuid:item_id>/used/", stock.item_used, name="item_used"),
    path("pick/items/", stock.pick_items, name="pick_items"),
    path("receive/", receipts.receive, name="receive"),
    path("documents/", receipts.documents, name="documents"),
    path("documents/<uuid:document_id>/", receipts.document, name="document"),
]
