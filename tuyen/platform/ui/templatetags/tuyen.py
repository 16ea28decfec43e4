"""The components: `{% load tuyen %}`. Every one is shown with its source on the page /ui/."""

import datetime as dt
import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import template
from django.contrib.staticfiles import finders
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.platform.ui import ages, slots
from tuyen.platform.ui.addresses import address_of
from tuyen.platform.ui.drawing import spark_points
from tuyen.platform.ui.kept import SUBJECT_MARK, drawn_once, kept
from tuyen.platform.ui.markup import fill, joined

register = template.Library()

SPRITE = "vendor/tabler-icons-3.51.0/icons.svg"
TONES = ("neutral", "info", "good", "warn", "danger")
NOTE_ICONS = {"info": "info-circle", "good": "check", "warn": "alert-triangle"}
MASK = "••••"


register.tag("kept", kept)


@register.simple_tag
@functools.cache
def asset(path: str) -> str:
    """Address of a file of ours; changes with its content, so that browsers may keep it."""
    return f"{static(path)}?v={_digest(path)}"


def _digest(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        return "0"
    with open(found, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:8]


@register.simple_tag
def address(url_name: str, id_: Any = None) -> str:
    """As `{% url %}` for a page of one row or of none, worked out once: for what a page repeats."""
    return address_of(url_name, id_)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Without a label it is decoration; a button needs words or a label."""
    return _icon(name, str(label))


@functools.lru_cache(maxsize=256)
def _icon(name: str, label: str) -> SafeString:
    use = fill('<use href="{}#{}"></use>', static(SPRITE), name)
    if label:
        return fill('<svg class="ico" role="img" aria-label="{}">{}</svg>', label, use)
    return fill('<svg class="ico" aria-hidden="true">{}</svg>', use)


@register.simple_tag(takes_context=True)
def slot_tabs(
    context: template.Context,
    slot: str,
    subject_id: UUID | None,
    subject: Any = None,
    label: str = "",
) -> SafeString:
    """Tabs that rooms put on this page, `{% slot_tabs "patient.tabs" person.id person %}`."""
    if subject_id is None:
        return _tabs(_links(context, slot, None, subject), label)
    request, its_id = context["request"], str(subject_id)
    path = request.path.replace(its_id, SUBJECT_MARK)
    links = slots.open_to(slot, request.actor, subject)
    urls = tuple([address_of(link.url_name, SUBJECT_MARK) for link in links])
    drawn = drawn_once(
        ("tabs", label, urls, slots.owner_of(path, urls)),
        lambda: _tabs(slots.addressed(links, SUBJECT_MARK, path), label),
    )
    return SafeString(drawn.replace(SUBJECT_MARK, its_id))


def _tabs(links: list[slots.Shown], label: str) -> SafeString:
    if not links:
        return SafeString("")
    return fill(
        '<nav class="page-tabs no-print" aria-label="{}"><ul>{}</ul></nav>',
        label or _("Các phần của hồ sơ"),
        joined(fill("<li>{}</li>", _tab(link)) for link in links),
    )


def _tab(link: slots.Shown) -> SafeString:
    current = SafeString(' aria-current="page"') if link.is_current else ""
    drawn = icon(link.icon) if link.icon else ""
    return fill('<a href="{}"{}>{}{}</a>', link.url, current, drawn, link.label)


@register.simple_tag(takes_context=True)
def slot_groups(context: template.Context, slot: str) -> list[slots.Group]:
    """The links of a slot with groups, `{% slot_groups "direction.tabs" as groups %}`."""
    request = context["request"]
    return slots.groups_in(slot, request.actor, request.path)


@register.simple_tag(takes_context=True)
def slot_links(
    context: template.Context, slot: str, subject_id: UUID | None, subject: Any = None
) -> list[slots.Shown]:
    """The links themselves, for a template that draws them in its own way."""
    return _links(context, slot, subject_id, subject)


@register.simple_tag(takes_context=True)
def slot_actions(
    context: template.Context, slot: str, subject_id: UUID, subject: Any = None
) -> SafeString:
    """Next steps that rooms offer on this page, as buttons."""
    links = slots.open_to(slot, context["request"].actor, subject)
    urls = tuple([link.url_name for link in links])
    drawn = drawn_once(("actions", urls), lambda: _actions(slots.addressed(links, SUBJECT_MARK)))
    return SafeString(drawn.replace(SUBJECT_MARK, str(subject_id)))


def _actions(links: list[slots.Shown]) -> SafeString:
    pattern = '<a class="btn btn-outline-primary" href="{}">{}{}</a>'
    return joined(
        fill(pattern, link.url, icon(link.icon) if link.icon else "", link.label) for link in links
    )


def _links(
    context: template.Context, slot: str, subject_id: UUID | None, subject: Any
) -> list[slots.Shown]:
    request = context["request"]
    return slots.links_in(slot, request.actor, subject_id, request.path, subject)


@register.simple_tag
def tag(text: Any, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A status: word, border and colour. Tones: neutral, info, good, warn, danger."""
    tone = tone if tone in TONES else "neutral"
    drawn = icon(icon_name) if icon_name else ""
    return fill('<span class="tag tag-{}">{}{}</span>', tone, drawn, text)


@register.simple_tag
def vital(value: Any, unit: str = "", mark: str = "", word: str = "") -> SafeString:
    """A reading with its unit. mark: high, low or danger, always with a word such as “cao”."""
    if value in (None, ""):
        return fill('<span class="muted">{}</span>', "–")
    css = f" vital-{mark}" if mark in ("high", "low", "danger") else ""
    tail = fill(" {}", tag(word, "danger" if mark == "danger" else "warn")) if word else ""
    return fill(
        '<span class="vital{}"><b>{}</b> <span class="unit">{}</span>{}</span>',
        css,
        number(value) if isinstance(value, int | float | Decimal) else value,
        unit,
        tail,
    )


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """1234567.5 → 1.234.567,5, on English pages 1,234,567.5. For display only, never in an input."""
    if value is None or value == "":
        return "–"
    read = Decimal(str(value))
    text = f"{read:,.{places}f}" if places is not None else f"{read:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if (get_language() or "vi").startswith("en"):
        return text
    return text.translate(str.maketrans(",.", ".,"))


@register.filter
def money(value: Any) -> str:
    """Whole đồng: 1.234.567 đ; on English pages 1,234,567 VND."""
    if value in (None, ""):
        return "–"
    unit = "VND" if (get_language() or "vi").startswith("en") else "đ"
    return f"{number(value, 0)} {unit}"


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """21/11/2026, in Viet Nam."""
    if not value:
        return "–"
    if isinstance(value, dt.datetime):
        value = clock.day_of(value)
    return f"{value:%d/%m/%Y}"


@register.filter
def moment(value: dt.datetime | None) -> str:
    """14:05 21/11/2026, in Viet Nam."""
    return f"{value.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}" if value else "–"


@register.filter
def hour(value: dt.datetime | dt.time | None) -> str:
    """14:05."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(clock.VIETNAM).time()
    return f"{value:%H:%M}" if value else "–"


@register.filter
def masked(value: str | None) -> str:
    """An identity number with its middle hidden: 0010••••2345."""
    text = value or ""
    if len(text) < 9:
        return MASK + text[-2:] if text else "–"
    return f"{text[:4]}{MASK}{text[-4:]}"


@register.simple_tag
def age(born_on: dt.date | None, precision: str = "day", on: dt.date | None = None) -> str:
    """`37 tuổi, 1989`; months and days for small children. `on`: the day asked about, or death."""
    return ages.age_text(born_on, on or clock.today(), precision or "day")


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, unit: str = "", last: str = "", css: str = "") -> dict[str, Any]:
    """Label, input, hint, error. unit stands in the box; last: the former value in grey below."""
    return {"field": bound, "unit": unit, "last": last, "css": css}


@register.filter
def unit_of(bound: BoundField) -> str:
    return getattr(bound.field, "unit", "")


@register.filter
def warning_of(bound: BoundField) -> str:
    """The in-line sense check of a clinical field, for what was typed."""
    warn = getattr(bound.field, "warning_for", None)
    return warn(bound.value()) if warn and bound.form.is_bound and not bound.errors else ""


@register.inclusion_tag("components/chips.html")
def chips(bound: BoundField, css: str = "") -> dict[str, Any]:
    """Radio buttons or check boxes as large chips."""
    return {"field": bound, "css": css}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What must be mended, above the form, each a link to its field."""
    fields = [bound for bound in form if bound.errors] if form.is_bound else []
    return {"form": form, "fields": fields}


@register.inclusion_tag("components/note.html")
def note(tone: str, text: Any, title: Any = "") -> dict[str, Any]:
    """A remark in the page. danger is for danger to a person or a missed legal deadline only."""
    return {
        "tone": tone,
        "text": text,
        "title": title,
        "icon_name": NOTE_ICONS.get(tone, "alert-circle"),
    }


@register.inclusion_tag("components/empty.html")
def empty(text: Any, url: str = "", action: Any = "", icon_name: str = "inbox") -> dict[str, Any]:
    """An empty list says what to do next."""
    return {"text": text, "url": url, "action": action, "icon_name": icon_name}


@register.inclusion_tag("components/count.html")
def count(
    value: Any, label: Any, url: str = "", tone: str = "", current: bool = False
) -> dict[str, Any]:
    """A counter over a list; inside `<ul class="counts">`."""
    shown = number(value) if isinstance(value, int | float | Decimal) else value
    return {"value": shown, "label": label, "url": url, "tone": tone, "current": current}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, shown_page: Page[Any], what: Any = "") -> dict[str, Any]:
    """`41–60 trong 1.234 người` with links to the neighbours; keeps the filters of the address."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is not None:
        query.pop("page", None)
    return {"page": shown_page, "what": what, "query": query.urlencode() if query else ""}


@register.inclusion_tag("components/history.html")
def history(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Who changed what: rows with at, who, why, node and fields [(label, old, new)]."""
    return {"rows": list(rows)}


@register.inclusion_tag("components/sparkline.html")
def sparkline(
    values: Sequence[float | None],
    label: str = "",
    low: float | None = None,
    high: float | None = None,
) -> dict[str, Any]:
    """A small line with the target band; `label` says in words what it shows."""
    return {"drawn": spark_points(values, low, high), "label": label or _("Diễn biến")}


@register.simple_tag
@functools.lru_cache(maxsize=64)
def key(name: str) -> SafeString:
    """The key that presses this button, printed on it; hidden on phones."""
    return fill('<kbd aria-hidden="true">{}</kbd>', name)


@register.filter
def undo_of(message: Any) -> str:
    """The address that takes back what this message tells."""
    tags = message.extra_tags or ""
    return tags.removeprefix("undo:") if tags.startswith("undo:") else ""
