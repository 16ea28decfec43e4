from django.urls import path

from tuyen.domains.techniques.views import procedures

app_name = "techniques"

urlpatterns = [
    path("procedures/visits/<uuid:encounter_id>/", procedures.of_visit, name="of_visit"),
    path("procedures/stays/<uuid:admission_id>/", procedures.of_stay, name="of_stay"),
    path("procedures/pick/techniques/", procedures.pick_technique, name="pick_technique"),
    path("procedures/pick/staff/", procedures.pick_staff, name="pick_staff"),
    path("procedures/<uuid:procedure_id>/", procedures.procedure, name="procedure"),
    path("procedures/<uuid:procedure_id>/strike/", procedures.strike, name="strike_procedure"),
]
