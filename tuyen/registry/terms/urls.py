from django.urls import path

from tuyen.registry.terms.views import figures, lists

app_name = "terms"
urlpatterns = [
    path("", lists.lists, name="lists"),
    path("codes/<slug:scheme>/", lists.codes, name="codes"),
    path("suggest/<slug:scheme>/", lists.suggest, name="suggest"),
    path("drugs/", lists.drugs, name="drugs"),
    path("drugs/new/", lists.drug_new, name="drug_new"),
    path("drugs/<uuid:drug_id>/", lists.drug, name="drug"),
    path("drugs/<uuid:drug_id>/used/", lists.drug_used, name="drug_used"),
    path("values/<slug:name>/", lists.values, name="values"),
    path("values/<slug:name>/<str:row>/<str:field>/", lists.value, name="value"),
    path("values/<slug:name>/<str:row>/<str:field>/withdraw/", lists.withdraw, name="withdraw"),
    path("figures/", figures.listed, name="figures"),
    path("figures/undo/<uuid:value_id>/", figures.undo, name="figure_undo"),
    path("figures/<str:code>/", figures.figure, name="figure"),
    path("figures/<str:code>/withdraw/", figures.withdraw, name="figure_withdraw"),
]
