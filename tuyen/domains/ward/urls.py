from django.urls import path

from tuyen.domains.ward.views import admit, bedside, board, care, case, emergency, papers, rooms

app_name = "ward"

urlpatterns = [
    path("", board.board, name="board"),
    path("rows/", board.rows, name="board_rows"),
    path("beds/<uuid:bed_id>/", board.bed, name="bed"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/<uuid:room_id>/", rooms.room, name="room"),
    path("rooms/<uuid:room_id>/beds/", rooms.more_beds, name="more_beds"),
    path("persons/<uuid:person_id>/admit/", admit.admit, name="admit"),
    path("visits/<uuid:encounter_id>/admit/", admit.from_visit, name="admit_from_visit"),
    path("persons/<uuid:person_id>/stays/", case.stays, name="stays"),
    path("stays/<uuid:admission_id>/", case.case, name="case"),
    path("stays/<uuid:admission_id>/place/", case.place, name="place"),
    path("stays/<uuid:admission_id>/move/", case.move, name="move"),
    path("stays/<uuid:admission_id>/arrive/", case.arrive, name="arrive"),
    path("stays/<uuid:admission_id>/leave/", case.leave, name="leave"),
    path("stays/<uuid:admission_id>/come-back/", case.come_back, name="come_back"),
    path("stays/<uuid:admission_id>/cancel/", case.cancel, name="cancel"),
    path("stays/<uuid:admission_id>/end/", case.end, name="end"),
    path("stays/<uuid:admission_id>/take-back/", case.take_back, name="take_back"),
    path("emergency/", emergency.board, name="emergency"),
    path("emergency/<uuid:arrival_id>/", emergency.change, name="emergency_change"),
    path("persons/<uuid:person_id>/triage/", emergency.triage, name="triage"),
    path("shift/", care.shift, name="shift"),
    path("stays/<uuid:admission_id>/vitals/", bedside.vitals, name="vitals"),
    path("stays/<uuid:admission_id>/vitals/strike/", bedside.strike_vitals, name="strike_vitals"),
    path("stays/<uuid:admission_id>/course/", bedside.course, name="course"),
    path(
        "stays/<uuid:admission_id>/course/<uuid:note_id>/strike/",
        bedside.strike_note,
        name="strike_note",
    ),
    path("stays/<uuid:admission_id>/drugs/", bedside.drugs, name="drugs"),
    path(
        "stays/<uuid:admission_id>/drugs/<uuid:request_id>/stop/",
        bedside.stop_drug,
        name="stop_drug",
    ),
    path("stays/<uuid:admission_id>/care/", care.care, name="care"),
    path("stays/<uuid:admission_id>/care/done/", care.done, name="done"),
    path("stays/<uuid:admission_id>/care/<uuid:order_id>/stop/", care.stop_care, name="stop_care"),
    path("stays/<uuid:admission_id>/summary.pdf", papers.summary, name="summary"),
    path("stays/<uuid:admission_id>/death.pdf", papers.death_paper, name="death_paper"),
]
