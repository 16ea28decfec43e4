from django.urls import path

from tuyen.domains.imaging.views import export, listed, served, viewer

app_name = "imaging"

urlpatterns = [
    path("persons/<uuid:person_id>/images/", listed.studies, name="list"),
    path("persons/<uuid:person_id>/images/add/", listed.add, name="add"),
    path("images/pending/<uuid:pending_id>/", listed.pending, name="pending"),
    path("images/photos/<uuid:document_id>/", served.photo, name="photo"),
    path("images/<uuid:study_id>/", viewer.study, name="study"),
    path("images/<uuid:study_id>/withdraw/", listed.withdraw, name="withdraw"),
    path("images/<uuid:study_id>/move/", listed.move, name="move"),
    path("images/<uuid:study_id>/export/", export.export, name="export"),
    path(
        "images/<uuid:study_id>/slices/<uuid:instance_id>/<int:frame>/",
        served.frame,
        name="slice",
    ),
    path(
        "images/<uuid:study_id>/pictures/<uuid:instance_id>/<int:frame>/",
        served.picture,
        name="picture",
    ),
]
