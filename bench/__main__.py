"""`python -m bench [PART …] [--quick]`: every part runs in a process of its own, on an empty database."""

import argparse
import subprocess
import sys

from bench import ground

# part: how long it takes on two cores, in seconds
PARTS = {"visits": 90, "bulk": 20, "report": 260, "search": 150, "terms": 10}


def main() -> int:
    words = argparse.ArgumentParser(prog="bench")
    words.add_argument("parts", nargs="*", choices=[[], *PARTS])
    words.add_argument("--quick", action="store_true", help="a smoke run: the figures mean nothing")
    asked = words.parse_args()
    parts = asked.parts or list(PARTS)
    ground.line("machine", **ground.machine())
    if not asked.quick:
        ground.say(f"about {sum(PARTS[part] for part in parts)} s")
    more = ["--quick"] if asked.quick else []
    codes = [subprocess.call([sys.executable, "-m", "bench.one", part, *more]) for part in parts]
    return max(codes)


if __name__ == "__main__":
    raise SystemExit(main())
