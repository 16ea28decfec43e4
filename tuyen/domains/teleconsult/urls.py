from django.urls import path

from tuyen.domains.teleconsult.views import (
    answering,
    asking,
    boards,
    cases,
    following,
    late,
    learning,
    moves,
    sessions,
    statistics,
)

app_name = "teleconsult"

urlpatterns = [
    path("visits/<uuid:encounter_id>/consult/", asking.ask_of_visit, name="ask"),
    path("stays/<uuid:admission_id>/consult/", asking.ask_of_stay, name="ask_from_stay"),
    path("queue/<uuid:entry_id>/consult/", asking.ask_of_queue, name="ask_from_queue"),
    path("persons/<uuid:person_id>/consult/", asking.ask_of_person, name="ask_of_person"),
    path("persons/<uuid:person_id>/consults/", cases.of_person, name="of_person"),
    path("consults/", boards.board, name="board"),
    path("consults/over/", boards.over, name="over"),
    path("consults/late/", late.late, name="late"),
    path("consults/statistics/", statistics.numbers, name="statistics"),
    path("consults/statistics/cases/", statistics.behind, name="behind"),
    path("consults/statistics/sheet/", statistics.sheet, name="statistics_sheet"),
    path("consults/report/<int:year>/<str:form>/", statistics.yearly, name="yearly"),
    path("consults/learning/", learning.catalogue, name="learning"),
    path("consults/learning/<uuid:learning_id>/", learning.case, name="learning_case"),
    path("consults/learning/<uuid:learning_id>/edit/", learning.edit, name="learning_edit"),
    path(
        "consults/learning/<uuid:learning_id>/approve/", learning.approve, name="learning_approve"
    ),
    path(
        "consults/learning/<uuid:learning_id>/withdraw/",
        learning.withdraw,
        name="learning_withdraw",
    ),
    path("consults/repeated/", learning.questions, name="repeated"),
    path("consults/repeated/propose/", learning.propose, name="propose_need"),
    path("consults/<uuid:consult_id>/learning/", learning.prepare, name="learning_prepare"),
    path("consults/changes/", boards.changes, name="changes"),
    path("consults/questions/", asking.sheet_of, name="sheet"),
    path("consults/calls/<uuid:call_id>/", asking.from_call, name="from_call"),
    path("consults/calls/<uuid:call_id>/ask/", asking.ask_caller, name="ask_caller"),
    path("consults/<uuid:consult_id>/", cases.case, name="case"),
    path("consults/<uuid:consult_id>/talk/", cases.still_there, name="talk"),
    path("consults/<uuid:consult_id>/photos/<str:sha256>/", cases.photo, name="photo"),
    path("consults/<uuid:consult_id>/accept/", answering.accept, name="accept"),
    path("consults/<uuid:consult_id>/begin/", answering.begin, name="begin"),
    path("consults/<uuid:consult_id>/answer/", answering.answer, name="answer"),
    path("consults/<uuid:consult_id>/add/", answering.add, name="add"),
    path("consults/<uuid:consult_id>/refuse/", answering.refuse, name="refuse"),
    path("consults/<uuid:consult_id>/redirect/", answering.redirect, name="redirect"),
    path("consults/<uuid:consult_id>/assign/", answering.assign, name="assign"),
    path("consults/<uuid:consult_id>/say/", following.say, name="say"),
    path("consults/<uuid:consult_id>/video/", following.video, name="video"),
    path("consults/<uuid:consult_id>/cancel/", following.cancel, name="cancel"),
    path("consults/<uuid:consult_id>/read/", following.read, name="read"),
    path("consults/<uuid:consult_id>/follow/", following.follow, name="follow"),
    path("consults/<uuid:consult_id>/outcome/", following.outcome, name="outcome"),
    path("consults/<uuid:consult_id>/referral/", moves.join, name="join"),
    path("consults/<uuid:consult_id>/close/", following.close, name="close"),
    path("consults/<uuid:consult_id>/sessions/", sessions.open_, name="open_session"),
    path(
        "consults/<uuid:consult_id>/sessions/<uuid:session_id>/", sessions.session, name="session"
    ),
    path(
        "consults/<uuid:consult_id>/sessions/<uuid:session_id>/reopen/",
        sessions.reopen,
        name="reopen_session",
    ),
    path(
        "consults/<uuid:consult_id>/sessions/<uuid:session_id>/add/",
        sessions.add_to,
        name="add_to_session",
    ),
    path(
        "consults/<uuid:consult_id>/advices/<uuid:advice_id>/paper/",
        sessions.print_advice,
        name="print_advice",
    ),
    path("consults/<uuid:consult_id>/papers/<uuid:paper_id>/", sessions.paper, name="paper"),
    path(
        "consults/<uuid:consult_id>/papers/<uuid:paper_id>/file/",
        sessions.paper_file,
        name="paper_file",
    ),
    path("consults/<uuid:consult_id>/people/", sessions.people, name="people"),
]
