"""Stations, numbers and codes as the pages show them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.rescue import rules
from tuyen.platform.rescue.models import CodeGiven, KnownStation, Question, UpperTier

UNITS_OFFERED = 500


def purpose_words() -> dict[str, str]:
    return {
        "password": _("Quên mật khẩu"),
        "second_factor": _("Mất điện thoại hoặc khóa xác nhận thứ hai"),
        "unlock": _("Bị khóa vì gõ sai mật khẩu"),
        "create": _("Lập tài khoản mới"),
    }


def known_by_words() -> dict[str, str]:
    return {
        "called_back": _("Gọi lại số của trạm"),
        "voice": _("Quen giọng"),
        "video": _("Gọi có hình"),
        "in_person": _("Gặp tận nơi"),
    }


def role_words() -> dict[str, str]:
    """Roles that may be given by telephone."""
    known: dict[str, Any] = rulebook.on("roles", clock.today())["role"]
    language = (get_language() or "vi")[:2]
    return {
        code: rulebook.label(row, language)
        for code, row in known.items()
        if not rules.is_out_of_reach(row["permissions"])
    }


def units_below(who: Actor) -> dict[str, str]:
    """Units that stand below mine: I am their supervisor."""
    found = ScopeNode.objects.filter(path__startswith=who.path).exclude(unit_id=who.unit_id)
    return {str(each.unit_id): each.name for each in found.order_by("path")[:UNITS_OFFERED]}


def units_mine(who: Actor) -> dict[str, str]:
    found = ScopeNode.objects.filter(path__startswith=who.path).order_by("path")[:UNITS_OFFERED]
    return {str(each.unit_id): each.name for each in found}


def _below(who: Actor) -> QuerySet[ScopeNode, Any]:
    below = ScopeNode.objects.filter(path__startswith=who.path).exclude(unit_id=who.unit_id)
    return below.values("unit_id")


def stations_of(who: Actor) -> QuerySet[KnownStation]:
    """Machines that take codes from me, by name."""
    return KnownStation.objects.filter(unit_id__in=_below(who), ended_at=None).order_by("name")


def given_to(who: Actor) -> QuerySet[CodeGiven]:
    """Codes for machines below me, newest first."""
    return CodeGiven.objects.filter(unit_id__in=_below(who)).order_by("-given_at")


def tier_seen_by(who: Actor) -> UpperTier | None:
    """Whose codes this machine takes, for who manages accounts of its unit."""
    units = ScopeNode.objects.filter(path__startswith=who.path).values("unit_id")
    return UpperTier.objects.filter(ended_at=None, unit_id__in=units).order_by("-made_at").first()


def asked_lately(tier: UpperTier) -> list[Question]:
    return list(tier.questions.order_by("-asked_at")[:20])
