"""Drawing forms: a draft is changed, judged whole when it is published, and then never changed again."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.forms import kinds, permissions, queries, sentences, shipped
from tuyen.platform.forms.models import FormVersion
from tuyen.platform.forms.rules import body as bodies
from tuyen.platform.forms.rules.items import BadForm, Form, form_of
from tuyen.platform.forms.xlsform import read_workbook

Status = FormVersion.Status


def draw_form(
    *,
    title: str,
    by: Actor,
    code: str = "",
    kind: str = "",
    body: Mapping[str, Any] | None = None,
) -> FormVersion:
    """A new draft, empty or from a body; its code follows from the title where none is said."""
    permissions.require_manage(by)
    title = _titled(title)
    if kind:
        _require_kind(kind)
        body = {"kind": kind, **(body or {"item": []})}
    code = code or queries.free_code(title)
    _require_own_code(code, by)
    row = FormVersion(
        unit_id=by.unit_id,
        code=code,
        version=queries.newest_version(code) + 1,
        title=title,
        body={**(body or {"item": []}), "title_vi": title},
    )
    _signed(row, by)
    with changes.apply(actor=by, reason="form.draw") as log:
        log.create(row)
    return row


def import_form(*, content: bytes, by: Actor) -> FormVersion:
    """An XLSForm becomes a draft; the same form_id again becomes the next version."""
    permissions.require_manage(by)
    code, body = read_workbook(content)
    former = queries.newest_body(code, by.unit_id)
    body = {name: former[name] for name in ("kind", "level", "for_units") if name in former} | body
    if body.get("kind"):
        _require_kind(str(body["kind"]))
    _judged(body, code)
    return draw_form(title=body["title_vi"], code=code, body=body, by=by)


def copy_form(*, form: Form, by: Actor) -> FormVersion:
    """One's own form, begun from one that ships or from another unit's."""
    title = _("%(title)s (bản của đơn vị)") % {"title": form.title_vi}
    return draw_form(title=title, body=dict(form.body), by=by)


def revise_form(*, version: FormVersion, by: Actor) -> FormVersion:
    """The next version of one's own form; answers of the former keep theirs."""
    permissions.require_change(by, version)
    return draw_form(title=version.title, code=version.code, body=dict(version.body), by=by)


def describe(
    *,
    version: FormVersion,
    title: str,
    kind: str,
    levels: Sequence[Mapping[str, Any]],
    by: Actor,
    about: str = "",
    for_units: Sequence[str] = (),
) -> FormVersion:
    """What the form is called, what and whom it is for, and the words for how many points were reached."""
    _require_draft(version, by)
    if kind and kind != version.body.get("kind"):
        _require_kind(kind)
    said = {"title_vi": _titled(title), "kind": kind, "about_vi": nfc(about)[:1000]}
    lists = {"for_units": list(for_units), "level": [dict(each) for each in levels]}
    body = bodies.described(version.body, said | lists)
    _judged(_with_some_item(body), version.code)
    version.title = said["title_vi"]
    return _changed(version, body, by, "form.describe", "title")


def put_item(
    *,
    version: FormVersion,
    raw: dict[str, Any],
    by: Actor,
    parent: str = "",
    instead_of: str = "",
) -> FormVersion:
    """A question or group added at the end of its group, or changed in its place."""
    _require_draft(version, by)
    try:
        body = bodies.with_item(version.body, raw, parent=parent, instead_of=instead_of)
    except bodies.NoSuchItem:
        raise Refused(_("Nhóm hoặc câu này vừa bị bỏ. Xin tải lại trang."))
    _judged(bodies.filled(body), version.code)
    return _changed(version, body, by, "form.put_item")


def drop_item(*, version: FormVersion, link: str, by: Actor) -> FormVersion:
    _require_draft(version, by)
    body = _moved_or_refused(bodies.without_item, version.body, link)
    if any(True for _each in bodies.walk(body)):
        _judged(bodies.filled(body), version.code)
    return _changed(version, body, by, "form.drop_item")


def move_item(*, version: FormVersion, link: str, places: int, by: Actor) -> FormVersion:
    """Up or down; refused where a question would come before the one it depends on."""
    _require_draft(version, by)
    body = _moved_or_refused(bodies.moved, version.body, link, places)
    _judged(bodies.filled(body), version.code)
    return _changed(version, body, by, "form.move_item")


def publish(*, version: FormVersion, valid_from: dt.date, by: Actor) -> FormVersion:
    """From that day on new answers are given with this version."""
    _require_draft(version, by)
    form = _judged(version.body, version.code)
    if kinds.needs_points(form.kind) and not form.has_scores:
        raise Refused(_("Bài kiểm tra cần ít nhất một câu có điểm, để ra kết quả."))
    if form.levels and not form.has_scores:
        raise Refused(_("Có mức xếp loại nhưng chưa câu nào tính điểm: ghi điểm cho câu trả lời."))
    if valid_from < clock.today():
        raise Refused(_("Ngày bắt đầu dùng không thể ở trước hôm nay."), field="valid_from")
    version.status, version.valid_from = Status.PUBLISHED, valid_from
    _signed(version, by)
    with changes.apply(actor=by, reason="form.publish") as log:
        log.change(version, ["status", "valid_from", "made_by_name", "changed_at"])
    return version


def withdraw(*, version: FormVersion, by: Actor) -> FormVersion:
    """No new answers; the old ones stay readable. A draft nobody wants goes the same way."""
    permissions.require_change(by, version)
    if version.status == Status.WITHDRAWN:
        raise Refused(_("Biểu mẫu này đã thôi dùng."))
    version.status, version.valid_to = Status.WITHDRAWN, clock.today()
    with changes.apply(actor=by, reason="form.withdraw") as log:
        log.change(version, ["status", "valid_to"])
    return version


def _changed(
    version: FormVersion, body: dict[str, Any], by: Actor, reason: str, *further: str
) -> FormVersion:
    version.body = body
    _signed(version, by)
    with changes.apply(actor=by, reason=reason) as log:
        log.change(version, [*further, "body", "made_by_name", "changed_at"])
    return version


def _titled(title: str) -> str:
    if not (told := nfc(title)):
        raise Refused(_("Ghi tên biểu mẫu."), field="title")
    return told[:200]


def _require_kind(kind: str) -> None:
    if kind not in kinds.drawable():
        raise Refused(_("Không có loại biểu mẫu “%(kind)s”.") % {"kind": kind}, field="kind")


def _with_some_item(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A draft without a question yet is judged by its head alone."""
    stand_in = [{"link": "empty", "kind": "display", "label_vi": "–"}]
    return bodies.filled(body) if body.get("item") else {**body, "item": stand_in}


def _signed(version: FormVersion, by: Actor) -> None:
    version.made_by_name, version.changed_at = by.name, clock.now()


def _require_draft(version: FormVersion, by: Actor) -> None:
    permissions.require_change(by, version)
    if version.status != Status.DRAFT:
        raise Refused(_("Phiên bản đã dùng thì không sửa nữa: hãy soạn phiên bản mới."))


def _require_own_code(code: str, by: Actor) -> None:
    is_taken = code in shipped.codes() or queries.is_of_another_unit(code, by.unit_id)
    if is_taken:
        raise Refused(
            _("Mã biểu mẫu “%(code)s” đã có nơi khác dùng: hãy đổi mã (form_id).") % {"code": code},
            field="file",
        )


def _judged(body: Mapping[str, Any], code: str) -> Form:
    try:
        return form_of(body, code=code)
    except BadForm as bad:
        raise Refused(sentences.of_bad_form(bad), code=bad.code) from None


def _moved_or_refused(change: Any, *what: Any) -> dict[str, Any]:
    try:
        body: dict[str, Any] = change(*what)
    except bodies.NoSuchItem:
        raise Refused(_("Câu này vừa bị bỏ. Xin tải lại trang."))
    return body
