"""Importing needs the right to import and the right to what is imported."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.platform.imports.kinds import Kind


def require_import(who: Actor, kind: Kind) -> None:
    if not kind.is_open_to(who):
        raise NotPermitted(
            _("Cần quyền nhập dữ liệu “%(kind)s”. Hãy nhờ người quản trị đơn vị cấp quyền.")
            % {"kind": kind.label}
        )
