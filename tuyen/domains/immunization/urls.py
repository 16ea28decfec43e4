from django.urls import path

from tuyen.domains.immunization.views import cards, coverage, due, events

app_name = "immunization"

urlpatterns = [
    path("immunizations/due/", due.due, name="due"),
    path("immunizations/due/list.<str:form>", due.sheet, name="due_sheet"),
    path("immunizations/coverage/", coverage.coverage, name="coverage"),
    path("immunizations/coverage.xlsx", coverage.sheet, name="coverage_sheet"),
    path("immunizations/events/", events.listed, name="events"),
    path("immunizations/events/<uuid:event_id>/sent/", events.sent, name="event_sent"),
    path("immunizations/events/<uuid:event_id>/release/", events.release, name="event_release"),
    path("immunizations/<uuid:dose_id>/event/", events.tell, name="event"),
    path("immunizations/<uuid:dose_id>/", cards.dose, name="dose"),
    path("immunizations/<uuid:dose_id>/strike/", cards.strike, name="strike"),
    path("persons/<uuid:person_id>/immunizations/", cards.card, name="card"),
    path("persons/<uuid:person_id>/immunizations/give/", cards.give, name="give"),
    path("persons/<uuid:person_id>/immunizations/history/", cards.history, name="history"),
    path("persons/<uuid:person_id>/immunizations/recall/", due.recall, name="recall"),
    path("persons/<uuid:person_id>/immunizations/card.pdf", cards.paper, name="paper"),
]
