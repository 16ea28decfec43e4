from django.urls import path

from tuyen.domains.custody import views

app_name = "custody"

urlpatterns = [
    path("", views.roster, name="roster"),
    path("stays/<uuid:admission_id>/", views.paper, name="paper"),
    path("stays/<uuid:admission_id>/hand-back/", views.hand_back, name="hand_back"),
    path("pairs/", views.pairs, name="pairs"),
    path("pairs/<uuid:pair_id>/end/", views.end_pair, name="end_pair"),
    path("duties/", views.duties, name="duties"),
    path("duties/<uuid:duty_id>/off/", views.off_duty, name="off_duty"),
    path("hand-over/", views.hand_over, name="hand_over"),
    path("hand-over/<uuid:hand_over_id>/take/", views.take_over, name="take_over"),
]
