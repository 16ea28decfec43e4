"""What two nodes say to each other. New fields go to the end with a default: an older reader skips them.

`has` is always: the last number of each stream (urgent, normal, history) that the speaker has applied.
"""

from typing import Annotated, Any
from uuid import UUID

import msgspec

from tuyen.edge.sync.batches import Packed

Has = Annotated[list[Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]], msgspec.Meta(max_length=8)]
Fingerprint = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Offset = Annotated[int, msgspec.Meta(ge=0, lt=2**50)]
Word = Annotated[str, msgspec.Meta(max_length=80)]

MOST_PIECE = 2**20


class Hello(msgspec.Struct, array_like=True):
    """Who calls, what it speaks. told: how it is (platform/nodes/hello.py)."""

    told: dict[str, Any]
    wire: tuple[int, int]  # oldest and newest version of the wire
    has: Has


class Welcome(msgspec.Struct, array_like=True):
    """wire: the version to speak from now on; 0 when there is none that both speak."""

    told: dict[str, Any]
    wire: int
    has: Has


class Push(msgspec.Struct, array_like=True):
    """Letters for you, and what I have of yours."""

    batch: Packed
    has: Has


class Pushed(msgspec.Struct, array_like=True):
    """held: bundles kept aside, with the code of the reason; the sender need not send them again."""

    has: Has
    held: Annotated[list[tuple[UUID, Word]], msgspec.Meta(max_length=20_000)] = []


class Pull(msgspec.Struct, array_like=True):
    """budget: most bytes of the reply."""

    has: Has
    budget: Annotated[int, msgspec.Meta(ge=1, le=8 * 2**20)]


class Pulled(msgspec.Struct, array_like=True):
    batch: Packed | None
    has: Has
    more: bool = False
    call: bool = False  # say hello: the facts that I know of you are old
    wants: bool = False  # files that your records name are not here yet


class Ack(msgspec.Struct, array_like=True):
    """What I have of yours, when nothing else is to be said."""

    has: Has


class GetPiece(msgspec.Struct, array_like=True, tag=1):
    """A piece of a file that a record in my mailbox names."""

    bundle_id: UUID
    fingerprint: Fingerprint
    offset: Offset
    most: Annotated[int, msgspec.Meta(ge=1, le=MOST_PIECE)]


class PutPiece(msgspec.Struct, array_like=True, tag=2):
    """A piece of a file that you want; an empty one at the end lets you judge the whole again."""

    fingerprint: Fingerprint
    offset: Offset
    total: Offset
    piece: Annotated[bytes, msgspec.Meta(max_length=MOST_PIECE)]


class AskWants(msgspec.Struct, array_like=True, tag=3):
    """Which files that my records name have not reached you?"""


FileAsked = GetPiece | PutPiece | AskWants


class Piece(msgspec.Struct, array_like=True, tag=1):
    """total: bytes of the whole. refused: why it will never come, a code; then the rest is empty."""

    total: Offset
    piece: Annotated[bytes, msgspec.Meta(max_length=MOST_PIECE)]
    refused: Word = ""


class HasPiece(msgspec.Struct, array_like=True, tag=2):
    """So many bytes are here. is_whole: nothing more is needed."""

    offset: Offset
    is_whole: bool
    refused: Word = ""


class Wants(msgspec.Struct, array_like=True, tag=3):
    wants: Annotated[list[tuple[Fingerprint, Offset]], msgspec.Meta(max_length=200)]


FileAnswer = Piece | HasPiece | Wants
