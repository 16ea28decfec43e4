"""Which stream, which peer: decided from values, without a database."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

URGENT, NORMAL, HISTORY = 0, 1, 2
STREAMS = (URGENT, NORMAL, HISTORY)
PARKED = 10  # added to the stream of a letter that has no number of its own yet
NEVER_TO_ANOTHER_CHAIN = frozenset({"custody"})

# Acts that somebody at the other end waits for: every act of these rooms, and single ones of others.
_URGENT_ROOMS = frozenset(
    {"referral", "consult", "live", "emergency", "allergy", "sync", "access", "case"}
)
_URGENT_ACTS = frozenset(
    {
        "immunization.event",  # a reaction after a dose: 24 hours, its lot is held
        "immunization.event_sent",
        "immunization.lot_released",
        "outbreak.open",
        "steering.ask_support",
        "steering.take_support",
        "steering.answer_support",
    }
)


class Receiver(NamedTuple):
    """A machine that gets letters from this one.

    path: the subtree it serves; empty for the hub above, which serves all. is_other_chain: it stands in
    another chain than we do (the hub above), or than the bundle's unit is asked about (a child).
    is_own_chain: a child, or the hub above in our chain. One hub sends another no custody before it has
    heard which chain that is; a station's only hub is the one that its people chose.
    """

    id: UUID
    path: str
    chain: str
    is_hub: bool
    is_upstream: bool
    is_other_chain: bool
    compartments: frozenset[str]
    is_own_chain: bool = True

    def may_have(self, compartment: str) -> bool:
        if not compartment:
            return True
        if not self.is_own_chain and compartment in NEVER_TO_ANOTHER_CHAIN:
            return False
        return compartment in self.compartments


def stream_of(reason: str) -> int:
    is_urgent = reason.partition(".")[0] in _URGENT_ROOMS or reason in _URGENT_ACTS
    return URGENT if is_urgent else NORMAL


def prefixes(path: str) -> list[str]:
    """The paths above and the path itself, the top first: `/a/b/` → `/a/`, `/a/b/`."""
    parts = path.strip("/").split("/")
    found = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    return [f"/{each}/" if path.startswith("/") else f"{each}/" for each in found]


class Directory(list[Receiver]):
    """All machines of a hub, found by the unit that they serve: a hub may have twelve thousand."""

    def __init__(self, receivers: Iterable[Receiver]) -> None:
        super().__init__(receivers)
        self.others = [each for each in self if each.is_other_chain]
        self.whole = [each for each in self if each.is_upstream and not each.is_other_chain]
        self.by_id = {each.id: each for each in self}
        self._at: dict[str, list[Receiver]] = {}
        for each in self:
            if each.path:
                self._at.setdefault(each.path, []).append(each)

    def above(self, path: str) -> list[Receiver]:
        return [each for at in prefixes(path) for each in self._at.get(at, ())]


def directory(receivers: Sequence[Receiver]) -> Directory:
    return receivers if isinstance(receivers, Directory) else Directory(receivers)


def serving(receivers: Sequence[Receiver], path: str, compartment: str = "") -> list[Receiver]:
    """Children whose subtree holds the unit: the nearest, and every hub above that.

    compartment: only such machines count as may know of it.
    """
    covering = [each for each in above(receivers, path) if each.may_have(compartment)]
    if not covering:
        return []
    nearest = max(len(each.path) for each in covering)
    return [each for each in covering if each.is_hub or len(each.path) == nearest]


def above(receivers: Sequence[Receiver], path: str) -> list[Receiver]:
    """Children that serve the unit or one that stands above it."""
    if isinstance(receivers, Directory):
        return receivers.above(path)
    return [each for each in receivers if each.path and path.startswith(each.path)]


def below(receivers: Sequence[Receiver], path: str) -> list[Receiver]:
    """Children that serve a unit below."""
    return [each for each in receivers if each.path and path and each.path.startswith(path)]


def summary_first(
    bundles: Iterable[tuple[UUID, int, bool]], newest: int = 6
) -> tuple[list[UUID], list[UUID]]:
    """(id, hlc, leads) of one person → (what is needed at once, the rest), each oldest first.

    At once: who it is, allergies, problems, medicines (`leads`), and the last acts.
    """
    rows = sorted(bundles, key=lambda each: (each[1], each[0]))
    recent = {id_ for id_, _hlc, _leads in rows[-newest:]}
    first = [id_ for id_, _hlc, leads in rows if leads or id_ in recent]
    known = set(first)
    return first, [id_ for id_, _hlc, _leads in rows if id_ not in known]
