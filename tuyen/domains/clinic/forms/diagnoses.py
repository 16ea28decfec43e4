"""Diagnoses as typed: a code, a name, or both; the first is the main one. Remarks never block."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from tuyen.core.text import nfc
from tuyen.record.sheet import Diagnosis
from tuyen.registry.persons.models import Person
from tuyen.registry.terms import rules, sentences
from tuyen.registry.terms.queries import code_on
from tuyen.registry.terms.words import is_icd

SCHEME = "icd10"


@dataclass
class DiagnosisRow:
    number: int
    code: str = ""
    name: str = ""
    error: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.code.strip() or self.name.strip())

    @property
    def id(self) -> str:
        return f"id_diagnosis_{self.number}"

    @property
    def shown(self) -> str:
        return f"{self.name} ({self.code})" if self.code else self.name


def rows_of(codes: Sequence[str], names: Sequence[str]) -> list[DiagnosisRow]:
    """Rows that say something, numbered anew."""
    pairs = zip(codes, names, strict=False)
    kept = [(code.strip(), nfc(name)) for code, name in pairs if code.strip() or name.strip()]
    return [DiagnosisRow(number, code, name) for number, (code, name) in enumerate(kept)]


def read(rows: Iterable[DiagnosisRow], on: dt.date) -> list[Diagnosis]:
    """Codes take the name of the list; words without a code stay words."""
    found = []
    for row in rows:
        code = row.code or (row.name if is_icd(row.name) else "")
        if not code:
            found.append(Diagnosis(name=row.name))
        elif known := entry_of(code, on):
            row.code, row.name = known
            found.append(Diagnosis(name=row.name, code=row.code))
        else:
            row.error = _("Danh mục không có mã %(code)s: chọn lại từ danh sách.") % {"code": code}
    return found


@lru_cache(maxsize=4096)
def _entry_of(code: str, on: dt.date) -> tuple[str, str] | None:
    found = code_on(SCHEME, code.upper(), on)
    return (found.code, found.name_vi) if found else None


def entry_of(code: str, on: dt.date) -> tuple[str, str] | None:
    """Bare code and name in the list of that day; asked once."""
    found = _entry_of(code, on)
    if found is None:
        _entry_of.cache_clear()  # the list may be loaded any moment
    return found


def remarks(diagnoses: Iterable[Diagnosis], person: Person, on: dt.date) -> list[str]:
    """What the coding rules say about these diagnoses: to be thought over."""
    codes = [each.code for each in diagnoses if each.code]
    if not codes:
        return []
    is_exact = person.birth_date is not None and person.birth_precision == "day"
    age = rules.Age.on(person.birth_date, on) if is_exact and person.birth_date else None
    said = rules.remarks(codes, sex=person.sex, age=age, rules=rules.coding_rules(on))
    return [sentences.sentence(remark) for remark in said]
