"""Every address of the program. Each is protected, or stands on the open list with its reason."""

from django.urls import URLPattern, URLResolver, include, path

from tuyen.core.late_urls import Late

handler400 = "tuyen.platform.ui.problems.bad_request"
handler403 = "tuyen.platform.ui.problems.permission_denied"
handler404 = "tuyen.platform.ui.problems.not_found"
handler500 = "tuyen.platform.ui.problems.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    # The busiest room first; then those with a name of their own, each compared once; the rooms without
    # one, asked address by address, after them.
    path("", include("tuyen.domains.clinic.urls")),
    path("pharmacy/", include("tuyen.domains.pharmacy.urls")),
    path("capability/", include("tuyen.domains.capability.urls")),
    path("cases/", include("tuyen.domains.notification.urls")),
    path("outbreaks/", include("tuyen.domains.outbreaks.urls")),
    path("campaigns/", include("tuyen.domains.campaigns.urls")),
    path("sampling/", include("tuyen.domains.sampling.urls")),
    path("education/", include("tuyen.domains.health_education.urls")),
    path("response-plans/", include("tuyen.domains.response_plans.urls")),
    path("isolation-areas/", include("tuyen.domains.isolation_areas.urls")),
    path("surveillance/", include("tuyen.domains.surveillance.urls")),
    path("equipment/", include("tuyen.domains.equipment.urls")),
    path("books/", include("tuyen.domains.books.urls")),
    path("appointments/", include("tuyen.domains.appointments.urls")),
    path("ward/", include("tuyen.domains.ward.urls")),
    path("techniques/", include("tuyen.domains.techniques.urls")),
    path("custody/", include("tuyen.domains.custody.urls")),
    path("direction/", include("tuyen.domains.steering.urls")),
    path("direction/", include("tuyen.domains.directives.urls")),
    path("training/", include("tuyen.domains.training.urls")),
    path("rotation/", include("tuyen.domains.rotation.urls")),
    path("evaluations/", include("tuyen.domains.evaluation.urls")),
    path("vaccines/", include("tuyen.domains.vaccine_supply.urls")),
    path("imports/", include("tuyen.platform.imports.urls")),
    path("areas/", include("tuyen.registry.areas.urls")),
    path("network/", include("tuyen.registry.facilities.urls")),
    path("staff/", include("tuyen.registry.staff.urls")),
    path("terms/", include("tuyen.registry.terms.urls")),
    path("accounts/", include("tuyen.platform.accounts.sign_in_urls")),
    path("accounts/", include("tuyen.platform.accounts.urls")),
    path("accounts/tokens/", include("tuyen.platform.tokens.urls")),
    path("rescue/", include("tuyen.platform.rescue.urls")),
    Late("api/v1/", "tuyen.edge.api.urls", "api"),  # a fifth of what a station's process would hold
    path("fhir/R4/", include("tuyen.edge.fhir.urls")),
    path("lan/", include("tuyen.platform.lan.urls")),
    path("live/", include("tuyen.platform.live.urls")),
    path("verify/", include("tuyen.platform.signing.urls")),
    path("direction/supervision/", include("tuyen.domains.supervision.urls")),
    path("forms/", include("tuyen.platform.forms.urls")),
    path("uploads/", include("tuyen.platform.attachments.urls")),
    path("drafts/", include("tuyen.platform.drafts.urls")),
    path("reports/", include("tuyen.edge.reports.urls")),
    path("sync/", include("tuyen.edge.sync.urls")),
    path("ui/", include("tuyen.platform.ui.urls")),
    path("", include("tuyen.domains.consent.urls")),
    path("", include("tuyen.domains.referral.urls")),
    path("", include("tuyen.domains.teleconsult.urls")),
    path("", include("tuyen.record.urls")),
    path("", include("tuyen.domains.growth.urls")),
    path("", include("tuyen.domains.immunization.urls")),
    path("", include("tuyen.domains.imaging.urls")),
    path("", include("tuyen.domains.diagnostics.urls")),
    path("", include("tuyen.edge.ops.urls")),
    path("", include("tuyen.edge.sync.pages.urls")),
    path("", include("tuyen.edge.web.urls")),
    path("", include("tuyen.platform.ui.root_urls")),
    # their addresses begin as some of the rooms above do
    path("persons/", include("tuyen.registry.persons.urls")),
    path("admin/jobs/", include("tuyen.platform.outbox.urls")),
    path("admin/webhooks/", include("tuyen.edge.webhooks.urls")),
]
