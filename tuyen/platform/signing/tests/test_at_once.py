"""Chair and secretary press at the same moment: both sign, and the paper is told to be whole once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform.outbox.models import Delivery
from tuyen.platform.signing import actions, queries
from tuyen.platform.signing.models import SignedPaper
from tuyen.platform.signing.tests.conftest import issued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
PAPERS = 12


def test_of_two_who_sign_at_once_one_is_the_last(
    chair: Actor, secretary: Actor, minutes: bytes
) -> None:
    papers = [issued(minutes, chair, secretary, subject_id=uuid7()) for _each in range(PAPERS)]
    signers = {"chair": chair, "secretary": secretary}
    warm = issued(minutes, chair, secretary)
    for role, by in signers.items():  # the first signature of an account makes its key
        actions.sign(paper=warm, role=role, password_is_right=True, by=by)
    told_before = told()

    for paper in papers:
        gate = Barrier(2)

        def press(role: str, paper: SignedPaper = paper, gate: Any = gate) -> None:
            gate.wait(60)
            try:
                actions.sign(paper=paper, role=role, password_is_right=True, by=signers[role])
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as both:
            list(both.map(press, signers))

    assert all(queries.is_complete(queries.judged(paper)) for paper in papers)
    assert told() - told_before == PAPERS


def told() -> int:
    return Delivery.objects.filter(
        event__contains="PaperSigned", listener__contains="file_paper"
    ).count()
