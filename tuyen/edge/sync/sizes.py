"""How much is sent at once: more while the line carries it, less when it breaks. No Django here."""

from dataclasses import dataclass

FIRST = 64 * 2**10
MOST = 2**20
LEAST = 4 * 2**10


@dataclass
class BatchSize:
    """Bytes of the next batch."""

    bytes: int = FIRST

    def went_well(self) -> None:
        self.bytes = min(self.bytes * 2, MOST)

    def broke(self) -> None:
        self.bytes = max(self.bytes // 2, LEAST)
