"""Questions to the code lists and the unit's own. Always for a day: the day of the event."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.core.memory import remembered
from tuyen.core.text import fold
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.terms import clinical, formulary, open_values, vitals
from tuyen.registry.terms.formulary import Drug
from tuyen.registry.terms.models import Code, CodeSet, FacilityDrug, LocalValue
from tuyen.registry.terms.words import is_icd, query_words

OWN = "own-"  # beginning of the code of a drug of the unit's own list
CODE_HITS = 200  # entries under one beginning of a code that are put in order of their codes


def sets_in_force(on: dt.date) -> QuerySet[CodeSet]:
    return CodeSet.objects.filter(_in_force(on)).order_by("title_vi")


def set_on(scheme: str, on: dt.date) -> CodeSet | None:
    """The version of a list in force on a day; the newest when two are. A page asks once."""
    found = CodeSet.objects.filter(_in_force(on), scheme=scheme)
    newest = found.order_by("-valid_from", "-version")
    return remembered(("code set", scheme, on), newest.first)


def codes_on(scheme: str, on: dt.date) -> QuerySet[Code]:
    """Every entry of a list in force on a day, in the order in which search offers them."""
    code_set = set_on(scheme, on)
    if code_set is None:
        return Code.objects.none()
    return Code.objects.filter(_in_force(on, empty=True), code_set=code_set).order_by("position")


def choices_on(scheme: str, on: dt.date) -> list[tuple[str, str]]:
    """(code, name) of a short list by code, for a field to choose from."""
    return [(code.code, code.name) for code in sorted(codes_on(scheme, on), key=lambda c: c.code)]


def code_on(scheme: str, code: str, on: dt.date) -> Code | None:
    """The entry of this code, printed form († and *) or bare, on a day."""
    found = codes_on(scheme, on).filter(Q(code_printed=code) | Q(code=code.rstrip("†*")))
    return min(found, key=lambda entry: (entry.code_printed != code, entry.position), default=None)


def names_of(scheme: str, codes: Iterable[str], on: dt.date) -> dict[str, str]:
    """Bare code → name, for the codes that the list knows on that day."""
    bare = {code.rstrip("†*") for code in codes}
    return {entry.code: entry.name for entry in codes_on(scheme, on).filter(code__in=bare)}


def search_codes(scheme: str, text: str, on: dt.date, limit: int = 12) -> list[Code]:
    """Entries whose words begin with the words typed, without accents, in any order; or by code.

    The commonest at a station come first. An empty text gives the commonest.
    """
    words = query_words(text)
    code_set = set_on(scheme, on)
    if code_set is None:
        return []
    if not words:
        return list(codes_on(scheme, on)[:limit])
    by_code = len(words) == 1 and (is_icd(text.strip()) or _is_code_start(text))
    positions = _first_found(code_set, words, CODE_HITS if by_code else limit * 2)
    found = list(Code.objects.filter(_in_force(on, empty=True), position__in=positions))
    found.sort(key=_by_code if by_code else _by_position)
    return found[:limit]


def _by_position(entry: Code) -> int:
    return entry.position


def _by_code(entry: Code) -> tuple[bool, str]:
    """The commonest under this beginning first, then all by their codes."""
    return not entry.is_common, entry.code


def _first_found(code_set: CodeSet, words: list[str], limit: int) -> list[int]:
    """Places of the entries with all the words; when there are none, with fewer of the last ones."""
    for count in range(len(words), 0, -1):
        if found := _positions(code_set, words[:count], limit):
            return found
    return []


def drugs_of(
    unit_id: uuid.UUID, text: str = "", *, used: bool | None = None
) -> QuerySet[FacilityDrug]:
    """The unit's own list; with a text, drugs whose words begin with the words typed."""
    found = FacilityDrug.objects.filter(unit_id=unit_id)
    if used is not None:
        found = found.filter(is_used=used)
    for word in fold(text).replace(",", ".").split():
        found = found.filter(fold__contains=f" {word}")
    return found.order_by("fold")


def search_drugs(who: Actor, text: str, on: dt.date, limit: int = 12) -> list[Drug]:
    """What a prescriber may choose: the unit's own drugs first, then the starter list.

    Doses and cautions are as the unit, or one above it, has confirmed them.
    """
    own = [as_drug(row) for row in drugs_of(who.unit_id, text, used=True)[: limit * 4]]
    found = formulary.matching(own, text, limit)
    if len(found) < limit:
        named = {(fold(drug.name), drug.strength, drug.form) for drug in found}
        starter = formulary.search_drugs(text, on, limit * 2)
        values = confirmed_at(who, open_values.FORMULARY, on)
        found += [
            open_values.drug_with(drug, _texts(values.get(drug.code)))
            for drug in starter
            if (fold(drug.name), drug.strength, drug.form) not in named
        ]
    return found[:limit]


def drugs_at(who: Actor, on: dt.date) -> dict[str, Drug]:
    """Every drug a prescriber may choose, by code: the unit's own first, then the starter list."""
    own = {drug.code: drug for drug in map(as_drug, drugs_of(who.unit_id, used=True))}
    values = confirmed_at(who, open_values.FORMULARY, on)
    return own | {
        code: open_values.drug_with(drug, _texts(values.get(code)))
        for code, drug in formulary.drugs(on).items()
    }


def drug_with_code(who: Actor, code: str, on: dt.date) -> Drug | None:
    """The drug behind a code that a form sends back, the unit's own or of the starter list."""
    if code.startswith(OWN):
        try:
            key = uuid.UUID(code.removeprefix(OWN))
        except ValueError:
            return None
        row = FacilityDrug.objects.filter(pk=key, unit_id=who.unit_id).first()
        return as_drug(row) if row else None
    drug = formulary.drugs(on).get(code)
    if drug is None:
        return None
    values = confirmed_at(who, open_values.FORMULARY, on)
    return open_values.drug_with(drug, _texts(values.get(code)))


def as_drug(row: FacilityDrug) -> Drug:
    """A drug of the unit's list in the shape of the starter formulary; the unit answers for it."""
    return Drug(
        code=f"{OWN}{row.id.hex}",
        name=row.name,
        ingredients=tuple(part for part in row.ingredients.split(";") if part),
        strength=row.strength,
        form=row.form,
        route=row.route,
        unit=row.pack_unit,
        dose=row.dose,
        group="own",
        control=row.control,
        is_unverified=False,
    )


def analytes_at(who: Actor, on: dt.date) -> dict[str, clinical.Analyte]:
    """Laboratory tests with the ranges that the unit, or one above it, has confirmed."""
    values = confirmed_at(who, open_values.LABORATORY, on)
    return {
        code: open_values.analyte_with(analyte, _texts(values.get(code)))
        for code, analyte in clinical.analytes(on).items()
    }


def vitals_at(who: Actor, on: dt.date) -> dict[str, vitals.Vital]:
    """Vital signs with the usual ranges that the unit, or one above it, has confirmed."""
    values = confirmed_at(who, open_values.VITALS, on)
    return {
        code: open_values.vital_with(vital, _texts(values.get(code)))
        for code, vital in vitals.vitals(on).items()
    }


Confirmed = dict[str, dict[str, LocalValue]]


def confirmed_at(who: Actor, rule: str, on: dt.date) -> Confirmed:
    """Row → field → value in force: the unit's own before those of the units above, newest last."""
    steps = who.path.strip("/").split("/")
    paths = ["/" + "/".join(steps[:count]) + "/" for count in range(1, len(steps) + 1)]
    depth = dict(ScopeNode.objects.filter(path__in=paths).values_list("unit_id", "path"))
    rows = LocalValue.objects.filter(_in_force(on), unit_id__in=depth, rule=rule)
    found: Confirmed = {}
    for value in sorted(rows, key=lambda v: (len(depth[v.unit_id]), v.valid_from, v.hlc)):
        found.setdefault(value.row, {})[value.field] = value
    return found


def _texts(values: dict[str, LocalValue] | None) -> dict[str, str]:
    return {field: value.value for field, value in (values or {}).items()}


def _is_code_start(text: str) -> bool:
    """“j0” and “3.16” are beginnings of codes; “j” is the beginning of a word."""
    bare = fold(text.strip())
    return bare[:1].isdigit() or (len(bare) == 2 and bare[0].isalpha() and bare[1].isdigit())


def _positions(code_set: CodeSet, words: list[str], limit: int) -> list[int]:
    if connection.vendor == "sqlite":
        query = " AND ".join(f'"{word}"*' for word in words)
        sql = (
            "SELECT rowid FROM terms_code_words WHERE terms_code_words MATCH %s "
            "AND rowid BETWEEN %s AND %s ORDER BY rowid LIMIT %s"
        )
    else:
        query = " & ".join(f"{word}:*" for word in words)
        sql = (
            "SELECT position FROM terms_code WHERE words @@ to_tsquery('simple', %s) "
            "AND position BETWEEN %s AND %s ORDER BY position LIMIT %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, [query, code_set.first, code_set.last, limit])
        return [row[0] for row in cursor.fetchall()]


def _in_force(on: dt.date, *, empty: bool = False) -> Q:
    begun = Q(valid_from__lte=on) | Q(valid_from=None) if empty else Q(valid_from__lte=on)
    return begun & (Q(valid_to=None) | Q(valid_to__gte=on))
