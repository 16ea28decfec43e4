"""Writes NOTICE: every file that others made, with its source and licence.

Front-end libraries are read from vendor.toml, data from the headers of the rulebook, so that a source is
said once, beside the file; what has no such header is named in OTHERS below.
"""

import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTICE = ROOT / "NOTICE"
RULEBOOK = ROOT / "tuyen" / "rulebook"
VENDORED = ROOT / "tuyen" / "platform" / "ui" / "static" / "vendor" / "vendor.toml"

HEAD = """Tuyến
The information system of a tiered health network

Licensed under the Apache License, Version 2.0 (see LICENSE).
Written by `make docs` from the headers of the files named here.
"""

# What carries no header of its own: (files, what, source and licence)
OTHERS = [
    (
        "tuyen/platform/print/fonts/*.ttf",
        "Be Vietnam Pro, Latin and Vietnamese parts merged for papers",
        "The Be Vietnam Pro Project Authors, SIL Open Font License 1.1",
    ),
    (
        "tests/vendor/axe-core-4.14.1 (tests only)",
        "axe-core 4.14.1 (axe-core)",
        "Deque Systems, Mozilla Public License 2.0",
    ),
    (
        "tests/vendor/hl7.fhir.uv.ips-2.0.0 (tests only)",
        "hl7.fhir.uv.ips 2.0.0: profiles and examples of the International Patient Summary",
        "HL7 International / Patient Care, CC0 1.0",
    ),
    (
        "tuyen/edge/demo/lists/given_names_kinh.csv",
        "Given names with their middle names, for invented people",
        "duyet/vietnamese-namedb (MIT), Van-Duyet Le",
    ),
]


def libraries() -> list[str]:
    if not VENDORED.exists():
        return []
    files = tomllib.loads(VENDORED.read_text())["file"]
    found = {(f["name"], f["version"], f["licence"], f["package"]) for f in files}
    return [
        f"{name} {version} ({package}): {licence}"
        for name, version, licence, package in sorted(found)
    ]


def data() -> dict[str, list[str]]:
    """Source as its rulebook header says it → the files that came from it."""
    sources = defaultdict(list)
    for header in sorted(RULEBOOK.rglob("*.toml")):
        said = tomllib.loads(header.read_text())
        source = " ".join(str(said["source"]).split())
        if licence := said.get("licence"):
            source = f"{source}; {licence}"
        sources[source].append(header.relative_to(ROOT / "tuyen").with_suffix("").as_posix())
    return dict(sorted(sources.items()))


def text() -> str:
    lines = [HEAD, "== Front-end libraries (tuyen/platform/ui/static/vendor)", *libraries(), ""]
    lines += [
        "== Fonts and other assets",
        *(f"{f}\n    {what}: {source}" for f, what, source in OTHERS),
    ]
    lines += ["", "== Law, code lists and numbers (tuyen/rulebook)"]
    for source, files in data().items():
        lines += [source, *(f"    {name}" for name in files)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    NOTICE.write_text(text())
    sys.stdout.write(f"{NOTICE.relative_to(ROOT)}: {len(data())} sources of data\n")
