"""Forms that ship as rulebook files: `tuyen/rulebook/forms/<code>.toml`, or a folder of dated files."""

import datetime as dt
from functools import lru_cache

from tuyen.core import rulebook
from tuyen.platform.forms.rules.items import Form, form_of

FOLDER = "forms"


def codes() -> list[str]:
    """Codes of every shipped form."""
    found = {name.split("/")[1] for name in rulebook.names() if name.startswith(f"{FOLDER}/")}
    return sorted(found)


def on(code: str, day: dt.date) -> Form | None:
    """The version in force on the day; None for a code that does not ship or was not yet in force."""
    fitting = [rule for rule in versions(code) if rule.is_in_force(day)]
    return _read(code, fitting[-1]) if fitting else None


def kept(code: str, version: str) -> Form | None:
    """A version by its name, however old."""
    found = (_read(code, rule) for rule in versions(code) if version_of(rule) == version)
    return next(found, None)


def version_of(rule: rulebook.Rule) -> str:
    """What an answer remembers: the number in the file, or else the day from which it counts."""
    since = rule.valid_from.isoformat() if rule.valid_from else "1"
    return str(rule.get("version", since))


def versions(code: str) -> tuple[rulebook.Rule, ...]:
    """Every dated file of the form, the oldest first; none for a code that does not ship."""
    if "/" in code or not code:
        return ()
    try:
        return rulebook.versions(f"{FOLDER}/{code}")
    except rulebook.NoneInForce:
        return ()


def _read(code: str, rule: rulebook.Rule) -> Form:
    return _form(code, version_of(rule))


@lru_cache(maxsize=256)
def _form(code: str, version: str) -> Form:
    rule = next(each for each in versions(code) if version_of(each) == version)
    return form_of(
        rule.values,
        code=code,
        version=version,
        source=rule.source,
        legal_basis=rule.legal_basis,
        is_unverified=rule.is_unverified,
    )


def forget() -> None:
    """Read again: for tests that write a form."""
    rulebook.forget()
    _form.cache_clear()
