from django.urls import path

from tuyen.domains.sampling.views import answers, boards, decisions, handing, people, pools, rounds

app_name = "sampling"

urlpatterns = [
    path("", rounds.home, name="home"),
    path("open/", rounds.open_, name="open"),
    path("waits/", boards.waits, name="waits"),
    path("figures/", boards.figures, name="figures"),
    path("figures.csv", boards.figures_csv, name="figures_csv"),
    path("decisions/", decisions.board, name="decisions"),
    path("decisions/<uuid:member_id>/take-up/", decisions.take_up, name="take_up"),
    path("decisions/<uuid:member_id>/decline/", decisions.decline, name="decline"),
    path("cases/<uuid:case_id>/", decisions.of_case, name="of_case"),
    path("persons/<uuid:person_id>/", decisions.of_person, name="of_person"),
    path("<uuid:round_id>/", rounds.round_, name="round"),
    path("<uuid:round_id>/close/", rounds.close, name="close"),
    path("<uuid:round_id>/reopen/", rounds.reopen, name="reopen"),
    path("<uuid:round_id>/labels.pdf", rounds.tube_labels, name="labels"),
    path("<uuid:round_id>/people/", people.people, name="people"),
    path("<uuid:round_id>/people/add/", people.add, name="add"),
    path("<uuid:round_id>/take/", people.take, name="take"),
    path("<uuid:round_id>/members/<uuid:member_id>/drop/", people.drop, name="drop"),
    path("<uuid:round_id>/pools/", pools.pools, name="pools"),
    path("<uuid:round_id>/pools/<uuid:pool_id>/undo/", pools.undo, name="undo_pool"),
    path("<uuid:round_id>/handing/", handing.handing, name="handing"),
    path("<uuid:round_id>/handing/<uuid:consignment_id>.pdf", handing.paper, name="handing_paper"),
    path("<uuid:round_id>/handing/<uuid:consignment_id>/", handing.receive, name="receive"),
    path("<uuid:round_id>/answers/", answers.answers, name="answers"),
    path("<uuid:round_id>/answers/<uuid:member_id>/", answers.single, name="answer"),
    path("<uuid:round_id>/pools/<uuid:pool_id>/answer/", answers.pool, name="answer_pool"),
    path("<uuid:round_id>/rows.csv", rounds.rows_csv, name="rows_csv"),
]
