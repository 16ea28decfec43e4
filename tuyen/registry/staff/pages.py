"""What the staff pages show."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.changes import history
from tuyen.platform.changes.node import node_words
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.staff import permissions, queries, rules, titles
from tuyen.registry.staff.models import Licence, QualificationKind, Sex, StaffMember

WARN_DAYS = 60
MOST_ACTS = 50
UNSAID = {"id", "name_fold", "name_key", "unit_id", "staff_id", "is_main"}


def list_rows(members: list[StaffMember], day: dt.date) -> list[dict[str, Any]]:
    """A line a person: main post, unit, licence; three statements for the page."""
    posts = queries.posts_of(members, day)
    licences = queries.licences_of(members)
    units = names_of(post.unit_id for held in posts.values() for post in held)
    labels = titles.profession_labels()
    return [
        {
            "member": member,
            "profession": labels.get(member.profession, ""),
            "post": next(iter(posts[member.id]), None),
            "unit": units.get(posts[member.id][0].unit_id, "") if posts[member.id] else "",
            "licence": licence_row(licences[member.id], member, day),
        }
        for member in members
    ]


def licence_row(licences: Iterable[Licence], member: StaffMember, day: dt.date) -> dict[str, Any]:
    """The newest licence, and what to say of it: valid, ending soon, over, or missing."""
    newest = next(iter(licences), None)
    if newest is None:
        needed = member.profession in titles.licensed_professions()
        return {"number": "", "state": "missing" if needed else ""}
    state = "valid"
    if rules.ends_soon(newest.valid_to, day, WARN_DAYS):
        state = "over" if rules.ends_soon(newest.valid_to, day, -1) else "soon"
    return {"number": newest.number, "state": state, "valid_to": newest.valid_to}


def member_page(member: StaffMember, who: Actor) -> dict[str, Any]:
    """A person's posts, licences and certificates, and what the licences allow today."""
    day = clock.today()
    posts = list(queries.career_of(member))
    units = Unit.objects.in_bulk({post.unit_id for post in posts} | {member.unit_id})
    licences = queries.licences_of([member])[member.id]
    held = [rules.Held(x.profession, x.scope, x.issued_on, x.valid_to) for x in licences]
    kinds = rules.prescribes(held, day, titles.prescribing_rows(day))
    return {
        "member": member,
        "profession": titles.profession_labels().get(member.profession, ""),
        "professions": titles.profession_labels(),
        "scopes": titles.scope_labels(),
        "posts": [
            {
                "post": post,
                "unit": units.get(post.unit_id),
                "is_held": post.valid_to is None or post.valid_to >= day,
            }
            for post in posts
        ],
        "licences": [(x, h.is_valid(day)) for x, h in zip(licences, held, strict=True)],
        "qualifications": list(queries.qualifications_of(member)),
        "prescribes": [
            label for code, label in titles.prescription_labels().items() if code in kinds
        ],
        "may_link": permissions.may_link(who),
        "account": queries.account_of(member),
        "may_manage": any(permissions.may_manage_at(who, unit) for unit in units.values()),
    }


def history_rows(member: StaffMember, who: Actor) -> list[dict[str, Any]]:
    """The last acts on the person and on posts, licences and certificates, for the history component."""
    rows: list[Any] = [
        member,
        *queries.licences_of([member])[member.id],
        *queries.career_of(member),
        *queries.qualifications_of(member),
    ]
    told = history.histories_of(rows, who, room="staff")[:MOST_ACTS]
    words_of = node_words()
    return [
        {
            "at": entry.at,
            "who": entry.actor_name,
            "why": entry.why,
            "node": words_of(entry.node_id),
            "fields": [
                (
                    _label(row, change),
                    _said(change.name, change.old),
                    _said(change.name, change.new),
                )
                for change in entry.changes
                if change.name not in UNSAID and (change.old or change.new)
            ],
        }
        for row, entry in told
    ]


def _label(row: Any, change: history.FieldChange) -> str:
    """Which paper or post is meant, and what of it."""
    if isinstance(row, StaffMember):
        return change.label
    return f"{row._meta.verbose_name}, {change.label.lower()}"


def _said(name: str, value: Any) -> Any:
    """A code as people read it."""
    lists = {"profession": titles.profession_labels, "scope": titles.scope_labels}
    choices = {"sex": Sex.choices, "kind": QualificationKind.choices}
    if name in lists:
        return lists[name]().get(value, value)
    if name in choices:
        return dict(choices[name]).get(value, value)
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return value
