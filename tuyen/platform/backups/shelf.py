"""What lies in a folder of backups: the whole ones in order, and what may go."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.backups import manifest, rotation
from tuyen.platform.backups.manifest import Manifest
from tuyen.platform.backups.whole import workshop


@dataclass(frozen=True)
class Kept:
    """A backup under its name, and what it says about itself."""

    file: Path
    said: Manifest

    @property
    def stamp(self) -> str:
        return stamp_of(self.file)


def stamp_of(file: Path) -> str:
    return file.name.split(".")[0]


def backups(folder: Path) -> Iterator[Kept]:
    """Newest first. One without its description is not whole and is passed over."""
    described = sorted(folder.glob("tuyen-*.json"), reverse=True) if folder.is_dir() else []
    for path in described:
        try:
            said = manifest.read(path)
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if rotation.is_stamp(path.stem) and (folder / said.file).is_file():
            yield Kept(folder / said.file, said)


def newest(folder: Path, of: str = "") -> Kept | None:
    """of: the node whose backups count; of any where none is named."""
    return next((one for one in backups(folder) if _is_of(one, of)), None)


def _is_of(one: Kept, node: str) -> bool:
    return not node or one.said.node == node


def require_apart(folder: Path) -> None:
    """Where the data themselves lie, our own attachments would be taken for copies and swept."""
    if folder.resolve() in (
        Path(settings.TUYEN_HOME).resolve(),
        Path(settings.MEDIA_ROOT).resolve().parent,
    ):
        said = _("%(folder)s là thư mục dữ liệu của máy. Chọn thư mục khác để sao lưu.")
        raise Refused(said % {"folder": folder})


def rotate(folder: Path, of: str, besides: Collection[str] = ()) -> list[Path]:
    """Throws away what the rotation does not keep, then the attachments that no backup names any more.

    of: the node whose backups these are; those of another are left alone, and so is every other file.
    besides: names of files that stay whatever their age.
    """
    require_apart(folder)
    with workshop(folder):
        there = list(backups(folder))
        ours = [one for one in there if one.said.node == of]
        stay = {*rotation.kept(one.stamp for one in ours), *map(stamp_of, map(Path, besides))}
        gone = [one for one in ours if one.stamp not in stay]
        for one in gone:
            one.file.unlink()
            manifest.path_of(one.file).unlink()
        if gone:
            _sweep_blobs(folder, [one.said for one in there if one not in gone])
    return [one.file for one in gone]


def _sweep_blobs(folder: Path, said: list[Manifest]) -> None:
    named = {one.blob(folder, name) for one in said for name in one.blobs}
    for place in folder.glob("blobs*"):
        for copy in [path for path in place.rglob("*") if path.is_file() and path not in named]:
            copy.unlink()
