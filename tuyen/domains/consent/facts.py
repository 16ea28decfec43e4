"""What other rooms may ask about a person's decisions."""

import uuid

from tuyen.core import facts
from tuyen.record.queries import consents


@facts.publishes("consent.allows")
def allows(*, patient_ids: list[uuid.UUID], purpose: str) -> bool:
    """Has the person said yes to this purpose and not taken it back? Silence is no."""
    return consents.allows(patient_ids, purpose)
