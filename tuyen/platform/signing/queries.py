"""Papers and what their signatures are worth, checked anew each time."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from tuyen.platform.signing import rules
from tuyen.platform.signing.models import PaperSignature, SignedPaper, SigningKey
from tuyen.platform.signing.rules import Verdict


@dataclass(frozen=True)
class Judged:
    """A wanted signature: what it says, what it is worth; no signature yet: verdict None."""

    role: str
    label: str
    account_id: str
    signature: PaperSignature | None
    verdict: Verdict | None

    @property
    def holds(self) -> bool:
        return self.verdict == Verdict.HOLDS


def paper(paper_id: uuid.UUID) -> SignedPaper | None:
    found: SignedPaper | None = SignedPaper.objects.filter(pk=paper_id).first()
    return found


def papers_about(kind: str, subject_id: uuid.UUID) -> list[SignedPaper]:
    """All papers of a subject, oldest first: the first and its addenda."""
    rows = SignedPaper.objects.filter(subject_kind=kind, subject_id=subject_id)
    return list(rows.order_by("issued_at"))


def addenda(of: SignedPaper) -> list[SignedPaper]:
    return list(SignedPaper.objects.filter(follows_id=of.id).order_by("issued_at"))


def signatures_of(of: SignedPaper) -> dict[str, PaperSignature]:
    rows = PaperSignature.objects.filter(paper=of, unit_id=of.unit_id, paper__unit_id=F("unit_id"))
    return {row.role: row for row in rows}


def judged(of: SignedPaper) -> list[Judged]:
    """Every wanted signature with its verdict."""
    given = signatures_of(of)
    keys = _keys(row.key_id for row in given.values())
    found = []
    for each in of.wanted:
        row = given.get(each["role"])
        worth = None if row is None else _worth(of, row, keys.get(row.key_id))
        found.append(Judged(each["role"], each["label"], each["account_id"], row, worth))
    return found


def is_complete(found: Iterable[Judged]) -> bool:
    """Every wanted signature is there and holds."""
    rows = list(found)
    return bool(rows) and all(row.holds for row in rows)


def _keys(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, SigningKey]:
    return {row.id: row for row in SigningKey.objects.filter(pk__in=set(ids))}


def _worth(of: SignedPaper, row: PaperSignature, key: SigningKey | None) -> Verdict:
    if key is not None and key.account_id != row.account_id:
        return Verdict.UNKNOWN_KEY
    return rules.verdict(
        text=row.statement,
        signature=row.signature,
        public_key=key.public_key if key else "",
        sha256=of.sha256,
        signed_at=row.signed_at,
        ended_at=key.ended_at if key else None,
    )
