from django.urls import path

from tuyen.domains.consent import views

app_name = "consent"

_PERSON = "persons/<uuid:person_id>/privacy"

urlpatterns = [
    path(f"{_PERSON}/", views.person, name="person"),
    path(f"{_PERSON}/extract.pdf", views.printed, name="extract"),
    path(f"{_PERSON}/consents/", views.decide, name="decide"),
    path(f"{_PERSON}/consents/<uuid:consent_id>/withdraw/", views.withdraw, name="withdraw"),
    path(f"{_PERSON}/links/<uuid:link_id>/end/", views.end_link, name="end_link"),
    path(f"{_PERSON}/requests/", views.ask, name="ask"),
    path("privacy/requests/", views.requests, name="requests"),
    path("privacy/requests/<uuid:request_id>/", views.request_page, name="request"),
    path("privacy/requests/<uuid:request_id>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("privacy/requests/<uuid:request_id>/answer/", views.answer, name="answer"),
]
