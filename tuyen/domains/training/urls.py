from django.urls import path

from tuyen.domains.training.views import certificates, courses, hours, sessions, trainees

app_name = "training"

urlpatterns = [
    path("", courses.home, name="home"),
    path("courses.xlsx", courses.sheet, name="sheet"),
    path("programmes/", courses.programmes, name="programmes"),
    path("programmes/new/", courses.new_programme, name="new_programme"),
    path("programmes/<uuid:programme_id>/", courses.programme, name="programme"),
    path("programmes/<uuid:programme_id>/use/", courses.programme_use, name="programme_use"),
    path("courses/new/", courses.new_course, name="new_course"),
    path("courses/<uuid:course_id>/", courses.course, name="course"),
    path("courses/<uuid:course_id>/change/", courses.change, name="change"),
    path("courses/<uuid:course_id>/move/", courses.move, name="move"),
    path("courses/<uuid:course_id>/quota/", courses.quota, name="quota"),
    path("courses/<uuid:course_id>/money/", courses.course_money, name="course_money"),
    path("courses/<uuid:course_id>/sessions/new/", sessions.add, name="add_session"),
    path("courses/<uuid:course_id>/trainees/", trainees.trainees, name="trainees"),
    path("courses/<uuid:course_id>/results/", trainees.results, name="results"),
    path("courses/<uuid:course_id>/results.xlsx", trainees.results_sheet, name="results_sheet"),
    path("courses/<uuid:course_id>/certify/", certificates.certify, name="certify"),
    path("enrolments/<uuid:enrolment_id>/withdraw/", trainees.withdraw, name="withdraw"),
    path("enrolments/<uuid:enrolment_id>/test/", trainees.test, name="test"),
    path("sessions/<uuid:session_id>/", sessions.session, name="session"),
    path("sessions/<uuid:session_id>/off/", sessions.off, name="session_off"),
    path("sessions/<uuid:session_id>/code/", sessions.code, name="code"),
    path("sessions/<uuid:session_id>/attend/<str:code>/", sessions.attend, name="attend"),
    path("certificates/", certificates.listed, name="certificates"),
    path("certificates/new/", certificates.external, name="external"),
    path("certificates/<uuid:certificate_id>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:certificate_id>/paper/", certificates.paper, name="paper"),
    path("certificates/<uuid:certificate_id>/scan/", certificates.scan, name="scan"),
    path("certificates/<uuid:certificate_id>/revoke/", certificates.revoke, name="revoke"),
    path("verify/<uuid:certificate_id>/", certificates.verify, name="verify"),
    path("hours/", hours.hours, name="hours"),
    path("hours.xlsx", hours.hours_sheet, name="hours_sheet"),
    path("hours/mine/", hours.mine, name="mine"),
    path("hours/<uuid:staff_id>/", hours.person, name="person"),
    path("money/", hours.money, name="money"),
    path("units/<uuid:unit_id>/", hours.of_unit, name="of_unit"),
]
