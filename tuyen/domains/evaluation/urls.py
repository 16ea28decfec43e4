from django.urls import path

from tuyen.domains.evaluation import views

app_name = "evaluation"

urlpatterns = [
    path("<slug:kind>/<uuid:subject_id>/", views.summary, name="summary"),
    path("<slug:kind>/<uuid:subject_id>/answer/", views.answer, name="answer"),
    path("<slug:kind>/<uuid:subject_id>/form/", views.choose, name="choose"),
]
