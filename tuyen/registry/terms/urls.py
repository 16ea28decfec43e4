from django.urls import path

from tuyen.registry.terms import views

app_name = "terms"
urlpatterns = [
    path("", views.lists, name="lists"),
    path("codes/<slug:scheme>/", views.codes, name="codes"),
    path("suggest/<slug:scheme>/", views.suggest, name="suggest"),
    path("drugs/", views.drugs, name="drugs"),
    path("drugs/new/", views.drug_new, name="drug_new"),
    path("drugs/<uuid:drug_id>/", views.drug, name="drug"),
    path("drugs/<uuid:drug_id>/used/", views.drug_used, name="drug_used"),
    path("values/<slug:name>/", views.values, name="values"),
    path("values/<slug:name>/<str:row>/<str:field>/", views.value, name="value"),
    path("values/<slug:name>/<str:row>/<str:field>/withdraw/", views.withdraw, name="withdraw"),
]
