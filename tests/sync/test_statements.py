"""What a question of a station costs its hub, in statements: 12,000 stations ask every five minutes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.sync.trust import Pair
from tuyen.core.ids import uuid7
from tuyen.edge.sync import batches, frames, messages, server
from tuyen.platform.nodes import envelope
from tuyen.platform.nodes.models import Peer, Role, State

pytestmark = pytest.mark.django_db

MOST_OF_A_POLL = 15


def pulled(pair: Pair, has: list[int]) -> tuple[messages.Pulled, list[str]]:
    """The hub's answer to a question, and the statements that it cost there."""
    sealed = pair.sealed(frames.pack(messages.Pull(has, 2**20)), "/sync/pull")
    with pair.net.at(pair.hub), CaptureQueriesContext(connection) as before:
        body, status = server.answer(sealed, "/sync/pull")
        statements = [each["sql"] for each in connection.queries[before.initial_queries :]]
    assert status == 200
    with pair.net.at(pair.station):
        answered = envelope.open_reply(body, peer=pair.upstream(), request=sealed)
    return frames.unpack(answered.payload, messages.Pulled), statements


def taken(pair: Pair) -> list[int]:
    """The station takes all that lies there for it; how far it is."""
    has = [0, 0, 0]
    while batch := pulled(pair, has)[0].batch:
        for stream, nseq in [(each.stream, each.nseq) for each in batches.unpack(batch)]:
            has[stream] = nseq
    return has


def statements_of(pair: Pair, has: list[int]) -> list[str]:
    answer, statements = pulled(pair, has)
    assert answer.batch is None
    return statements


def test_a_question_without_news_is_a_few_small_reads_and_one_write(joined: Pair) -> None:
    has = taken(joined)

    said = statements_of(joined, has)

    assert len(said) <= MOST_OF_A_POLL, "\n".join(said)
    assert sum(each.startswith("UPDATE") for each in said) == 1, said


def test_it_costs_no_more_where_a_thousand_machines_are_known(joined: Pair) -> None:
    has = taken(joined)
    alone = statements_of(joined, has)
    with joined.net.at(joined.hub):
        Peer.objects.bulk_create(
            Peer(id=uuid7(), name=f"máy {n}", role=Role.CHILD, state=State.ACTIVE,
                 public_key=b"0" * 32, unit_id=uuid7(), path=f"/nowhere/{n}/", chain="moh")
            for n in range(1_000)
        )  # fmt: skip

    among_many = statements_of(joined, has)

    assert len(among_many) == len(alone)
    assert not any("IN (" in each for each in among_many)
