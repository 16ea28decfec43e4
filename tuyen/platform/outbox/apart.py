"""A regular job in a process of its own: what it loads goes away with it, and no page waits for it."""

import os
import subprocess
import sys
import threading

LESS_URGENT = 10  # than the pages: a station has two cores


def run(name: str) -> str:
    """Until it is done; where it broke, empty when it did not. It never outlives this process."""
    command = [sys.executable, "-m", "tuyen.platform.outbox.apart", name]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as child:
        said = child.stdout.read().strip() if child.stdout else ""
        code = child.wait()
    return said or (f"process ended with {code}" if code else "")


def _end_with_whoever_began_it() -> None:
    """The other end of the input is held by that process, and closed when it ends by whatever hand."""
    while os.read(0, 4096):
        pass
    os._exit(1)


def main(name: str) -> None:
    threading.Thread(target=_end_with_whoever_began_it, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(LESS_URGENT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyen.settings")
    import django

    django.setup()
    from tuyen.platform.outbox.regular import run_named

    sys.stdout.write(run_named(name))
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
