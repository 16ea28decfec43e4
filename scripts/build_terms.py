"""Makes the code lists shipped in tuyen/rulebook/codes from the source tables. For developers.

    python scripts/build_terms.py SOURCE_FOLDER

SOURCE_FOLDER holds `icd/` and `bhyt/` with the CSV files named in NOTICE. The result is the same byte
for byte on every run; `tuyen` itself needs nothing but the result.
"""

import csv
import gzip
import html
import io
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

CODES = Path(__file__).resolve().parent.parent / "tuyen" / "rulebook" / "codes"

# Signs that the fonts of pages and papers lack, or that only look like letters.
# The two private-use points stand for Symbol-font letters in the annex of QĐ 4469.
SIGNS = str.maketrans(
    {
        "\uf061": "α",
        "\uf062": "β",
        "⍺": "α",
        "\xad": "",
        "\xa0": " ",
        "Ð": "Đ",
        "ð": "đ",
        "ᵐ": "m",
        "ᵃ": "a",
        "ᵇ": "b",
        "ʷ": "w",
        "⁰": "0",
        "⁵": "5",
        "⁶": "6",
        "⁷": "7",
        "⁸": "8",
        "⁹": "9",
        "₁": "1",
        "º": "°",
    }
)
# Superscript powers keep their three Latin-1 signs; a longer power is written with a caret.
POWER = re.compile(r"(?<=\d)[¹²³⁰⁵⁶⁷⁸⁹]{2,}|(?<=10)[⁵⁶⁷⁸⁹]")
PLAIN_POWER = str.maketrans("⁰¹²³⁵⁶⁷⁸⁹", "012356789")
# Superscript marks of footnotes such as ⁹⁹ᵐTc are isotopes: 99mTc.
ISOTOPE = re.compile(r"[⁰¹²³⁵⁶⁷⁸⁹]+(?=ᵐ?[A-Z])")


def clean(text: str) -> str:
    """NFC, one space, HTML entities undone, only signs that our fonts can draw."""
    text = html.unescape(text)
    text = ISOTOPE.sub(lambda found: found[0].translate(PLAIN_POWER), text)
    text = POWER.sub(lambda found: "^" + found[0].translate(PLAIN_POWER), text)
    text = unicodedata.normalize("NFC", text.translate(SIGNS))
    return " ".join(text.split())


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: clean(value) for key, value in row.items()}


def write(name: str, columns: list[str], lines: Iterable[dict[str, str]]) -> None:
    """One packed CSV; the time in the gzip header is nought, so that the bytes stay the same."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    path = CODES / f"{name}.csv.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
    sys.stdout.write(f"{path.relative_to(CODES)}: {path.stat().st_size:,} bytes\n")


def dotted(code: str) -> str:
    return code if len(code) <= 3 else f"{code[:3]}.{code[3:]}"


def apostrophe(name: str) -> str:
    """The annex lost the apostrophe of English names: “Ménière s disease”."""
    return re.sub(r"(?<=[a-zé]) s (?=[a-z(\[])", "'s ", name)


def icd10(source: Path) -> None:
    seen: set[str] = set()
    found = []
    for row in rows(source / "icd/icd10_vn.csv"):
        if row["code_printed"] in seen:  # J13 stands twice, word for word
            continue
        seen.add(row["code_printed"])
        category = row["category"].rstrip("*")  # J17 carries its mark there
        row = {**row, "category": category}
        parent = row["block"] if row["code"] == category else category
        found.append({**row, "name_en": apostrophe(row["name_en"]), "parent": parent})
    columns = ["code", "code_printed", "name_vi", "name_en", "parent", "chapter"]
    write("icd10/qd4469_2020", columns, found)

    blocks = rows(source / "icd/icd10_vn_blocks.csv")
    write(
        "icd10_block/qd4469_2020",
        ["code", "name_vi", "name_en", "parent"],
        ({**row, "code": row["block"], "parent": row["chapter"]} for row in blocks),
    )
    chapters = rows(source / "icd/icd10_vn_chapters.csv")
    write(
        "icd10_chapter/qd4469_2020",
        ["code", "name_vi", "name_en", "range"],
        ({**row, "code": row["chapter"]} for row in chapters),
    )
    coding_rules(source, {row["code"]: row["category"] for row in found})


# Sheet title → (kind, youngest and oldest age allowed). Years are completed years, both ends allowed.
AGES = {
    "A3.1 ": {"max_days": "365"},
    "A3.2 ": {"max_years": "2"},
    "A3.3 ": {"max_years": "10"},
    "A3.4 ": {"max_years": "19"},
    "A3.5 ": {"min_days": "28"},
    "A3.6 ": {"min_years": "1"},
    "A3.7 ": {"min_years": "8", "max_years": "19"},
    "A3.8 ": {"min_years": "9", "max_years": "60"},
    "A3.9 ": {"min_years": "15"},
    "A3.10 ": {"min_years": "30"},
}
SEXES = {"A4.1 ": "female", "A4.2 ": "male"}


def coding_rules(source: Path, category_of: dict[str, str]) -> None:
    found = []
    for row in rows(source / "icd/icd10_vn_rules.csv"):
        title = row["rule_title"].removeprefix("Phụ lục ").replace(":", " ")
        number = title.split()[0] + " "
        line = {"code": dotted(row["code_nodot"])}
        if number == "A1 ":
            other, main = dotted(row["second_code_or_mdc"]), dotted(row["primary_code"])
            found.append({**line, "kind": "pair", "other": other, "main": main})
        elif number == "A2 ":
            found.append({**line, "kind": "not_main"})
        elif number in AGES:
            found.append({**line, "kind": "age", **AGES[number]})
        elif number in SEXES:
            found.append({**line, "kind": "sex", "sex": SEXES[number]})
    finer = {category for code, category in category_of.items() if code != category}
    found += [{"kind": "has_finer", "code": code} for code in finer]
    unique = {tuple(sorted(line.items())): line for line in found}
    lines = sorted(unique.values(), key=lambda x: (x["kind"], x["code"], x.get("other", "")))
    columns = ["kind", "code", "other", "main", "sex"]
    columns += ["min_days", "max_days", "min_years", "max_years"]
    write("icd10_rules", columns, lines)


def techniques(source: Path) -> None:
    services = list(rows(source / "bhyt/qd7603_services.csv"))
    tier = {row["equivalent_code"]: row for row in services}
    found = []
    for row in rows(source / "bhyt/tt23_2024_annex1_techniques.csv"):
        # Links of middling confidence are often wrong: only the sure ones carry a former tier.
        link = row["qd7603_equivalent"] if row["mapping_confidence"] == "Cao" else ""
        old = tier.get(link, {})
        found.append(
            {
                **row,
                "parent": row["chapter"].split(".")[0],
                "chapter": row["chapter"],
                "service": link,
                "former_tier": old.get("tier", ""),
                "procedure_class": old.get("procedure_class", ""),
            }
        )
    columns = ["code", "name_vi", "parent", "chapter", "service", "former_tier", "procedure_class"]
    write("technique/tt23_2024", columns, found)

    seen: set[str] = set()
    lines = []
    for row in rows(source / "icd/procedures_icd9cm_vn.csv"):
        if row["equivalent_code"] in seen:
            continue
        seen.add(row["equivalent_code"])
        lines.append({**row, "code": row["equivalent_code"], "former_tier": row["tier"]})
    columns = ["code", "name_vi", "former_tier", "procedure_class", "icd9cm", "icd9cm_name_vi"]
    write("procedure/qd4440", columns, lines)

    write(
        "service/qd7603",
        ["code", "name_vi", "former_tier", "procedure_class", "specialty", "technique"],
        (
            {
                **row,
                "code": row["equivalent_code"],
                "former_tier": row["tier"],
                "technique": row["tt43_code"],
            }
            for row in services
        ),
    )


def people(source: Path) -> None:
    ethnic = rows(source / "bhyt/ethnic_groups_vncore.csv")
    write("ethnic_group/vn_core", ["code", "name_vi"], ethnic)
    jobs = rows(source / "bhyt/occupations_qd4069_2011_vncore.csv")
    write("occupation/qd4069_2011", ["code", "name_vi"], jobs)


def main() -> None:
    source = Path(sys.argv[1])
    icd10(source)
    techniques(source)
    people(source)


if __name__ == "__main__":
    main()
