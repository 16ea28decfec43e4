"""The department's response plan of measles-2025, and a school that is sampled in pools."""

from decimal import Decimal

from tuyen.core.actor import Actor
from tuyen.domains.response_plans.actions import phases, plans
from tuyen.domains.response_plans.models import ResponsePlan
from tuyen.domains.response_plans.queries import plans as plan_queries
from tuyen.domains.sampling.actions import handing, pools, rounds, taking
from tuyen.domains.sampling.models import SampleRound
from tuyen.record.actions.samplings import laboratories_of
from tuyen.registry.persons.models import Person

PHASE, DONE = "spread", 2
POOL, TAKEN, LISTED = 3, 7, 10
COLD = Decimal("4.5")


def plan(office: Actor) -> ResponsePlan:
    """Approved, gone into the phase of spread, its first measures done."""
    said = plans.Said(
        name="Đáp ứng dịch sởi (mẫu)", disease="measles", basis="Kế hoạch mẫu 01", within_days=21
    )
    made = plans.open_plan(said=said, by=office)
    plans.approve(plan=made, number="22/KH-SYT (mẫu)", by=office)
    phases.switch(plan=made, phase=PHASE, why="Ca sởi ở nhiều xã, tăng ba tuần liền", by=office)
    phase = plan_queries.phase_of(made, PHASE)
    for measure in phase.measures[:DONE] if phase else ():
        phases.mark(plan=made, measure=measure.key, is_done=True, note="", by=office)
    return made


def sample(doctor: Actor) -> SampleRound:
    """Listed, most of them taken, pooled by three and sent to the centre; what is left waits."""
    children = Person.objects.filter(home_unit_id=doctor.unit_id, is_deceased=False)
    people = list(children.order_by("-birth_date", "id")[:LISTED])
    laboratory = next(node for node in laboratories_of(doctor) if node.unit_id != doctor.unit_id)
    said = rounds.Opening(
        place_kind="school",
        place="Trường mầm non Mẫu",
        disease="measles",
        test="measles_pcr",
        specimen_kind="throat_swab",
        reason="contact",
        laboratory_id=laboratory.unit_id,
        pool_size=POOL,
    )
    row = rounds.open_round(said=said, by=doctor)
    rounds.put_on_list(row=row, person_ids=[each.id for each in people], by=doctor)
    for each in people[:TAKEN]:
        taking.take(row=row, person_id=each.id, by=doctor)
    pools.make_pools(row=row, size=POOL, way="aliquot", by=doctor)
    handing.send(row=row, celsius=COLD, carrier="Xe của trạm (mẫu)", by=doctor)
    return row
