"""Drugs and tests that an expert proposes line by line. Pure; the local doctor takes each over or not."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tuyen.core.text import fold, nfc

DRUG, TEST = "drug", "test"
MOST = 12
_COUNT = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(.*)$")

Proposal = dict[str, Any]
Known = Callable[[str], tuple[str, str, str] | None]  # name → (kind, code, name of the list)


def read(text: str, known: Known) -> list[Proposal]:
    """“Amlodipin 5 mg; 1 viên sáng; 30 ngày; 30 viên” a line; a line that is only a name may be a test."""
    return [_line(line, known) for line in text.splitlines() if nfc(line)][:MOST]


def _line(line: str, known: Known) -> Proposal:
    name, *said = [nfc(part) for part in line.split(";")]
    found = known(name)
    kind, code, label = found or (DRUG if any(said) else TEST, "", name)
    proposal: Proposal = {"kind": kind, "code": code, "name": label[:200]}
    if kind == TEST:
        return proposal
    return proposal | _amounts(said)


def _amounts(said: list[str]) -> Proposal:
    """Days are told by the word; the other count is the quantity; the rest is the dose."""
    found: Proposal = {"dose": "", "days": None, "quantity": None, "unit": ""}
    for part in said:
        count = _COUNT.match(part)
        if count and fold(count[2]).startswith("ngay"):
            found["days"] = int(float(count[1].replace(",", ".")))
        elif count and found["dose"]:
            found["quantity"] = float(count[1].replace(",", "."))
            found["unit"] = count[2][:20]
        elif not found["dose"]:
            found["dose"] = part[:200]
    return found


def written(proposals: Iterable[Mapping[str, Any]]) -> str:
    """As it was typed: for a draft that is opened again, and for papers."""
    return "\n".join(_written(each) for each in proposals)


def _written(each: Mapping[str, Any]) -> str:
    parts = [each["name"], each.get("dose") or ""]
    if each.get("days"):
        parts.append(f"{each['days']} ngày")
    if each.get("quantity"):
        parts.append(f"{each['quantity']:g} {each.get('unit') or ''}".strip())
    return "; ".join(part for part in parts if part)


def is_taken(each: Mapping[str, Any], codes: Iterable[str], names: Iterable[str]) -> bool:
    """Was this ordered since? By its code, or by its name where it has none."""
    if each["code"]:
        return each["code"] in set(codes)
    return fold(each["name"]) in {fold(name) for name in names}
