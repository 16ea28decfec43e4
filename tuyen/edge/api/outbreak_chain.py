"""The chain of an outbreak: cases by onset and who is told to have infected whom."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tuyen.domains.outbreaks import chains
from tuyen.domains.outbreaks.queries import contacts as queries
from tuyen.domains.outbreaks.queries import outbreaks
from tuyen.edge.api.outbreaks import found_outbreak, reader

router = Router(tags=["outbreaks"])


class ChainCase(Schema):
    """generation: 1 for a case without a known source; empty where the links go in a circle."""

    case_id: uuid.UUID
    onset_on: dt.date
    classification: str
    generation: int | None


class ChainLink(Schema):
    source_id: uuid.UUID
    case_id: uuid.UUID
    days: int
    is_odd: bool


class ChainOut(Schema):
    """serial_interval: the median of days between the onsets of a link; from `pairs` pairs."""

    cases: list[ChainCase]
    links: list[ChainLink]
    serial_interval: float | None
    pairs: int


@router.get("/{uuid:outbreak_id}/chain", response=ChainOut, summary="Who infected whom, as told")
def chain(request: HttpRequest, outbreak_id: uuid.UUID) -> Any:
    """Only cases within the reader's reach; ids, no names."""
    who = reader(request)
    outbreak = found_outbreak(outbreak_id, who)
    rows = list(outbreaks.cases_of(outbreak, who)[: outbreaks.MOST_CASES])
    onsets = {row.id: row.onset_on for row in rows}
    links, odd = queries.links_between(outbreak, onsets)
    generation = chains.generations(list(onsets), links)
    interval, pairs = chains.serial_interval(onsets, links)
    return {
        "cases": [
            {
                "case_id": row.id,
                "onset_on": row.onset_on,
                "classification": row.classification,
                "generation": generation[row.id],
            }
            for row in rows
        ],
        "links": [
            {
                "source_id": each.source,
                "case_id": each.case,
                "days": (onsets[each.case] - onsets[each.source]).days,
                "is_odd": each in odd,
            }
            for each in links
        ],
        "serial_interval": interval,
        "pairs": pairs,
    }
