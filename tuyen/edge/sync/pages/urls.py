from django.urls import path

from tuyen.edge.sync.pages import views_conflicts, views_held, views_nodes, views_waiting

app_name = "nodes"

urlpatterns = [
    path("sync/", views_waiting.waiting_page, name="waiting"),
    path("sync/now/", views_waiting.send_now, name="send_now"),
    path("sync/conflicts/", views_conflicts.conflicts, name="conflicts"),
    path("sync/conflicts/<uuid:conflict_id>/decide/", views_conflicts.decide, name="decide"),
    path("sync/conflicts/<uuid:conflict_id>/undo/", views_conflicts.undo, name="undo"),
    path("sync/held/", views_held.held_page, name="held"),
    path("sync/held/again/", views_held.try_all, name="try_all"),
    path("sync/held/<uuid:held_id>/again/", views_held.try_again, name="try_again"),
    path("sync/held/<uuid:held_id>/release/", views_held.release, name="release"),
    path("nodes/", views_nodes.all_nodes, name="all"),
    path("nodes/lost/", views_nodes.lost, name="lost"),
    path("nodes/invite/", views_nodes.invite, name="invite"),
    path("nodes/invite/<uuid:invitation_id>/withdraw/", views_nodes.withdraw, name="withdraw"),
    path("nodes/<uuid:node_id>/", views_nodes.node, name="node"),
    path("nodes/<uuid:node_id>/approve/", views_nodes.approve, name="approve"),
    path("nodes/<uuid:node_id>/stop/", views_nodes.stop, name="stop"),
    path("nodes/<uuid:node_id>/resume/", views_nodes.resume, name="resume"),
    path("nodes/<uuid:node_id>/looked-at/", views_nodes.looked_at, name="looked_at"),
    path("nodes/<uuid:node_id>/people/", views_nodes.people, name="people"),
    path("nodes/<uuid:node_id>/people/<slug:ending>/", views_nodes.people_file, name="people_file"),
]
