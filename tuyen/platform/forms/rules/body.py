"""Changing the body of a draft, item by item. Every function gives a new body."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

Body = dict[str, Any]
Raw = dict[str, Any]
KEPT = (
    "item", "hint_en", "plausible_low", "plausible_high", "places", "most", "most_letters",
    "initial",
)  # fmt: skip
EDITED_MARKS = ("finding", "need")


class NoSuchItem(LookupError):
    """No item with this link."""


def copied(body: Mapping[str, Any]) -> Body:
    return copy.deepcopy(dict(body))


def walk(body: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[int, Raw]]:
    """Every item with its depth, in order."""
    for raw in body.get("item", []):
        yield depth, raw
        yield from walk(raw, depth + 1)


def item_of(body: Mapping[str, Any], link: str) -> Raw:
    for _depth, raw in walk(body):
        if raw.get("link") == link:
            return raw
    raise NoSuchItem(link)


def filled(body: Mapping[str, Any]) -> Body:
    """The body with a word in each group that has no question yet: a draft grows piece by piece."""
    fresh = copied(body)
    for _depth, raw in list(walk(fresh)):
        if raw.get("kind") == "group" and not raw.get("item"):
            raw["item"] = [
                {"link": f"{raw['link'][:50]}.empty", "kind": "display", "label_vi": "–"}
            ]
    return fresh


def with_item(body: Mapping[str, Any], raw: Raw, *, parent: str = "", instead_of: str = "") -> Body:
    """The item put in at the end of a group (or of the form), or in the place of another."""
    fresh = copied(body)
    if instead_of:
        siblings, at = _place(fresh, instead_of)
        siblings[at] = _instead(siblings[at], raw)
        return fresh
    target = item_of(fresh, parent) if parent else fresh
    target.setdefault("item", []).append(raw)
    return fresh


def _instead(former: Raw, raw: Raw) -> Raw:
    """The new item; what the editor has no box for stays with its question."""
    names = KEPT if former.get("kind") == raw.get("kind") else KEPT[:1]
    fresh = {**{name: former[name] for name in names if name in former}, **raw}
    if marks := {k: v for k, v in former.get("marks", {}).items() if k not in EDITED_MARKS}:
        fresh["marks"] = marks | raw.get("marks", {})
    return fresh


def described(body: Mapping[str, Any], said: Mapping[str, Any]) -> Body:
    """The head of the form: title, kind, about, levels; what is empty is not said."""
    fresh = {key: value for key, value in copied(body).items() if key not in said}
    return {**{key: value for key, value in said.items() if value}, **fresh}


def without_item(body: Mapping[str, Any], link: str) -> Body:
    fresh = copied(body)
    siblings, at = _place(fresh, link)
    del siblings[at]
    return fresh


def moved(body: Mapping[str, Any], link: str, by: int) -> Body:
    """One place up (-1) or down (+1) among its siblings; at the end it stays."""
    fresh = copied(body)
    siblings, at = _place(fresh, link)
    to = min(max(at + by, 0), len(siblings) - 1)
    siblings.insert(to, siblings.pop(at))
    return fresh


def _place(body: Body, link: str) -> tuple[list[Raw], int]:
    siblings: list[Raw] = body.get("item", [])
    for at, raw in enumerate(siblings):
        if raw.get("link") == link:
            return siblings, at
        if raw.get("item"):
            try:
                return _place(raw, link)
            except NoSuchItem:
                continue
    raise NoSuchItem(link)
