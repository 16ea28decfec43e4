import datetime as dt
from typing import Any

import pytest

from tests.network import actor_at, node
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.signing import actions
from tuyen.platform.signing.actions import Issued, Wanted
from tuyen.platform.signing.models import SignedPaper


@pytest.fixture
def hospital(db: Any) -> ScopeNode:
    return node("Bệnh viện Mẫu", kind="hospital")


@pytest.fixture
def chair(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "hospital_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def secretary(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "hospital_doctor", name="Thư ký Mẫu")


@pytest.fixture
def minutes() -> bytes:
    return b"%PDF-1.7\n" + b"Bien ban mau\n" * 20 + b"%%EOF\n"


def issued(pdf: bytes, chair: Actor, secretary: Actor, **said: Any) -> SignedPaper:
    wanted = [
        Wanted("chair", "Chủ tọa", chair.account_id),
        Wanted("secretary", "Thư ký", secretary.account_id),
    ]
    told: dict[str, Any] = {
        "kind": "Biên bản hội chẩn",
        "number": "12/2026",
        "day": dt.date(2026, 11, 22),
        "subject_kind": "sample",
        "subject_id": uuid7(),
        "wanted": wanted,
        "unit_name": "Bệnh viện Mẫu",
    }
    return actions.issue(pdf=pdf, said=Issued(**(told | said)), by=chair)


@pytest.fixture
def paper(minutes: bytes, chair: Actor, secretary: Actor) -> SignedPaper:
    return issued(minutes, chair, secretary)
