"""Meetings: their steps, and names of attenders as people paste them. No Django here."""

from dataclasses import dataclass

PLANNED, INVITED, CONCLUDED, CANCELLED = "planned", "invited", "concluded", "cancelled"

NEXT = {
    PLANNED: {INVITED, CONCLUDED, CANCELLED},
    INVITED: {INVITED, CONCLUDED, CANCELLED},
    CONCLUDED: set(),
    CANCELLED: set(),
}


def may_follow(now: str, then: str) -> bool:
    return then in NEXT[now]


@dataclass(frozen=True)
class Named:
    name: str
    position: str = ""


def names_in(text: str) -> list[Named]:
    """One person a line: `Họ tên; chức vụ` or with a comma or a tab; numbers before a name fall away."""
    found = []
    for line in text.splitlines():
        for mark in ("\t", ";", ","):
            if mark in line:
                name, position = line.split(mark, 1)
                break
        else:
            name, position = line, ""
        name = name.strip().lstrip("0123456789.)- ").strip()
        if name:
            found.append(Named(name, position.strip(" ;,\t")))
    return found
