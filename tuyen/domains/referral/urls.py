from django.urls import path

from tuyen.domains.referral.views import cases, lists, papers, receiving, sending, statistics

app_name = "referral"

urlpatterns = [
    path("stays/<uuid:admission_id>/refer/", sending.refer_from_stay, name="refer_from_stay"),
    path("visits/<uuid:encounter_id>/refer/", sending.refer, name="refer"),
    path("persons/<uuid:person_id>/referrals/", cases.of_person, name="of_person"),
    path("referrals/", lists.board, name="board"),
    path("referrals/scan/", receiving.scan, name="scan"),
    path("referrals/units/", sending.pick_unit, name="pick_unit"),
    path("referrals/statistics/", statistics.counts, name="statistics"),
    path("referrals/statistics/list/", statistics.behind, name="behind"),
    path("referrals/<uuid:referral_id>/", cases.case, name="case"),
    path("referrals/<uuid:referral_id>/answer/", receiving.answer, name="answer"),
    path("referrals/<uuid:referral_id>/arrive/", receiving.arrive, name="arrive"),
    path("referrals/<uuid:referral_id>/reply/", receiving.reply, name="reply"),
    path("referrals/<uuid:referral_id>/cancel/", sending.cancel, name="cancel"),
    path("referrals/<uuid:referral_id>/take-back/", sending.take_back, name="take_back"),
    path("referrals/<uuid:referral_id>/paper.pdf", papers.slip, name="paper"),
    path("referrals/<uuid:referral_id>/return.pdf", papers.return_note, name="return_paper"),
]
