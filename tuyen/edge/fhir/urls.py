from django.urls import path

from tuyen.edge.fhir import views

app_name = "fhir"
urlpatterns = [
    path("metadata", views.metadata, name="metadata"),
    path("<str:kind>", views.search, name="search"),
    path("<str:kind>/_search", views.search_by_post, name="search_by_post"),
    path("<str:kind>/<str:id_text>", views.read, name="read"),
    path("Patient/<str:id_text>/$summary", views.summary, name="summary"),
]
