"""What other rooms may hear of training."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class CertificateGiven:
    """Somebody of `unit_id` holds a certificate of the topic from today on."""

    certificate_id: uuid.UUID
    staff_id: uuid.UUID
    unit_id: uuid.UUID
    topic: str
    course_id: uuid.UUID | None


@dataclass(frozen=True)
class CourseEnded:
    """The results of a course stand; `need_ids`: the needs that it was held for."""

    course_id: uuid.UUID
    topic: str
    need_ids: tuple[uuid.UUID, ...]
