"""Loads, files, drafts, backups and restores by children that are killed; each is then done once more.

Run as `python -m tests.faults.writers`; prints one JSON line {place: what was wrong}. It uses a database
of its own, as harness.py does.
"""

import hashlib
import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

PAPER = b"%PDF-1.4\n" + b"x" * 300_000 + b"\n%%EOF\n"
STEP = 100_000
PEOPLE, A_TRANSACTION = 30, 10


def killed_at(place: str, hits: int, act: Callable[[], Any]) -> bool:
    """Did the child die there? Its connections are its own."""
    from django.db import connections

    from tuyen.platform.changes import bundles, failpoints

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        bundles.restart_clock()
        failpoints.arm(place, hits)
        act()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def said_under(limit: int, act: Callable[[], Any]) -> str:
    """What a child is told that may write no file beyond so many bytes: a disk that is full there."""
    from django.db import connections

    from tuyen.core.errors import Refused

    connections.close_all()
    hear, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            act()
            os.write(told, b"written")
        except Refused as refusal:
            os.write(told, str(refusal).encode())
        os._exit(0)
    os.close(told)
    os.waitpid(pid, 0)
    with os.fdopen(hear, "rb") as file:
        return file.read().decode()


def wrong(**claims: bool) -> list[str]:
    return [name for name, is_true in claims.items() if not is_true]


def load_people(place: str) -> list[str]:
    """A transaction of a load stands whole or not at all; the load can be run again."""
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.changes import bulk
    from tuyen.platform.changes.history import broken_links
    from tuyen.platform.changes.models import Bundle, Lane
    from tuyen.platform.tally import recount
    from tuyen.registry.persons.models import Person

    def load() -> None:
        groups = [[Person(name=f"Lò Văn {number}")] for number in range(PEOPLE)]
        sizes = bulk.load(
            actor=SYSTEM, reason=place, groups=groups, rows_a_transaction=A_TRANSACTION
        )
        list(sizes)

    before = Person.objects.count()
    died = killed_at(place, 2, load)
    stood = Person.objects.count() - before
    told = Bundle.objects.filter(reason=place).count()
    load()
    return wrong(
        died=died,
        whole_transactions=stood == A_TRANSACTION * (1 if place == "bulk.written" else 2),
        logged=told == stood,
        again=Person.objects.count() == before + stood + PEOPLE,
        counted=recount.kept() == recount.recounted(),
        chained=not any(list(broken_links(lane.number)) for lane in Lane.objects.all()),
    )


def keep_paper(place: str) -> list[str]:
    """Under its fingerprint a file is whole or not there; sent again it is kept."""
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.attachments import store
    from tuyen.platform.attachments.actions import keep
    from tuyen.platform.attachments.models import Blob

    paper = PAPER + place.encode() + b"\n%%EOF\n"
    sha256 = hashlib.sha256(paper).hexdigest()
    died = killed_at(place, 1, lambda: keep(chunks=[paper], by=SYSTEM))
    path = store.path_of(sha256)
    half = path.exists() and path.read_bytes() != paper
    named = Blob.objects.filter(sha256=sha256).exists()
    keep(chunks=[paper], by=SYSTEM)
    return wrong(died=died, not_half=not half, not_named=not named, again=store.is_whole(sha256))


def grow_upload(place: str) -> list[str]:
    """What came stays, and the sender goes on from there."""
    from tuyen.core.ids import uuid7
    from tuyen.platform.attachments import pieces

    upload_id = uuid7()
    cut = [PAPER[at : at + STEP] for at in range(0, len(PAPER), STEP)]

    def send(rest: list[bytes]) -> None:
        with pieces.held(upload_id) as file:
            pieces.grow(file, rest, len(PAPER))

    died = killed_at(place, 2, lambda: send(cut))
    here = pieces.length_of(upload_id)
    send([PAPER[here:]])
    whole = pieces.sha256_of(upload_id) == hashlib.sha256(PAPER).hexdigest()
    return wrong(died=died, kept=here == 2 * STEP, again=whole)


def keep_draft(place: str) -> list[str]:
    """The earlier state of a form or the newer one, nothing between."""
    from tuyen.core.actor import SYSTEM
    from tuyen.core.ids import uuid7
    from tuyen.platform.drafts.actions import keep
    from tuyen.platform.drafts.models import Draft

    form: dict[str, Any] = {"kind": "visit", "subject_id": uuid7(), "by": SYSTEM}
    earlier, newer = b'{"note": ["Ho"]}', b'{"note": ["Ho 3 ng\xc3\xa0y"]}'
    keep(body=earlier, **form)
    died = killed_at(place, 1, lambda: keep(body=newer, **form))
    kept = Draft.objects.get(subject_id=form["subject_id"]).body
    keep(body=newer, **form)
    now = Draft.objects.get(subject_id=form["subject_id"]).body
    return wrong(died=died, earlier=kept == json.loads(earlier), again=now == json.loads(newer))


def in_folder(folder: Path) -> list[str]:
    """Backups, descriptions and unfinished things; attachments aside."""
    return [path.name for path in folder.iterdir() if path.name not in (".lock", "blobs")]


def back_up(place: str) -> list[str]:
    """No backup stands under its name before it is whole; the next run sweeps and finishes."""
    from tuyen.platform.backups import actions, manifest

    folder = home() / place
    died = killed_at(place, 1, lambda: actions.take(folder))
    named = [name for name in in_folder(folder) if "zst" in name or "pgdump" in name]
    halves = [
        copy.name
        for copy in (folder / "blobs").rglob("*")
        if copy.is_file() and hashlib.sha256(copy.read_bytes()).hexdigest() != copy.name
    ]
    file = actions.take(folder)
    said = manifest.read(file)
    return wrong(
        died=died,
        nothing_named=not named,
        no_half_paper=not halves,
        again=manifest.sha256(file) == said.sha256,
        with_its_papers=bool(said.blobs)
        and all(name.endswith(sha) for name, sha in said.blobs.items()),
        swept=".unfinished" not in in_folder(folder),
    )


def bring_back(place: str) -> list[str]:
    """One whole database at every moment, the old one or the restored one; a second run finishes."""
    from django.db import connection

    from tuyen.platform.backups import actions
    from tuyen.platform.changes.models import Node

    file = actions.take(home() / place)
    lived = Node.objects.get().epoch
    Node.objects.update(name="sai")
    kept = len(list(home().glob("*.before-restore*")))

    died = killed_at(place, 1, lambda: actions.bring_back(file))
    node = Node.objects.get()
    one_of_two = (node.name, node.epoch) in [("sai", lived), ("Mẫu", lived + 1)]
    connection.close()
    actions.bring_back(file)
    again = Node.objects.get()
    replaced = len(list(home().glob("*.before-restore*"))) - kept
    return wrong(
        died=died,
        one_of_two=one_of_two,
        again=again.name == "Mẫu",
        a_new_epoch=again.epoch > node.epoch,
        old_one_kept=replaced >= 1 or connection.vendor != "sqlite",
    )


def full_disk() -> dict[str, list[str]]:
    """A backup that does not fit: one sentence, nothing left behind; with room it is made."""
    from tuyen.platform.backups import actions

    folder, found = home() / "full", {}
    for name, limit in (("database", 50_000), ("papers", database_bytes() + 100_000)):
        if name == "papers":
            large = home() / "blobs" / "ff" / "ff" / ("f" * 64)
            large.parent.mkdir(parents=True, exist_ok=True)
            large.write_bytes(os.urandom(limit + 200_000))
        said = said_under(limit, lambda: actions.take(folder))
        left = in_folder(folder)
        found[f"full disk: {name}"] = wrong(
            one_sentence="đã đầy" in said and "chạy lại" in said, nothing_left=not left
        )
        large_copy = folder / "blobs" / "ff" / "ff" / ("f" * 64)
        found[f"full disk: {name}"] += wrong(no_half_paper=not large_copy.exists())
    actions.take(folder)
    found["full disk: with room"] = wrong(made=len(in_folder(folder)) == 2)
    return found


def home() -> Path:
    return Path(os.environ["TUYEN_HOME"])


def database_bytes() -> int:
    from django.conf import settings
    from django.db import connection

    connection.close()
    return Path(settings.DATABASES["default"]["NAME"]).stat().st_size


def change_version(place: str) -> list[str]:
    """The database as it was or brought up, whole; a second run finishes, and the way back is kept."""
    from django.core.management import call_command
    from django.db import connection

    from tuyen.platform.backups import change_of_version, upgrades

    call_command("migrate", "webhooks", "zero", verbosity=0)
    died = killed_at(place, 1, lambda: change_of_version.bring_up(home() / "before"))
    is_new, is_told = webhooks()
    connection.close()
    kept = change_of_version.bring_up(home() / "before")
    note = upgrades.last()
    return wrong(
        died=died,
        one_of_two=is_new == is_told,
        again=webhooks() == (True, True),
        way_back=note is not None and note.is_done and kept.exists(),
        swept=not list(home().glob("*.upgrading*")),
    )


def webhooks() -> tuple[bool, bool]:
    """Are the tables of the last migration there, and does the database say that it has run?"""
    from django.db import connection

    from tuyen.platform.backups import manifest

    has_tables = "webhooks_webhook" in connection.introspection.table_names()
    return has_tables, any(name.startswith("webhooks.") for name in manifest.applied())


WRITERS: dict[str, Callable[[str], list[str]]] = {
    "bulk": load_people,
    "attachments": keep_paper,
    "uploads": grow_upload,
    "drafts": keep_draft,
    "backup": back_up,
    "restore": bring_back,
    "upgrade": change_version,
}
OF_SQLITE = ("restore.unpacked", "restore.kept")  # on PostgreSQL one transaction of pg_restore


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tuyen.platform.changes import failpoints
    from tuyen.platform.changes.models import Node
    from tuyen.platform.changes.node import this_node

    call_command("migrate", verbosity=0)
    this_node()
    Node.objects.update(name="Mẫu")
    is_sqlite = connection.vendor == "sqlite"
    places = [name for name in failpoints.ELSEWHERE if is_sqlite or name not in OF_SQLITE]
    found = {place: WRITERS[place.partition(".")[0]](place) for place in places}
    if is_sqlite:
        found |= full_disk()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
