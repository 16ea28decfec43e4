from django.urls import path

from tuyen.domains.sampling.views import people, rounds

app_name = "sampling"

urlpatterns = [
    path("", rounds.home, name="home"),
    path("open/", rounds.open_, name="open"),
    path("<uuid:round_id>/", rounds.round_, name="round"),
    path("<uuid:round_id>/close/", rounds.close, name="close"),
    path("<uuid:round_id>/reopen/", rounds.reopen, name="reopen"),
    path("<uuid:round_id>/labels.pdf", rounds.tube_labels, name="labels"),
    path("<uuid:round_id>/people/", people.people, name="people"),
    path("<uuid:round_id>/people/add/", people.add, name="add"),
    path("<uuid:round_id>/take/", people.take, name="take"),
    path("<uuid:round_id>/members/<uuid:member_id>/drop/", people.drop, name="drop"),
]
