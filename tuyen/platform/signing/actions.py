"""A paper is issued, then signed by those whom it names. Nothing of it ever changes."""

import datetime as dt
import uuid
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.attachments import rules as files
from tuyen.platform.attachments import store
from tuyen.platform.signing import keys, permissions, queries, rules
from tuyen.platform.signing.events import PaperSigned
from tuyen.platform.signing.models import PaperSignature, SignedPaper
from tuyen.platform.signing.providers import provider

TRIES = 4


@dataclass(frozen=True)
class Wanted:
    """Whose signature: role as a short code, its name for readers, the account where it is known."""

    role: str
    label: str
    account_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Issued:
    """What the paper is. kind, number and unit_name stand on the public page: never a patient."""

    kind: str
    number: str
    day: dt.date
    subject_kind: str
    subject_id: uuid.UUID
    wanted: Sequence[Wanted]
    unit_name: str
    follows_id: uuid.UUID | None = None
    id: uuid.UUID = field(default_factory=uuid7)


def issue(
    *, pdf: bytes, said: Issued, by: Actor, repeat: changes.Repeat | None = None
) -> SignedPaper:
    """The caller has asked whether this person may. An addendum follows a paper that is signed."""
    roles = [each.role for each in said.wanted]
    if not roles or len(set(roles)) < len(roles):
        raise ValueError("a paper wants at least one signature, one of each role")
    if said.follows_id is not None:
        _require_signed(said.follows_id)
    way = provider()
    sealed = way.seal(pdf, said.kind)
    blob = attachments.keep(chunks=[sealed], by=by, taken={files.PDF})
    paper = SignedPaper(
        id=said.id,
        unit_id=by.unit_id,
        unit_name=said.unit_name,
        kind=said.kind,
        number=said.number,
        day=said.day,
        sha256=blob.sha256,
        size_bytes=blob.size_bytes,
        seal=way.name,
        wanted=[_as_row(each) for each in said.wanted],
        subject_kind=said.subject_kind,
        subject_id=said.subject_id,
        follows_id=said.follows_id,
        issued_at=clock.now(),
        issued_by_name=by.name,
    )
    with changes.apply(actor=by, reason="signing.issue", repeat=repeat) as log:
        log.create(paper)
        log.result_id = paper.id
    return paper


def sign(
    *, paper: SignedPaper, role: str, password_is_right: bool, by: Actor, licence: str = ""
) -> PaperSignature:
    """password_is_right: the signer has just typed it again; an open screen signs nothing.

    The bytes are read once more before they are signed for: what was damaged on the disk is not signed.
    """
    permissions.require_sign(by, paper, role)
    if not password_is_right:
        raise Refused(
            _("Mật khẩu không đúng nên chưa ký. Gõ lại mật khẩu của chính bạn."), field="password"
        )
    _require_whole(paper)
    turns = 1
    while True:
        try:
            return _signed_as(paper, role, by, licence)
        except _SomebodySigned:
            if turns == TRIES:
                raise
            turns += 1


class _SomebodySigned(Stale):
    """Another signature came while this one was made: who is the last has to be judged again."""


def _signed_as(paper: SignedPaper, role: str, by: Actor, licence: str) -> PaperSignature:
    key, private = keys.key_of(by)
    is_last = _is_last(paper, role)
    row = PaperSignature(
        id=uuid7(),
        unit_id=paper.unit_id,
        paper=paper,
        role=role,
        account_id=by.account_id,
        name=by.name,
        place=by.unit_name,
        licence=licence,
        signed_at=clock.now(),
        key_id=key.id,
    )
    row.statement = rules.statement(_said(paper, row))
    row.signature = b64encode(private.sign(rules.signed_bytes(row.statement))).decode()
    with changes.apply(actor=by, reason="signing.sign") as log:
        log.check(lambda: _require_as_judged(paper, role, by, is_last))
        log.create(row)
        if is_last:
            log.announce(_signed(paper, row.signed_at))
    return row


def _as_row(each: Wanted) -> dict[str, str]:
    account = str(each.account_id) if each.account_id else ""
    return {"role": each.role, "label": str(each.label), "account_id": account}


def _said(paper: SignedPaper, row: PaperSignature) -> dict[str, str]:
    return {
        "paper": str(paper.id),
        "sha256": paper.sha256,
        "kind": paper.kind,
        "number": paper.number,
        "role": row.role,
        "account": str(row.account_id),
        "name": row.name,
        "place": row.place,
        "licence": row.licence,
        "at": row.signed_at.isoformat(),
        "key": str(row.key_id),
    }


def _require_signed(paper_id: uuid.UUID) -> None:
    first = queries.paper(paper_id)
    if first is None or not queries.is_complete(queries.judged(first)):
        raise Refused(
            _("Giấy đầu chưa đủ chữ ký: ký xong rồi mới lập bản bổ sung."), code="not_signed"
        )


def _require_whole(paper: SignedPaper) -> None:
    try:
        is_whole = store.is_whole(paper.sha256)
    except FileNotFoundError:
        raise Refused(
            _("Tệp của giấy này chưa về máy nên chưa ký được. Xin thử lại khi có mạng."),
            code="away",
        ) from None
    if not is_whole:
        raise Refused(
            _("Tệp trên máy đã khác bản được lập nên không ký. Báo quản trị kiểm tra ổ đĩa."),
            code="damaged",
        )


def _require_as_judged(paper: SignedPaper, role: str, by: Actor, is_last: bool) -> None:
    """Inside the transaction, one signature of a paper after the other: of two who sign at once one
    is the last and tells so, neither none nor both."""
    rows = SignedPaper.objects.filter(pk=paper.id, unit_id=paper.unit_id)
    rows.select_for_update().values_list("id", flat=True).first()
    _require_free(paper, role, by)
    if _is_last(paper, role) != is_last:
        raise _SomebodySigned(_("Người khác vừa ký giấy này. Xin bấm ký lại."))


def _require_free(paper: SignedPaper, role: str, by: Actor) -> None:
    """Inside the transaction: of two who sign at once the first signs; nobody signs in two roles."""
    given = queries.signatures_of(paper)
    if role in given:
        raise Stale(_("%(name)s đã ký ở vai trò này rồi.") % {"name": given[role].name})
    if any(row.account_id == by.account_id for row in given.values()):
        raise Refused(_("Bạn đã ký giấy này ở vai trò khác: mỗi chữ ký là của một người."))


def _is_last(paper: SignedPaper, role: str) -> bool:
    missing = {each["role"] for each in paper.wanted} - set(queries.signatures_of(paper))
    return missing == {role}


def _signed(paper: SignedPaper, at: dt.datetime) -> PaperSigned:
    return PaperSigned(paper.id, paper.subject_kind, paper.subject_id, paper.sha256, at)
