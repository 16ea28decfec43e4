"""One part of the bench, in this process: `python -m bench.one PART [--quick]`."""

import sys
from importlib import import_module


def main(part: str, *more: str) -> None:
    import_module(f"bench.{part}").run(quick="--quick" in more)


if __name__ == "__main__":
    main(*sys.argv[1:])
