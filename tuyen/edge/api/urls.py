"""/api/v1 with its description at openapi.json and its pages at docs."""

from tuyen import __version__
from tuyen.edge.api import (
    appointments,
    area_stays,
    area_work,
    bedside,
    books,
    campaigns,
    capability,
    cases,
    cold_chain,
    consents,
    consult_learning,
    consult_sessions,
    consults,
    courses,
    custody,
    difficulties,
    direction,
    directives,
    documents,
    education,
    equipment,
    evaluations,
    forms,
    gatherings,
    good_models,
    households,
    imaging,
    immunization_sessions,
    immunizations,
    isolation_areas,
    machines,
    me,
    network,
    orders,
    outbreak_chain,
    outbreak_zones,
    outbreaks,
    persons,
    pharmacy,
    privacy,
    problems,
    procedures,
    queue,
    record,
    referrals,
    reports,
    response_plans,
    rotation,
    sampling_bench,
    samplings,
    statistics,
    stay_moves,
    store,
    store_papers,
    supervision,
    surveillance,
    tasks,
    techniques,
    training,
    uploads,
    vaccines,
    visits,
    ward_care,
    wards,
)
from tuyen.edge.api.described import DescribedAPI, OwnPage
from tuyen.edge.api.reading import StrictParser
from tuyen.edge.api.who import Key

api = DescribedAPI(
    title="Tuyến",
    version=__version__,
    description=(
        "The same actions and the same scope as the pages. A key acts for one account at one post: "
        "`tuyen token add`. Refusals are problem bodies (RFC 9457). Creating takes an "
        "`Idempotency-Key` (UUID); changing takes `If-Match` with the `ETag` that was read. "
        "A day whose books are closed takes a `Late-Reason` (percent-encoded)."
    ),
    auth=Key(),
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs=OwnPage(),
    docs_url="/docs",
    parser=StrictParser(),
)
problems.speak(api)
api.add_router("/me", me.router)
api.add_router("/nodes", machines.machines)
api.add_router("/differences", machines.differences)
api.add_router("/persons", persons.router)
api.add_router("/persons", visits.of_person)
api.add_router("/persons", record.of_person)
api.add_router("/persons", courses.of_person)
api.add_router("/persons", households.of_person)
api.add_router("/persons", imaging.of_person)
api.add_router("/imaging-studies", imaging.router)
api.add_router("/imaging-uploads", imaging.pending)
api.add_router("/persons", consents.of_person)
api.add_router("/persons", privacy.of_person)
api.add_router("/data-requests", privacy.requests)
api.add_router("/break-glass", privacy.leaves)
api.add_router("/books", books.router)
api.add_router("/days", books.days)
api.add_router("/visits", visits.router)
api.add_router("/persons", documents.of_person)
api.add_router("/documents", documents.router)
api.add_router("/uploads", uploads.router)
api.add_router("/visits", referrals.of_visit)
api.add_router("/referrals", statistics.referrals)
api.add_router("/referrals", referrals.router)
api.add_router("/persons", consults.of_person)
api.add_router("/consults", consults.router)
api.add_router("/consult-statistics", consult_learning.statistics_router)
api.add_router("/learning-cases", consult_learning.cases_router)
api.add_router("/consults", consult_sessions.router)
api.add_router("/queue", queue.router)
api.add_router("/appointments", appointments.router)
api.add_router("/tasks", tasks.router)
api.add_router("/stock", pharmacy.store)
api.add_router("/stock", store.router)
api.add_router("/stock", store_papers.router)
api.add_router("/prescriptions", pharmacy.prescriptions)
api.add_router("/persons", orders.of_person)
api.add_router("/orders", orders.router)
api.add_router("/persons", cases.of_person)
api.add_router("/cases", cases.router)
api.add_router("/persons", procedures.of_person)
api.add_router("/procedures", procedures.router)
api.add_router("/sampling-rounds", samplings.router)
api.add_router("/sampling-rounds", sampling_bench.router)
api.add_router("/persons", immunizations.of_person)
api.add_router("/immunizations/sessions", immunization_sessions.router)
api.add_router("/immunizations", immunizations.router)
api.add_router("/techniques", techniques.router)
api.add_router("/specimens", orders.specimens)
api.add_router("/wards", statistics.wards)
api.add_router("/wards", wards.router)
api.add_router("/wards", stay_moves.router)
api.add_router("/wards", bedside.router)
api.add_router("/wards", ward_care.router)
api.add_router("/persons", stay_moves.of_person)
api.add_router("/custody", custody.router)
api.add_router("/units", network.units)
api.add_router("/codes", network.codes)
api.add_router("/figures", network.figures)
api.add_router("/direction", direction.router)
api.add_router("/directives", directives.router)
api.add_router("/difficulties", difficulties.router)
api.add_router("/gatherings", gatherings.router)
api.add_router("/good-models", good_models.router)
api.add_router("/equipment", equipment.router)
api.add_router("/outbreaks", outbreaks.router)
api.add_router("/outbreaks", outbreak_chain.router)
api.add_router("/outbreaks", outbreak_zones.router)
api.add_router("/campaigns", campaigns.router)
api.add_router("/education", education.router)
api.add_router("/response-plans", response_plans.router)
api.add_router("/surveillance", surveillance.router)
api.add_router("/isolation-areas", isolation_areas.router)
api.add_router("/isolation-areas", area_stays.router)
api.add_router("/isolation-areas", area_work.router)
api.add_router("/surveys", capability.surveys)
api.add_router("/needs", capability.needs)
api.add_router("/forms", forms.router)
api.add_router("/form-responses", forms.responses)
api.add_router("/persons", forms.of_person)
api.add_router("/supervision", supervision.router)
api.add_router("/plans", capability.plans)
api.add_router("/training", training.router)
api.add_router("/rotation", rotation.router)
api.add_router("/vaccines", vaccines.router)
api.add_router("/cold-chain", cold_chain.router)
api.add_router("/evaluations", evaluations.router)
api.add_router("/reports", reports.router)

_DESCRIPTIONS = ("openapi-json", "openapi-view", "api-root")
urlpatterns = api.urls[0]
for _pattern in urlpatterns:
    if getattr(_pattern, "name", "") in _DESCRIPTIONS:
        reason = "describes the operations, which ask for a key; no record"
        setattr(_pattern.callback, "open_because", reason)  # noqa: B010  a partial of ninja's
