from django.urls import path

from tuyen.domains.immunization.views import (
    cards,
    coverage,
    due,
    events,
    session_children,
    sessions,
    susceptibles,
    vials,
    watch,
)

app_name = "immunization"

urlpatterns = [
    path("immunizations/due/", due.due, name="due"),
    path("immunizations/due/list.<str:form>", due.sheet, name="due_sheet"),
    path("immunizations/coverage/", coverage.coverage, name="coverage"),
    path("immunizations/susceptibles/", susceptibles.susceptibles, name="susceptibles"),
    path("immunizations/coverage.xlsx", coverage.sheet, name="coverage_sheet"),
    path("immunizations/events/", events.listed, name="events"),
    path("immunizations/events/below/", events.below, name="events_below"),
    path("immunizations/events/<uuid:event_id>/sent/", events.sent, name="event_sent"),
    path("immunizations/events/<uuid:event_id>/release/", events.release, name="event_release"),
    path("immunizations/sessions/", sessions.sessions, name="sessions"),
    path("immunizations/sessions/<uuid:session_id>/", sessions.session, name="session"),
    path("immunizations/sessions/<uuid:session_id>/lots/", sessions.lots, name="session_lots"),
    path(
        "immunizations/sessions/<uuid:session_id>/list.<str:form>",
        sessions.taken_along,
        name="session_sheet",
    ),
    path("immunizations/sessions/<uuid:session_id>/close/", sessions.close, name="session_close"),
    path(
        "immunizations/sessions/<uuid:session_id>/persons/<uuid:person_id>/",
        session_children.child,
        name="session_child",
    ),
    path(
        "immunizations/sessions/<uuid:session_id>/persons/<uuid:person_id>/arrive/",
        session_children.arrive,
        name="session_arrive",
    ),
    path(
        "immunizations/sessions/<uuid:session_id>/persons/<uuid:person_id>/give/",
        session_children.give,
        name="session_give",
    ),
    path(
        "immunizations/sessions/<uuid:session_id>/persons/<uuid:person_id>/withhold/",
        session_children.withhold,
        name="session_withhold",
    ),
    path(
        "immunizations/sessions/<uuid:session_id>/persons/<uuid:person_id>/screen/",
        session_children.screen,
        name="session_screen",
    ),
    path("immunizations/watch/", watch.watch, name="watch"),
    path("immunizations/watch/<uuid:visit_id>/home/", watch.home, name="watch_home"),
    path("immunizations/vials/<uuid:vial_id>/discard/", vials.discard, name="vial_discard"),
    path("immunizations/<uuid:dose_id>/event/", events.tell, name="event"),
    path("immunizations/<uuid:dose_id>/", cards.dose, name="dose"),
    path("immunizations/<uuid:dose_id>/strike/", cards.strike, name="strike"),
    path("persons/<uuid:person_id>/immunizations/", cards.card, name="card"),
    path("persons/<uuid:person_id>/immunizations/give/", cards.give, name="give"),
    path("persons/<uuid:person_id>/immunizations/history/", cards.history, name="history"),
    path("persons/<uuid:person_id>/immunizations/recall/", due.recall, name="recall"),
    path("persons/<uuid:person_id>/immunizations/card.pdf", cards.paper, name="paper"),
]
