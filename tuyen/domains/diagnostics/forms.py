"""The order form: sets, what can be ordered by category, where it is carried out."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import get_language

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions.orders import Wanted
from tuyen.registry.terms.orderables import categories, order_sets, orderables


class Typed(Protocol):
    """What came with a form: one value of a name, or all of them."""

    def get(self, name: str, default: str = "") -> str: ...
    def getlist(self, name: str) -> list[str]: ...


@dataclass(frozen=True)
class Item:
    """words: what the filter box looks in. waits: ordered already, the answer is not there yet."""

    code: str
    label: str
    hint: str
    words: str
    is_chosen: bool
    waits: bool


@dataclass(frozen=True)
class Place:
    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class Category:
    code: str
    label: str
    items: list[Item]
    places: list[Place]


@dataclass(frozen=True)
class Set:
    code: str
    label: str
    items: str
    fits: bool


class OrderForm:
    """Read without guessing: what is typed stands again when it is handed back."""

    def __init__(
        self,
        typed: Typed | None,
        *,
        who: Actor,
        diagnoses: Sequence[tuple[str, str]],
        waiting: Iterable[str],
        performers: Sequence[ScopeNode],
        usual: Mapping[str, uuid.UUID],
    ) -> None:
        self.on = clock.today()
        self.who, self.problem = who, ""
        self._diagnoses, self._waiting = diagnoses, set(waiting)
        self._performers, self._usual = performers, usual
        self._typed = typed
        self.chosen = self._chosen(typed) if typed is not None else set()
        said = "; ".join(name for _code, name in diagnoses)[:300]
        self.reason = typed.get("reason", "") if typed is not None else said
        self.is_urgent = typed is not None and typed.get("urgent") == "1"

    def _chosen(self, typed: Typed) -> set[str]:
        """Ticked boxes, and the items of a set whose button was pressed."""
        found = set(typed.getlist("items"))
        for each in order_sets(self.on):
            if each.code == typed.get("set"):
                found |= {code for code in each.items if code not in self._waiting}
        return found

    @property
    def sets(self) -> list[Set]:
        """Those for the diagnoses of the visit first."""
        codes = [code for code, _name in self._diagnoses]
        language = get_language() or "vi"
        found = [
            Set(
                each.code,
                each.label.spoken(language),
                " ".join(each.items),
                any(each.fits(code) for code in codes),
            )
            for each in order_sets(self.on)
        ]
        return sorted(found, key=lambda each: not each.fits)

    @property
    def categories(self) -> list[Category]:
        language = get_language() or "vi"
        return [
            Category(
                group.code,
                group.label.spoken(language),
                self._items(group.code),
                self._places(group.code),
            )
            for group in categories(self.on)
        ]

    def _items(self, category: str) -> list[Item]:
        language = get_language() or "vi"
        return [
            Item(
                code=each.code,
                label=each.label.spoken(language),
                hint=each.prepare.spoken(language),
                words=fold(f"{each.label.vi} {each.label.en} {each.code.replace('_', ' ')}"),
                is_chosen=each.code in self.chosen,
                waits=each.code in self._waiting,
            )
            for each in orderables(self.on).values()
            if each.category == category and self.who.sees(each.compartment)
        ]

    def _places(self, category: str) -> list[Place]:
        chosen = self._performer(category)
        return [
            Place(str(unit.unit_id), unit.name, unit.unit_id == chosen) for unit in self._performers
        ]

    def _performer(self, category: str) -> uuid.UUID | None:
        """What was chosen, else where the last one went, else my own unit."""
        said = self._typed.get(f"performer-{category}") if self._typed is not None else ""
        if said:
            return _id_of(said)
        known = {unit.unit_id for unit in self._performers}
        usual = self._usual.get(category)
        return usual if usual in known else self.who.unit_id

    def wanted(self) -> list[Wanted]:
        known = orderables(self.on)
        return [
            Wanted(code, self._performer(known[code].category) if code in known else None)
            for code in _in_order(self.chosen, known)
        ]


def _in_order(chosen: set[str], known: Mapping[str, Any]) -> list[str]:
    """As the list has them; what it does not know comes last and is refused by the action."""
    return [code for code in known if code in chosen] + sorted(chosen - set(known))


def _id_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)  # names nothing: the action says what to choose
