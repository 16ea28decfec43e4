from django.urls import path

from tuyen.record.views import courses, household, papers, responses, timeline

app_name = "record"

urlpatterns = [
    path("persons/<uuid:person_id>/events/", timeline.timeline, name="timeline"),
    path("persons/<uuid:person_id>/courses/", courses.courses, name="courses"),
    path(
        "persons/<uuid:person_id>/courses/<uuid:request_id>/stop/",
        courses.stop,
        name="stop_medicine",
    ),
    path(
        "persons/<uuid:person_id>/courses/allergies/<uuid:allergy_id>/",
        courses.mend_allergy,
        name="mend_allergy",
    ),
    path(
        "persons/<uuid:person_id>/courses/problems/<uuid:problem_id>/",
        courses.mend_problem,
        name="mend_problem",
    ),
    path(
        "responses/<uuid:response_id>/files/<str:sha256>/",
        responses.unit_file,
        name="unit_response_file",
    ),
    path("persons/<uuid:person_id>/home/", household.household, name="household"),
    path("persons/<uuid:person_id>/summary.pdf", papers.summary, name="summary"),
    path("persons/<uuid:person_id>/readers.pdf", papers.readers_list, name="readers_list"),
]
