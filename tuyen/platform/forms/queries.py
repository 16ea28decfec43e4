"""Which form is meant: by code and day for a new answer, by code and version for an old one."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, whole_number
from tuyen.platform.forms import kinds, shipped
from tuyen.platform.forms.models import FormVersion
from tuyen.platform.forms.rules.body import filled
from tuyen.platform.forms.rules.items import Form, form_of

Status = FormVersion.Status


class NoForm(Refused):
    """No version of this form is in use on that day."""

    status = 404


def find(code: str, *, on: dt.date | None = None) -> Form:
    """The form in use on the day. Raises NoForm."""
    day = on or clock.today()
    if form := shipped.on(code, day):
        return form
    since = Q(valid_from=None) | Q(valid_from__lte=day)
    until = Q(valid_to=None) | Q(valid_to__gte=day)
    rows = FormVersion.objects.filter(since, until, code=code, status=Status.PUBLISHED)
    row = rows.order_by("-version", "id").first()
    if row is None:
        raise NoForm(_("Không có biểu mẫu “%(code)s” đang dùng vào ngày này.") % {"code": code})
    return form_from(row)


def kept(code: str, version: str) -> Form:
    """The form with which an old answer was given. Raises NoForm when this node does not hold it."""
    if form := shipped.kept(code, version):
        return form
    rows = FormVersion.objects.filter(code=code).exclude(status=Status.DRAFT)
    number = whole_number(version)
    row = rows.filter(version=number).order_by("id").first() if number is not None else None
    if row is None:
        raise NoForm(_("Máy này chưa có phiên bản biểu mẫu mà phiếu đã dùng."))
    return form_from(row)


def form_from(row: FormVersion) -> Form:
    """The form of a row; a version never changes once published, a draft carries its clock."""
    return _form_from(row.id, row.hlc, _Row(row))


class _Row:
    """The row itself beside its key: rows compare by id, which is all the cache needs."""

    def __init__(self, row: FormVersion) -> None:
        self.row = row

    def __hash__(self) -> int:
        return hash(self.row.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Row) and other.row.id == self.row.id


@lru_cache(maxsize=128)
def _form_from(_id: uuid.UUID, _hlc: int, held: _Row) -> Form:
    row = held.row
    body = filled(row.body) if row.status == Status.DRAFT else row.body
    return form_of(body, code=row.code, version=str(row.version), id=row.id)


def drawn_forms(who: Actor) -> QuerySet[FormVersion]:
    """Published ones of everybody, drafts of one's own unit; newest first."""
    mine = Q(unit_id=who.unit_id)
    found = FormVersion.objects.filter(mine | ~Q(status=Status.DRAFT))
    return found.order_by("title", "-version", "id")


def shipped_forms(on: dt.date) -> list[Form]:
    """The versions in force of every form that ships, by title."""
    found = [form for code in shipped.codes() if (form := shipped.on(code, on))]
    return sorted(found, key=lambda form: form.title_vi)


def newest_version(code: str) -> int:
    """0 for a code that nobody has drawn."""
    found = FormVersion.objects.filter(code=code).aggregate(newest=Max("version"))["newest"]
    return int(found or 0)


def is_of_another_unit(code: str, unit_id: uuid.UUID) -> bool:
    return FormVersion.objects.filter(code=code).exclude(unit_id=unit_id).exists()


def free_code(title: str) -> str:
    """A code after the words of the title, with a number where it is taken."""
    stem = re.sub(r"[^a-z0-9]+", "_", fold(title)).strip("_")[:50] or "bieu_mau"
    taken = {*shipped.codes(), *FormVersion.objects.values_list("code", flat=True).distinct()}
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code


def newest_body(code: str, unit_id: uuid.UUID) -> dict[str, Any]:
    """The body of the last version that the unit drew; empty for a new code."""
    rows = FormVersion.objects.filter(code=code, unit_id=unit_id).order_by("-version", "id")
    return dict(rows.values_list("body", flat=True).first() or {})


def in_use(on: dt.date, kind: str = "") -> list[Form]:
    """Forms in use on the day, of one kind or of all, by title: what ships and what was drawn."""
    ours = (form for form in shipped_forms(on) if kind in ("", form.kind))
    found = {form.code: form for form in (*_drawn_on(on, kind), *ours)}
    return sorted(found.values(), key=lambda form: form.title_vi)


def _drawn_on(on: dt.date, kind: str) -> Iterator[Form]:
    """The newest published version of each drawn form."""
    since = Q(valid_from=None) | Q(valid_from__lte=on)
    until = Q(valid_to=None) | Q(valid_to__gte=on)
    rows = FormVersion.objects.filter(since, until, status=Status.PUBLISHED)
    newest = {row.code: row for row in rows.order_by("version", "id")}
    rows_of_kind = (row for row in newest.values() if kind in ("", row.body.get("kind", "")))
    return map(form_from, rows_of_kind)


def drawn_by() -> dict[str, uuid.UUID]:
    """The unit that drew each form, by code."""
    rows = FormVersion.objects.exclude(status=Status.DRAFT)
    return dict(rows.values_list("code", "unit_id"))


def versions_of(code: str) -> list[dict[str, Any]]:
    """Versions that ship or were put to use, the newest first; drafts are their unit's alone."""
    names = ("version", "status", "valid_from", "valid_to", "unit_id")
    rows = FormVersion.objects.filter(code=code).exclude(status=Status.DRAFT)
    drawn = [
        {name: getattr(row, name) for name in names} | {"version": str(row.version)}
        for row in rows.order_by("-version", "id")
    ]
    ours = {"status": Status.PUBLISHED.value, "unit_id": None}
    ships = [
        {
            "version": shipped.version_of(rule),
            "valid_from": rule.valid_from,
            "valid_to": rule.valid_to,
            **ours,
        }
        for rule in reversed(shipped.versions(code))
    ]
    return [*drawn, *ships]


def choices(kind: str, *, now: str = "") -> list[tuple[str, str]]:
    """Code and title of the forms of one kind; `now`: what is chosen already stays, whatever became of it."""
    language = get_language() or "vi"
    found = [(form.code, form.title(language)) for form in in_use(clock.today(), kind)]
    if now and now not in {code for code, _title in found}:
        found.append((now, now))
    return found


def find_of_kind(kind: str, code: str, *, on: dt.date | None = None) -> Form:
    """The form in use, which must be of this kind. Raises Refused."""
    form = find(code, on=on)
    if form.kind != kind:
        said = {"title": form.title_vi, "kind": kinds.labels().get(kind, kind)}
        raise Refused(
            _("“%(title)s” không thuộc loại “%(kind)s”: chọn biểu mẫu khác.") % said,
            field="form_code",
        )
    return form
