"""Letting machines in, stopping them, shutting out what was stolen: each act with its author in the log."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import bundles, node
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.nodes import acts, enrolment, marks, permissions, rules
from tuyen.platform.nodes.models import Invitation, Peer, Role, State
from tuyen.platform.nodes.refusals import NotHeard


def issue_code(
    *,
    unit_id: UUID,
    compartments: Iterable[str] = (),
    is_hub: bool = False,
    for_node: Peer | None = None,
    by: Actor,
) -> tuple[Invitation, str]:
    """A code that lets one machine of this unit ask, once, for two days; it is shown once.

    for_node: a machine of ours that was restored without its key; it may come back with a new one.
    """
    at = ScopeNode.objects.filter(unit_id=unit_id).first()
    if at is None:
        raise Refused(_("Không có đơn vị này."), field="unit")
    permissions.require_manage(by, at.path)
    if for_node is not None:
        permissions.require_manage(by, for_node.path)
    opened = sorted(set(compartments))
    for each in opened:
        _require_known(each)
        permissions.require_grant(by, at.path, each)
    code = enrolment.new_code()
    row = Invitation(
        locator=code.locator,
        proof_key=code.proof_key,
        unit_id=at.unit_id,
        unit_name=at.name,
        path=at.path,
        chain=at.chain,
        compartments=opened,
        is_hub=is_hub,
        for_node=for_node.id if for_node else None,
        issued_by=by.account_id,
        issued_by_name=by.name,
        expires_at=clock.now() + enrolment.expiry(),
    )
    with write_turn():
        row.save(force_insert=True)
    acts.write_invitation(row, "invited", by=by)
    return row, code.text


def withdraw_code(*, invitation: Invitation, by: Actor) -> None:
    permissions.require_manage(by, invitation.path)
    with write_turn():
        Invitation.objects.filter(pk=invitation.pk, withdrawn_at=None).update(
            withdrawn_at=clock.now()
        )
    acts.write_invitation(invitation, "uninvited", by=by)


def approve(*, peer: Peer, heard: str, by: Actor) -> None:
    """Let a waiting machine in. heard: the twenty digits as somebody at that machine read them out."""
    permissions.require_manage(by, peer.path)
    _require_state(peer, State.PENDING)
    groups = rules.fingerprint(node.public_key(), bytes(peer.public_key))
    if not rules.is_same_fingerprint(heard, groups):
        raise _misread(peer, by)
    slot, number, mark = marks.for_child(peer)
    _become(
        peer,
        State.PENDING,
        state=State.ACTIVE,
        slot=slot,
        mark=mark,
        mark_number=number,
        mark_epoch=peer.epoch,
        enrolled_at=clock.now(),
        approved_by=by.account_id,
        approved_by_name=by.name,
        flagged="",
    )
    acts.write(peer, "approved", by=by)


def _misread(peer: Peer, by: Actor) -> Refused:
    """A typing slip is one thing; five of them are a machine that is not the one on the telephone."""
    with write_turn():
        Peer.objects.filter(pk=peer.pk).update(wrong_readings=F("wrong_readings") + 1)
    peer.refresh_from_db(fields=["wrong_readings"])
    acts.write(peer, "misread", by=by)
    if peer.wrong_readings >= rules.WRONG_TRIES:
        _turn_away(peer, _("Dãy số đối chiếu sai nhiều lần."), by)
        return Refused(
            _("Dãy số sai năm lần nên máy này bị từ chối. Cấp mã mới rồi ghép lại từ đầu."),
            field="heard",
        )
    return Refused(
        _("Dãy số không giống. Nhờ người ở máy kia đọc lại cả năm nhóm; sai nữa thì từ chối máy."),
        field="heard",
    )


def reject(*, peer: Peer, why: str, by: Actor) -> None:
    """A machine that nobody knows, or that was moved by mistake; it needs a new code to ask again."""
    permissions.require_manage(by, peer.path)
    _require_why(why)
    _require_state(peer, State.PENDING)
    _turn_away(peer, why, by)


def _turn_away(peer: Peer, why: str, by: Actor) -> None:
    """A machine never let in leaves only its trace in the log; one that was in before is shut out."""
    acts.write(peer, "rejected", by=by, why=why)
    if peer.enrolled_at:
        _become(peer, State.PENDING, state=State.LOST, lost_at=clock.now())
        return
    with write_turn():
        Peer.objects.filter(pk=peer.pk, state=State.PENDING).delete()


def suspend(*, peer: Peer, why: str, by: Actor) -> None:
    """Nothing is taken from it and nothing given to it until somebody resumes it."""
    _shut(
        peer,
        (State.ACTIVE,),
        "suspended",
        why,
        by,
        state=State.SUSPENDED,
        suspended_at=clock.now(),
    )


def resume(*, peer: Peer, by: Actor) -> None:
    permissions.require_manage(by, peer.path)
    _require_state(peer, State.SUSPENDED)
    _become(peer, State.SUSPENDED, state=State.ACTIVE, suspended_at=None, flagged="")
    acts.write(peer, "resumed", by=by)


def report_lost(*, peer: Peer, why: str, by: Actor) -> None:
    """Stolen or gone: never heard again, under no state. What it held: queries.exposed_patients."""
    states = (State.PENDING, State.ACTIVE, State.SUSPENDED)
    _shut(peer, states, "lost", why, by, state=State.LOST, lost_at=clock.now())


def grant_compartment(*, peer: Peer, compartment: str, why: str, by: Actor) -> None:
    """From now on records of this compartment go to the machine as well."""
    _require_known(compartment)
    permissions.require_grant(by, peer.path, compartment)
    _require_why(why)
    _set_compartments(peer, {*peer.compartments, compartment})
    acts.write(peer, f"open_{compartment}", by=by, why=why)


def withdraw_compartment(*, peer: Peer, compartment: str, why: str, by: Actor) -> None:
    """Nothing more of it is sent; what the machine holds already is taken back by `forget`."""
    permissions.require_grant(by, peer.path, compartment)
    _require_why(why)
    _set_compartments(peer, {*peer.compartments} - {compartment})
    acts.write(peer, f"close_{compartment}", by=by, why=why)


def clear_flag(*, peer: Peer, by: Actor) -> None:
    """Somebody has looked at it."""
    permissions.require_manage(by, peer.path)
    with write_turn():
        Peer.objects.filter(pk=peer.pk).update(flagged="")
    acts.write(peer, "looked_at", by=by, why=peer.flagged)


def name_node(*, name: str, by: Actor) -> None:
    """What this machine is called on the page of its hub."""
    permissions.require_here(by)
    if not name.strip():
        raise Refused(_("Xin ghi tên máy."), field="name")
    here = node.this_node()
    here.name = name.strip()[:120]
    with write_turn():
        here.save(update_fields=["name"])


def leave(*, by: Actor) -> None:
    """This machine works alone from now on. The hub keeps what it has; what waits here stays here."""
    permissions.require_here(by)
    upstream = Peer.objects.filter(role=Role.UPSTREAM).first()
    if upstream is None:
        raise NotHeard("not_enrolled")
    acts.write(upstream, "left", by=by)
    here = node.this_node()
    here.is_enrolled = False
    with write_turn():
        Peer.objects.filter(pk=upstream.pk).delete()
        here.save(update_fields=["is_enrolled"])


def belong_to(*, chain: str, by: Actor) -> None:
    """Which chain this machine stands in: said by its people at the topmost hub, by its hub elsewhere."""
    permissions.require_here(by)
    here = node.this_node()
    here.chain = chain.strip()[:20]
    with write_turn():
        here.save(update_fields=["chain"])


def put_clock_right(*, why: str, by: Actor) -> int:
    """The machine's clock had run ahead and is right now: how many milliseconds it had been ahead."""
    permissions.require_here(by)
    _require_why(why)
    ahead = bundles.put_clock_right()
    upstream = Peer.objects.filter(role=Role.UPSTREAM).first()
    if ahead and upstream is not None:
        acts.write(upstream, "clock", by=by, why=why)
    return ahead


def _shut(
    peer: Peer, states: tuple[State, ...], act: str, why: str, by: Actor, **facts: Any
) -> None:
    permissions.require_manage(by, peer.path)
    _require_why(why)
    _require_state(peer, *states)
    _become(peer, *states, **facts)
    acts.write(peer, act, by=by, why=why)


def _require_why(why: str) -> None:
    if not why.strip():
        raise Refused(_("Xin ghi lý do."), field="why")


def _require_known(compartment: str) -> None:
    rows = rulebook.on("compartments", clock.today()).rows
    if compartment not in {row["code"] for row in rows}:
        raise Refused(_("Không có loại dữ liệu nhạy cảm này."), field="compartment")


def _require_state(peer: Peer, *states: State) -> None:
    if peer.role != Role.CHILD or peer.state not in states:
        raise Refused(
            _("Máy này đang ở trạng thái “%(state)s” nên không làm được việc đó.")
            % {"state": peer.get_state_display()}
        )


def _become(peer: Peer, *states: State, **facts: Any) -> None:
    """Only from the state that was judged: of two people who act at once, one is told to look again."""
    with write_turn():
        if not Peer.objects.filter(pk=peer.pk, state__in=states).update(**facts):
            raise Stale(_("Người khác vừa đổi trạng thái máy này. Xin tải lại trang."))
    peer.refresh_from_db()


def _set_compartments(peer: Peer, opened: set[str]) -> None:
    with write_turn():
        Peer.objects.filter(pk=peer.pk).update(compartments=sorted(opened))
    peer.refresh_from_db(fields=["compartments"])
