"""Areas and their changes as the rulebook tells them: rows with an id, alike on every node."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from tuyen.core import rulebook
from tuyen.core.text import fold, nfc

FOLDER = rulebook.ROOT / "areas"
_SPACE = uuid.UUID("6f1f5a52-2a0b-4e3b-9d0f-6c7f0b6f9a10")

Fields = dict[str, Any]


def areas() -> Iterator[Fields]:
    """Provinces and communes, those of before July 2025 too."""
    old, new = _read("provinces/2008"), _read("provinces/2025")
    names = {row["code"]: row["full_name"] for row in new.rows}
    yield from (_province(row, old) for row in old.rows)
    yield from (_province(row, new) for row in new.rows)
    communes = _read("communes/2025")
    yield from (_commune(row, communes, names[row["province_code"]]) for row in communes.rows)
    yield from _former_communes(_read("commune_changes/2025"))


def changes() -> Iterator[Fields]:
    """Old → new, for provinces and communes."""
    effective_on = _read("provinces/2025").valid_from
    for row in _read("provinces/2008").rows:
        yield _change("province", row["code"], row["new_code"], "whole", effective_on)
    for row in _read("commune_changes/2025").rows:
        yield _change(
            "commune",
            _old_code(row),
            row["new_commune_code"],
            row["link"],
            effective_on,
        )


def _read(name: str) -> rulebook.Rule:
    return rulebook.read(FOLDER / f"{name}.toml", f"areas/{name}")


def _province(row: rulebook.Row, rule: rulebook.Rule) -> Fields:
    return _area(
        "province", row["code"], rule.valid_from, rule.valid_to, rule.legal_basis,
        name=row["name"], full_name=row["full_name"], kind=row["kind"], search=row["full_name"],
    )  # fmt: skip


def _commune(row: rulebook.Row, rule: rulebook.Rule, province: str) -> Fields:
    return _area(
        "commune", row["code"], rule.valid_from, rule.valid_to, rule.legal_basis,
        name=row["name"], full_name=row["full_name"], kind=row["kind"],
        parent_code=row["province_code"], search=f"{row['full_name']} {province}",
        lat=float(row["lat"]), lon=float(row["lon"]), area_km2=float(row["area_km2"]),
    )  # fmt: skip


def _former_communes(rule: rulebook.Rule) -> Iterator[Fields]:
    """Each old commune once; an island district without communes stands for itself."""
    seen = set()
    for row in rule.rows:
        code = _old_code(row)
        if code in seen:
            continue
        seen.add(code)
        full_name = (row["old_commune"] or row["old_district"]).replace("Thị Trấn", "Thị trấn")
        kind = next(k for k in _KINDS if full_name.startswith(k))
        yield _area(
            "commune", code, rule["old_valid_from"], rule["old_valid_to"], rule.legal_basis,
            name=full_name.removeprefix(kind).strip(), full_name=full_name, kind=kind,
            parent_code=row["old_province_code"], former_district=row["old_district"],
            search=f"{full_name} {row['old_district']} {row['old_province']}",
        )  # fmt: skip


_KINDS = ("Thị trấn", "Phường", "Xã", "Huyện")


def _old_code(row: rulebook.Row) -> str:
    return str(row["old_commune_code"] or row["old_district_code"])


def _area(
    level: str,
    code: str,
    valid_from: dt.date | None,
    valid_to: dt.date | None,
    legal_basis: str,
    *,
    search: str,
    **fields: Any,
) -> Fields:
    blank = {
        "parent_code": "",
        "former_district": "",
        "lat": None,
        "lon": None,
        "area_km2": None,
    }
    return {
        "id": uuid.uuid5(_SPACE, f"{level}:{code}:{valid_from}"),
        "code": code,
        "level": level,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "legal_basis": legal_basis,
        "search_fold": fold(nfc(search)),
        **blank,
        **fields,
    }


def _change(level: str, old: str, new: str, link: str, effective_on: dt.date | None) -> Fields:
    return {
        "id": uuid.uuid5(_SPACE, f"{level}:{old}>{new}:{effective_on}"),
        "level": level,
        "old_code": old,
        "new_code": new,
        "link": link,
        "effective_on": effective_on,
    }
