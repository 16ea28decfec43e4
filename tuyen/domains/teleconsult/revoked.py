"""A person takes back the consent to teach with their case: the learning case leaves the catalogue at once.

The learning case names nobody, so the way goes from the person: the step of the consultation names it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import SYSTEM
from tuyen.domains.teleconsult import learning
from tuyen.domains.teleconsult.learning_actions import PURPOSE
from tuyen.domains.teleconsult.models import LearningCase
from tuyen.platform import changes
from tuyen.record.models import ConsultStep
from tuyen.registry.persons.identity import same_person_ids
from tuyen.registry.persons.models import Person


def withdraw_of(patient_id: uuid.UUID) -> int:
    """How many left; none where the person has agreed again meanwhile."""
    steps = ConsultStep.objects.filter(patient_id__in=_entries(patient_id), kind=learning.STEP)
    return _withdraw({patient_id: list(steps.values_list("text", flat=True))})


def withdraw_all() -> int:
    """What a consent taken back on another node has left standing on this one."""
    standing = LearningCase.objects.exclude(status=learning.WITHDRAWN).values_list("id", flat=True)
    told = ConsultStep.objects.filter(kind=learning.STEP, text__in=[str(id_) for id_ in standing])
    found: defaultdict[uuid.UUID, list[str]] = defaultdict(list)
    for patient_id, text in told.values_list("patient_id", "text"):
        found[patient_id].append(text)
    return _withdraw(found)


def _withdraw(told: dict[uuid.UUID, list[str]]) -> int:
    ended = [id_ for id_ in told if not _allows(id_)]
    ids = [uuid.UUID(text) for patient_id in ended for text in told[patient_id]]
    rows = LearningCase.objects.filter(pk__in=ids).exclude(status=learning.WITHDRAWN)
    return sum(_take_out(rows))


def _allows(patient_id: uuid.UUID) -> bool:
    return bool(facts.ask("consent.allows", patient_ids=_entries(patient_id), purpose=PURPOSE))


def _entries(patient_id: uuid.UUID) -> list[uuid.UUID]:
    """Two entries of one person are asked together."""
    return list(same_person_ids(Person.objects.get(pk=patient_id)))


def _take_out(rows: Iterable[LearningCase]) -> Iterable[bool]:
    for row in rows:
        row.status, row.decided_at = learning.WITHDRAWN, clock.now()
        row.decided_by_name = SYSTEM.name
        row.withdrawn_why = _("Người bệnh rút lại sự đồng ý cho dùng ca bệnh để đào tạo.")
        with changes.apply(actor=SYSTEM, reason="learning.consent_ended") as log:
            log.change(row, ["status", "decided_by_name", "decided_at", "withdrawn_why"])
        yield True
