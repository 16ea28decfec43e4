"""Is a bundle the one that follows what we have of its origin's chain?"""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from tuyen.platform.changes import lean
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.reading import Unreadable
from tuyen.platform.changes.ready import Ready

_Place = tuple[uuid.UUID, int, int]  # origin node, lane, number
_CHUNK = 500


class Heads:
    """The bundles before those of a batch: in the table, or earlier in the batch itself.

    A node that is sent only some of an origin's bundles lacks most predecessors: then nothing is asked
    here, and the signature over the chain's head vouches for it where the whole chain is known.
    """

    def __init__(self, batch: Iterable[Ready]) -> None:
        self._found: dict[_Place, set[tuple[int, bytes]]] = defaultdict(set)
        wanted: dict[tuple[uuid.UUID, int], set[int]] = defaultdict(set)
        for each in batch:
            header = each.incoming.header
            wanted[header.origin_node, header.origin_lane].add(header.origin_seq - 1)
        for (node, lane), numbers in wanted.items():
            self._read(node, lane, sorted(numbers))

    def _read(self, node: uuid.UUID, lane: int, numbers: list[int]) -> None:
        for at in range(0, len(numbers), _CHUNK):
            chunk = numbers[at : at + _CHUNK]
            condition = (
                f"origin_node = %s AND origin_lane = %s AND origin_seq IN ({lean.marks(chunk)})"
            )
            for row, _more in lean.rows(Bundle, condition, [lean.ready(node), lane, *chunk]):
                sha = (row.origin_epoch, bytes(row.sha256))
                self._found[node, lane, row.origin_seq].add(sha)

    def take(self, header: Header, sha256: bytes) -> None:
        place = (header.origin_node, header.origin_lane, header.origin_seq)
        self._found[place].add((header.origin_epoch, sha256))

    def require_bound(self, header: Header) -> None:
        """Judged within one epoch: after a restore the numbers go on from an earlier day, so that a number
        known of an earlier epoch may be the one before, or one that was lost."""
        before = self._found.get((header.origin_node, header.origin_lane, header.origin_seq - 1))
        known = {sha for epoch, sha in before or () if epoch == header.origin_epoch}
        if known and header.prev_sha not in known:
            raise Unreadable("broken_chain", str(header.origin_seq))
