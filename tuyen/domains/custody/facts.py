"""What the ward may ask of custody: who must not meet, and whether the authority took somebody back."""

import uuid

from django.db.models import Q

from tuyen.core import clock, facts
from tuyen.domains.custody.models import NoContact, Paper
from tuyen.platform.access.models import ScopeNode
from tuyen.record.rules import visits
from tuyen.registry.persons.facts import same_people


@facts.publishes("custody.apart_from")
def apart_from(*, patient_id: uuid.UUID) -> set[uuid.UUID]:
    """Everybody who must not share a room with this person, under every id they are known by."""
    me = same_people(person_id=patient_id)
    pairs = NoContact.objects.filter(
        Q(patient_id__in=me) | Q(other_id__in=me), Q(ended_on=None) | Q(ended_on__gt=clock.today())
    )
    others = {pair.other_id if pair.patient_id in me else pair.patient_id for pair in pairs}
    return {id_ for other in others for id_ in same_people(person_id=other)}


@facts.publishes("custody.hand_back_missing")
def hand_back_missing(*, admission_id: uuid.UUID, unit_id: uuid.UUID) -> bool:
    """Outside the prison's own clinic nobody is let go before the authority has taken them back."""
    node = ScopeNode.objects.filter(unit_id=unit_id).first()
    if node is not None and visits.compartment_of(node.kind):
        return False
    back = Paper.objects.filter(admission_id=admission_id, handed_back_at__isnull=False)
    return not back.exists()
