"""`python -m bench [PART …] [--quick]`: every part runs in a process of its own, on an empty database."""

import argparse
import glob
import os
import shutil
import subprocess
import sys

from bench import ground

# part: how long it takes on two cores, in seconds
PARTS = {
    "machine": 30,
    "start": 60,
    "visits": 90,
    "visits-postgres": 90,
    "bulk": 20,
    "dispense": 45,
    "dispense-postgres": 60,
    "report": 260,
    "search": 150,
    "terms": 10,
    "day": 15,
    "forms": 25,
    "slices": 40,
    "matrix": 60,
    "capability": 20,
    "consults": 150,
    "sync": 60,
    "carry": 90,
    "carry-postgres": 120,
    "epidemiology": 30,
    "line_list": 60,
    "first": 400,
}


def main() -> int:
    words = argparse.ArgumentParser(prog="bench")
    words.add_argument("parts", nargs="*", choices=[[], *PARTS])
    words.add_argument("--quick", action="store_true", help="a smoke run: the figures mean nothing")
    asked = words.parse_args()
    parts = asked.parts or [part for part in PARTS if _is_possible(part)]
    ground.line("machine", **ground.machine())
    if not asked.quick:
        ground.say(f"about {sum(PARTS[part] for part in parts)} s")
    more = ["--quick"] if asked.quick else []
    codes = [subprocess.call([*_before(part), *_one(part), *more]) for part in parts]
    return max(codes)


def _is_possible(part: str) -> bool:
    """Without PostgreSQL on the machine its part is left out, and said to be."""
    has_postgres = bool(glob.glob("/usr/lib/postgresql/*/bin/initdb") or shutil.which("initdb"))
    if part.endswith("-postgres") and not has_postgres:
        ground.say(f"left out: {part} (PostgreSQL is not installed)")
        return False
    return True


def _one(part: str) -> list[str]:
    return [sys.executable, "-m", "bench.one", part.removesuffix("-postgres")]


def _before(part: str) -> list[str]:
    """A hub's part runs on a PostgreSQL of its own, with the durability of a hub."""
    if not part.endswith("-postgres"):
        return []
    os.environ["TUYEN_POSTGRES_DURABLE"] = "1"
    return ["tools/with-postgres"]


if __name__ == "__main__":
    raise SystemExit(main())
