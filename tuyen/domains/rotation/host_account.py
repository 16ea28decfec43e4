"""What a guest may do at the receiving unit: the person's own account has the host's role for its days.

Signed by the sending unit, it still needs the word of the receiving one: charts are opened by whose they are.
"""

import datetime as dt
import uuid

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import from_event
from tuyen.domains.rotation import permissions
from tuyen.domains.rotation.models import RotationTurn, Stage
from tuyen.domains.rotation.rules import TASK_ACCOUNT, TASK_TAKE
from tuyen.platform import changes
from tuyen.platform.access import actions as access
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.platform.nodes.queries import units_worked_for
from tuyen.platform.outbox import deliver
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.models import Task
from tuyen.record.queries.tasks import open_about
from tuyen.registry.facilities.direction import facility_of
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

ROLES = "rotation/host_roles"
TAKEN = ["taken_on", "taken_by_name"]
AT_ONCE = 200


def take(*, turn: RotationTurn, by: Actor) -> RotationTurn:
    """The receiving unit says that it wants this person, and with it opens its charts to them."""
    permissions.require_take(by, turn)
    if turn.stage not in (Stage.PLANNED, Stage.DECIDED) or turn.taken_on is not None:
        raise Refused(_("Đợt luân phiên này đã được nhận, hoặc đã kết thúc."))
    mark_taken(turn, by)
    with deliver.at_once(), changes.apply(actor=by, reason="rotation.take") as log:
        log.change(turn, TAKEN)
        for task in open_about(turn.id, TASK_TAKE):
            log.change(task, mark_done(task, by=by))
    turn.refresh_from_db()
    return turn


def mark_taken(turn: RotationTurn, by: Actor) -> list[str]:
    """Inside another act; answers what changed."""
    turn.taken_on, turn.taken_by_name = clock.today(), by.name
    return TAKEN


def asks_to_take(turn: RotationTurn) -> Task:
    """For the receiving unit, when the decision is signed and it has not said a word yet."""
    said = {"name": turn.name, "day": f"{turn.starts_on:%d/%m/%Y}"}
    title = _("Xác nhận nhận cán bộ luân phiên: %(name)s, từ %(day)s") % said
    return new_task(
        title=title,
        kind=TASK_TAKE,
        due_on=turn.starts_on,
        unit_id=turn.to_unit_id,
        subject_id=turn.id,
    )


def open_role(turn: RotationTurn) -> RotationTurn:
    """Decided and taken: the person's account holds the host's role from the first day to the last. Asked
    on the machine of the host.

    Without an account here, or where the table names no role, the host's administrator has a task.
    """
    if turn.stage != Stage.DECIDED or turn.taken_on is None or turn.role_id is not None:
        return turn
    account, role = account_of(turn), role_at_host(turn)
    at = ScopeNode.objects.filter(unit_id=turn.to_unit_id).first()
    if account is None or not role or at is None:
        _ask_administrator(turn)
        return turn
    given = access.assign_role(account=account, role=role, at=at, by=SYSTEM, days=_days(turn))
    return _note_role(turn, given, SYSTEM)


def create_account(*, turn: RotationTurn, username: str, by: Actor) -> tuple[Account, str]:
    """The host's administrator makes the guest's account, for the days of the turn only; with it the
    first password, shown once."""
    at = _host(turn)
    access.require_account_manager(by, at)
    role = role_at_host(turn)
    if turn.stage != Stage.DECIDED or turn.taken_on is None:
        raise Refused(_("Lập tài khoản khi đã có quyết định và đơn vị nhận đã đồng ý."))
    if account_of(turn) is not None:
        raise Refused(_("Người này đã có tài khoản: giao vị trí ở mục Tài khoản."))
    if not role:
        raise Refused(_("Chưa có vai trò mẫu cho chức danh này: lập ở mục Tài khoản."))
    password = access.first_password()
    account = access.create_account(
        username=username,
        full_name=turn.name,
        role=role,
        at=at,
        password=password,
        by=by,
        staff_id=turn.staff_id,
        days=_days(turn),
    )
    _note_role(turn, RoleAssignment.objects.get(account_id=account.id), by)
    return account, password


def _host(turn: RotationTurn) -> ScopeNode:
    return ScopeNode.objects.get(unit_id=turn.to_unit_id)


def _days(turn: RotationTurn) -> access.Days:
    return access.Days(turn.starts_on, turn.ends_on)


def _note_role(turn: RotationTurn, given: RoleAssignment, by: Actor) -> RotationTurn:
    turn.role_id = given.id
    with changes.apply(actor=by, reason="rotation.account") as log:
        log.change(turn, ["role_id"])
        for task in open_about(turn.id, TASK_ACCOUNT):
            log.change(task, mark_done(task, by=by))
    return turn


def closed_role(turn: RotationTurn, last: dt.date) -> RoleAssignment | None:
    """The role with its end moved to this day, for `log.change(role, ["valid_to"])`; None when it
    ended before."""
    given = RoleAssignment.objects.filter(pk=turn.role_id).first() if turn.role_id else None
    if given is None or (given.valid_to is not None and given.valid_to <= last):
        return None
    given.valid_to = last
    return given


def account_of(turn: RotationTurn) -> Account | None:
    """The person's account on this node, in use."""
    return Account.objects.filter(staff_id=turn.staff_id, is_active=True).order_by("id").first()


def role_at_host(turn: RotationTurn) -> str:
    """The role of such a profession at such a unit; empty when the table has none."""
    member = StaffMember.objects.filter(pk=turn.staff_id).first()
    host = Unit.objects.filter(pk=facility_of(turn.to_unit_id)).first()
    if member is None or host is None:
        return ""
    for row in rulebook.on(ROLES, turn.starts_on).rows:
        if host.kind in row["unit_kinds"] and member.profession in row["professions"]:
            return str(row["role"])
    return ""


def _ask_administrator(turn: RotationTurn) -> None:
    """Once; whoever manages accounts at the host, or at the nearest unit above that has somebody."""
    if Task.objects.filter(subject_id=turn.id, kind=TASK_ACCOUNT).exists():
        return
    unit_id, role = administrator_of(turn.to_unit_id)
    said = {"name": turn.name, "day": f"{turn.starts_on:%d/%m/%Y}"}
    title = _("Lập tài khoản cho cán bộ luân phiên: %(name)s, từ %(day)s") % said
    task = new_task(
        title=title,
        kind=TASK_ACCOUNT,
        due_on=max(turn.starts_on, clock.today()),
        unit_id=unit_id,
        subject_id=turn.id,
        role=role,
    )
    task.id = from_event(turn.id, TASK_ACCOUNT)  # two machines may work for the unit
    with changes.apply(actor=SYSTEM, reason="rotation.ask_account") as log:
        log.create(task)


def administrator_of(unit_id: uuid.UUID) -> tuple[uuid.UUID, str]:
    """(unit, role) of the nearest account manager; the unit itself and no role when there is none."""
    today = clock.today()
    node = ScopeNode.objects.get(unit_id=unit_id)
    names = [each for each in node.path.split("/") if each]
    paths = ["/" + "/".join(names[: n + 1]) + "/" for n in range(len(names))]
    above = dict(ScopeNode.objects.filter(path__in=paths).values_list("unit_id", "path"))
    known = rulebook.on("roles", today)["role"]
    managers = [code for code, row in known.items() if "account.manage" in row["permissions"]]
    posts = RoleAssignment.objects.filter(
        unit_id__in=above, role__in=managers, valid_from__lte=today
    ).exclude(valid_to__lt=today)
    held = sorted(posts, key=lambda post: len(above[post.unit_id]), reverse=True)
    for post in held:
        if post.unit_id == unit_id or known[post.role].get("scope") == "subtree":
            return post.unit_id, post.role
    return unit_id, ""


def waiting_for_account(on: dt.date) -> list[RotationTurn]:
    """Decided, taken, not over, and no role yet: the person's account may have come meanwhile."""
    rows = RotationTurn.objects.filter(
        stage=Stage.DECIDED, taken_on__isnull=False, role_id__isnull=True, ends_on__gte=on
    ).filter(to_unit_id__in=units_worked_for())
    return list(rows.order_by("starts_on", "id")[:AT_ONCE])


def role_label(role: str) -> str:
    """In the reader's language; empty for no role."""
    named = rulebook.on("roles", clock.today())["role"].get(role, {"label_vi": role})
    return rulebook.label(named, get_language() or "vi")


def sign_in_words(turn: RotationTurn) -> tuple[str, str]:
    """What the page says of the account, and its tone."""
    if turn.role_id is not None:
        given = RoleAssignment.objects.filter(pk=turn.role_id).first()
        if given is not None:
            return _("%(role)s, từ %(first)s đến %(last)s") % {
                "role": role_label(given.role),
                "first": f"{given.valid_from:%d/%m/%Y}",
                "last": f"{given.valid_to:%d/%m/%Y}" if given.valid_to else "…",
            }, "good"
    if turn.stage in (Stage.ENDED, Stage.CANCELLED):
        return _("Không mở"), "neutral"
    if turn.stage == Stage.PLANNED:
        return _("Mở khi có quyết định và nơi nhận đồng ý"), "neutral"
    if turn.taken_on is None:
        return _("Chờ nơi nhận đồng ý"), "warn"
    return _("Chưa có tài khoản; người quản trị nơi nhận đã được giao việc"), "warn"


def require_manager(by: Actor, turn: RotationTurn) -> None:
    if not may_create(by, turn):
        raise NotPermitted(_("Tài khoản do người quản trị của đơn vị nhận lập."))


def may_create(who: Actor, turn: RotationTurn) -> bool:
    return who.may("account.manage") and who.covers(_host(turn).path)
