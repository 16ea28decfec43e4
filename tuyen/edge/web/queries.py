"""What the administration pages show."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.platform.access.actions import may_grant
from tuyen.platform.access.chart_access import Ground, telling_units
from tuyen.platform.access.models import (
    AccountAct,
    BreakGlass,
    CareLink,
    CompartmentGrant,
    ReadLog,
    RoleAssignment,
    ScopeNode,
)
from tuyen.platform.accounts.models import Account
from tuyen.platform.changes.history import histories_of
from tuyen.record.queries.leaves import due_of, people_of
from tuyen.registry.persons.models import Person

ARRIVALS_KEPT = dt.timedelta(days=60)
ACTS_SHOWN = 30


@dataclass(frozen=True)
class PostRow:
    """One post as a page shows it."""

    post: RoleAssignment
    role: str
    unit: str

    @property
    def is_held(self) -> bool:
        return self.post.valid_to is None or self.post.valid_to >= clock.today()


def role_labels() -> dict[str, str]:
    """Role codes and their names, as in the rulebook today."""
    roles = rulebook.on("roles", clock.today())["role"]
    return {code: rulebook.label(role, _language()) for code, role in roles.items()}


def compartment_labels() -> dict[str, str]:
    rows = rulebook.on("compartments", clock.today()).rows
    return {row["code"]: rulebook.label(row, _language()) for row in rows}


def _language() -> str:
    return (get_language() or "vi")[:2]


def grantable(who: Actor) -> dict[str, str]:
    """Compartments that this actor may open to others."""
    return {code: label for code, label in compartment_labels().items() if may_grant(who, code)}


def nodes_managed_by(who: Actor) -> QuerySet[ScopeNode]:
    """My unit and everything below it."""
    return ScopeNode.objects.filter(path__startswith=who.path).order_by("path")


def accounts_managed_by(who: Actor, text: str = "") -> QuerySet[Account]:
    """Accounts with a post inside my units, by name; `text` narrows by name or sign-in."""
    units = nodes_managed_by(who).values("unit_id")
    posts = RoleAssignment.objects.filter(unit_id__in=units).values("account_id")
    found = Account.objects.filter(pk__in=posts).order_by("full_name", "username")
    for word in text.split():
        found = found.filter(Q(full_name__icontains=word) | Q(username__icontains=fold(word)))
    return found


def posts_of_accounts(accounts: list[Account]) -> dict[uuid.UUID, list[PostRow]]:
    """Posts of these accounts with role and unit in words; one statement for all."""
    posts = RoleAssignment.objects.filter(account_id__in=[a.pk for a in accounts]).order_by("id")
    names = _unit_names(post.unit_id for post in posts)
    labels = role_labels()
    rows: dict[uuid.UUID, list[PostRow]] = {account.pk: [] for account in accounts}
    for post in posts:
        rows[post.account_id].append(
            PostRow(post, labels.get(post.role, post.role), names.get(post.unit_id, "—"))
        )
    return rows


def grants_of(account: Account) -> list[dict[str, Any]]:
    labels = compartment_labels()
    given = CompartmentGrant.objects.filter(account_id=account.pk).order_by("-id")
    today = clock.today()
    return [
        {
            "grant": row,
            "label": labels.get(row.compartment, row.compartment),
            "is_held": row.valid_to is None or row.valid_to >= today,
        }
        for row in given
    ]


def acts_on(account: Account, who: Actor) -> list[dict[str, Any]]:
    """What was done to the account, newest first: when, by whom, why."""
    acts = list(AccountAct.objects.filter(account_id=account.pk).order_by("-id")[:ACTS_SHOWN])
    told = [
        (entry, act)
        for room in ("access", "rescue")
        for act, entry in histories_of(acts, who, room=room)
    ]
    told.sort(key=lambda each: each[0].at, reverse=True)
    words = _act_words()
    return [
        {
            "at": entry.at,
            "who": entry.actor_name,
            "what": words.get(act.act, act.act),  # type: ignore[attr-defined]
            "why": entry.why,
        }
        for entry, act in told
    ]


def _act_words() -> dict[str, str]:
    return {
        "created": _("Lập tài khoản"),
        "password_reset": _("Đặt lại mật khẩu"),
        "disabled": _("Khóa tài khoản"),
        "enabled": _("Mở lại tài khoản"),
        "key_issued": _("Cấp khóa cho chương trình"),
        "key_revoked": _("Thu hồi khóa của chương trình"),
        "password_by_code": _("Đặt mật khẩu mới bằng mã của tuyến trên"),
        "factors_by_code": _("Bỏ bước xác nhận thứ hai bằng mã của tuyến trên"),
        "unlocked_by_code": _("Mở khóa đăng nhập bằng mã của tuyến trên"),
        "created_by_code": _("Lập tài khoản bằng mã của tuyến trên"),
    }


def leaf_rows(leaves: list[BreakGlass], who: Actor) -> list[dict[str, Any]]:
    """Leaves with the person's name (as far as `who` may know it) and the unit's."""
    people = people_of(leaves, who)
    units = _unit_names(leave.unit_id for leave in leaves)
    due = due_of(leaves)
    today = clock.today()
    return [
        {
            "leave": leave,
            "due_on": due.get(leave.pk),
            "is_late": leave.reviewed_at is None and due.get(leave.pk, today) < today,
            "person": people[leave.pk].name if leave.pk in people else "",
            "unit": units.get(leave.unit_id, "—"),
        }
        for leave in leaves
    ]


def reads_after_arrival(who: Actor) -> QuerySet[ReadLog]:
    """Charts that were read at my units because the person was received there, though no visit
    followed and the unit has no other tie to the person; up to yesterday, newest first (ADR 0013)."""
    ties = CareLink.objects.filter(patient_id=OuterRef("patient_id"), unit_id=OuterRef("unit_id"))
    today = clock.start_of(clock.today())
    reads = ReadLog.objects.filter(
        Exists(ties.filter(kind="present")),
        ~Exists(ties.exclude(kind="present")),
        unit_id__in=nodes_managed_by(who).values("unit_id"),
        ground=Ground.CARE,
        at__lt=today,
        at__gte=today - ARRIVALS_KEPT,
    )
    return reads.order_by("-at", "id")


def arrival_rows(reads: list[ReadLog], who: Actor) -> list[dict[str, Any]]:
    """Each reading with the reader's name, the unit's and, as far as `who` may know it, the person's."""
    people = Person.objects.filter(pk__in={read.patient_id for read in reads})
    names = {person.pk: person.name for person in people if who.sees(person.compartment)}
    telling = set(telling_units(who).values_list("unit_id", flat=True))
    accounts = Account.objects.in_bulk({read.account_id for read in reads})
    units = _unit_names(read.unit_id for read in reads)
    return [
        {
            "read": read,
            "person": "" if read.unit_id in telling else names.get(read.patient_id, ""),
            "account": accounts[read.account_id].full_name if read.account_id in accounts else "—",
            "unit": units.get(read.unit_id, "—") if read.unit_id else "—",
        }
        for read in reads
    ]


def reader_rows(patient_ids: list[uuid.UUID]) -> list[dict[str, Any]]:
    """Who read this record, newest first, with names of accounts and units."""
    reads = list(ReadLog.objects.filter(patient_id__in=patient_ids).order_by("-at")[:300])
    accounts = Account.objects.filter(pk__in={read.account_id for read in reads})
    names = {account.pk: account.full_name for account in accounts}
    units = _unit_names(read.unit_id for read in reads if read.unit_id)
    return [
        {
            "read": read,
            "account": names.get(read.account_id, "—"),
            "unit": units.get(read.unit_id, "—") if read.unit_id else "—",
        }
        for read in reads
    ]


def _unit_names(unit_ids: Any) -> dict[uuid.UUID, str]:
    found = ScopeNode.objects.filter(unit_id__in=set(unit_ids))
    return dict(found.values_list("unit_id", "name"))
