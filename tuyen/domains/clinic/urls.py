from django.urls import path

from tuyen.domains.clinic.views import (
    documents,
    examine,
    papers,
    patient,
    pickers,
    tasks,
    today,
    visit,
)

app_name = "clinic"

urlpatterns = [
    path("", today.today, name="today"),
    path("today/rows/", today.rows, name="today_rows"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<uuid:task_id>/done/", tasks.done, name="task_done"),
    path("tasks/<uuid:task_id>/undo/", tasks.undo, name="task_undo"),
    path("persons/<uuid:person_id>/arrive/", today.arrive, name="arrive"),
    path("queue/<uuid:entry_id>/start/", today.start, name="start"),
    path("queue/<uuid:entry_id>/take-over/", today.take_over, name="take_over"),
    path("queue/<uuid:entry_id>/leave/", today.leave, name="leave"),
    path("queue/<uuid:entry_id>/put-back/", today.put_back, name="put_back"),
    path("queue/<uuid:entry_id>/visit/", examine.examine, name="examine"),
    path("queue/<uuid:entry_id>/visit/<slug:part>/", examine.part, name="examine_part"),
    path("persons/<uuid:person_id>/paper-visit/", examine.from_paper, name="from_paper"),
    path(
        "persons/<uuid:person_id>/paper-visit/<slug:part>/",
        examine.paper_part,
        name="from_paper_part",
    ),
    path("visits/<uuid:encounter_id>/", visit.visit, name="visit"),
    path("visits/<uuid:encounter_id>/amend/", visit.amend, name="amend"),
    path("visits/<uuid:encounter_id>/amend/<slug:part>/", visit.amend_part, name="amend_part"),
    path("visits/<uuid:encounter_id>/cancel/", visit.cancel, name="cancel"),
    path("visits/<uuid:encounter_id>/undo/", visit.undo, name="undo"),
    path("visits/<uuid:encounter_id>/prescription.pdf", papers.prescription, name="prescription"),
    path("pick/diagnoses/", pickers.diagnoses, name="pick_diagnoses"),
    path("pick/drugs/", pickers.drugs, name="pick_drugs"),
    path("pick/allergies/", pickers.allergies, name="pick_allergies"),
    path("pick/reasons/", pickers.reasons, name="pick_reasons"),
    path("persons/<uuid:person_id>/", patient.patient, name="patient"),
    path("persons/<uuid:person_id>/timeline/", patient.timeline, name="timeline"),
    path("persons/<uuid:person_id>/break-glass/", patient.break_glass, name="break_glass"),
    path("persons/<uuid:person_id>/readers/", patient.readers, name="readers"),
    path("persons/<uuid:person_id>/documents/", documents.documents, name="documents"),
    path("persons/<uuid:person_id>/documents/add/", documents.add, name="add_document"),
    path("documents/<uuid:document_id>/", documents.content, name="document"),
    path("persons/<uuid:person_id>/allergies/add/", patient.add_allergy, name="add_allergy"),
    path(
        "persons/<uuid:person_id>/allergies/<uuid:allergy_id>/resolve/",
        patient.resolve_allergy,
        name="resolve_allergy",
    ),
    path("persons/<uuid:person_id>/problems/add/", patient.add_problem, name="add_problem"),
    path(
        "persons/<uuid:person_id>/problems/<uuid:problem_id>/resolve/",
        patient.resolve_problem,
        name="resolve_problem",
    ),
]
