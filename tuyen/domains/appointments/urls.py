from django.urls import path

from tuyen.domains.appointments.views import lists, person, reminders, steps

app_name = "appointments"

urlpatterns = [
    path("", lists.day, name="day"),
    path("find/", person.find, name="find"),
    path("overdue/", lists.overdue, name="overdue"),
    path("remind/", lists.to_remind, name="remind"),
    path("remind/letters.pdf", reminders.letters, name="letters"),
    path("remind/messages.<slug:kind>", reminders.messages_file, name="messages_file"),
    path("messages/", reminders.settings, name="messages"),
    path("<uuid:appointment_id>/message/", reminders.message, name="message"),
    path("print/<slug:which>.pdf", lists.printed, name="print"),
    path("hours/", lists.hours, name="hours"),
    path("persons/<uuid:person_id>/", person.person, name="person"),
    path("persons/<uuid:person_id>/book/", person.book, name="book"),
    path("visits/<uuid:encounter_id>/", person.from_visit, name="from_visit"),
    path("<uuid:appointment_id>/arrive/", steps.arrive, name="arrive"),
    path("<uuid:appointment_id>/move/", steps.move, name="move"),
    path("<uuid:appointment_id>/cancel/", steps.cancel, name="cancel"),
    path("<uuid:appointment_id>/call/", steps.call, name="call"),
    path("<uuid:appointment_id>/reminded/", steps.reminded, name="reminded"),
    path("<uuid:appointment_id>/undo/", steps.undo, name="undo"),
]
