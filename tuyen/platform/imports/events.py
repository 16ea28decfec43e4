"""What the rest of the program may hear of imports."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ImportBegun:
    """A long run waits for the job thread."""

    run_id: UUID
