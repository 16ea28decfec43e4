"""Only opaque ids stand in these addresses; what is asked for is posted (rulings 26)."""

from django.urls import path

from tuyen.registry.persons.views import (
    finding,
    households,
    mending,
    merging,
    registering,
    scanning,
)

app_name = "persons"

urlpatterns = [
    path("find/", finding.find, name="find"),
    path("suggest/", finding.suggest, name="suggest"),
    path("communes/", finding.communes, name="communes"),
    path("scan/", scanning.scan, name="scan"),
    path("new/", registering.register, name="register"),
    path("duplicates/", registering.duplicates, name="duplicates"),
    path("unknown/", registering.unknown, name="unknown"),
    path("shared-numbers/", merging.shared_numbers, name="shared_numbers"),
    path("<uuid:person_id>/identity/", mending.identity, name="identity"),
    path("<uuid:person_id>/edit/", mending.edit, name="edit"),
    path("<uuid:person_id>/newborn/", registering.newborn, name="newborn"),
    path("<uuid:person_id>/numbers/", mending.add_number, name="add_number"),
    path(
        "<uuid:person_id>/numbers/<uuid:number_id>/close/",
        mending.close_number,
        name="close_number",
    ),
    path("<uuid:person_id>/deceased/", mending.deceased, name="deceased"),
    path("<uuid:person_id>/alive/", mending.alive, name="alive"),
    path("<uuid:person_id>/household/", households.create, name="create_household"),
    path("<uuid:person_id>/household/add/", households.add_member, name="add_member"),
    path("<uuid:person_id>/household/leave/", households.leave, name="leave_household"),
    path("<uuid:person_id>/merge/", merging.choose, name="merge_choose"),
    path("<uuid:person_id>/merge/<uuid:other_id>/", merging.merge, name="merge"),
    path("<uuid:person_id>/merges/<uuid:link_id>/undo/", merging.unmerge, name="unmerge"),
]
