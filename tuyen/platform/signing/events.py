"""What others hear."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class PaperSigned:
    """Every wanted signature is there: the paper may be filed."""

    paper_id: uuid.UUID
    subject_kind: str
    subject_id: uuid.UUID
    sha256: str
    at: dt.datetime
