"""The machines that get letters, as routing sees them."""

import json
from typing import Any

from tuyen.core import ids
from tuyen.platform.changes import driver
from tuyen.platform.mailbox.rules import Directory, Receiver
from tuyen.platform.nodes.models import Role, State

# a suspended one finds its letters when it is let in again
_GETS_LETTERS = (State.ACTIVE, State.SUSPENDED)
_ASKED = (
    "SELECT id, role, path, chain, hub_chain, is_hub, compartments FROM nodes_peer "
    "WHERE state IN (%s, %s) ORDER BY id"
)

_ROLL = "SELECT word FROM nodes_roll"

# What was made of the list, and the word of the roll at which it was read: a hub with twelve thousand
# machines asks for every batch that arrives, and they hardly ever change.
_made: tuple[list[Any], Directory] = ([], Directory([]))


def receivers() -> Directory:
    """The hub above and the nodes below; one that is lost gets nothing any more."""
    global _made  # noqa: PLW0603  one value, replaced whole: threads see the old one or the new one
    word = driver.fetch(_ROLL)  # before the list: what changes in between is read the next time
    known, found = _made
    if word and word == known:
        return found
    rows = driver.fetch(_ASKED, [each.value for each in _GETS_LETTERS])
    we_are_hub = any(row[1] == Role.CHILD for row in rows)
    found = Directory(_receiver(row, we_are_hub=we_are_hub) for row in rows)
    _made = (word, found)
    return found


def _receiver(row: Any, *, we_are_hub: bool) -> Receiver:
    """path: what a child serves. The hub above is in our chain unless it said otherwise at hello."""
    id_, role, path, own_chain, chain, is_hub, compartments = row
    is_upstream = role == Role.UPSTREAM
    return Receiver(
        id=ids.of_bytes(id_) if isinstance(id_, bytes) else id_,
        path="" if is_upstream else path,
        chain=(chain or own_chain) if is_upstream else own_chain,
        is_hub=bool(is_hub) or is_upstream,
        is_upstream=is_upstream,
        is_other_chain=is_upstream and bool(chain) and chain != own_chain,
        compartments=frozenset(
            json.loads(compartments) if isinstance(compartments, str) else compartments
        ),
        is_own_chain=not is_upstream or (chain == own_chain if chain else not we_are_hub),
    )
