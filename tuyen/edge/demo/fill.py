"""Whether a database may be filled with inventions, what every one needs first, and how to begin again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.changes.bundles import restart_clock
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.node import is_demo
from tuyen.registry.areas.load import load_areas
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.catalogue import load_catalogues

try:
    import fcntl
except ImportError:  # Windows: there filling and cut off look alike
    fcntl = None  # type: ignore[assignment]


def is_empty() -> bool:
    """No unit, no person, nothing in the log."""
    return not any(model.objects.exists() for model in (Unit, Person, Bundle))


@contextmanager
def filling() -> Iterator[None]:
    """Around the making of a demo: a mark says so until it is whole, and is held while we live."""
    _unfinished().parent.mkdir(parents=True, exist_ok=True)
    with _unfinished().open("w") as mark:
        _hold(mark.fileno())
        yield
        _unfinished().unlink(missing_ok=True)


def was_cut_off() -> bool:
    """The last demo was begun here and never became whole: killed, a power cut, a full disk. One that
    another process is making at this moment was not."""
    return _unfinished().exists() and not _is_being_filled() and is_demo()


def _hold(handle: int) -> None:
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_being_filled() -> bool:
    try:
        with _unfinished().open("a") as mark:
            _hold(mark.fileno())
    except BlockingIOError:
        return True
    except OSError:  # whole since we looked
        return False
    return False


def _unfinished() -> Path:
    return Path(settings.TUYEN_HOME) / "demo.unfinished"


def load_lists(said: Callable[[str], None] = lambda _text: None) -> None:
    """Areas and code lists; run again, it writes nothing."""
    said(_("Đang nạp danh mục tỉnh, xã …"))
    load_areas()
    said(_("Đang nạp danh mục chuyên môn …"))
    load_catalogues()


def forget_everything() -> None:
    """Empties a demo database; refuses any other that holds something."""
    if not is_demo() and not is_empty():
        raise Refused(
            _("Cơ sở dữ liệu này không phải dữ liệu mẫu nên không xóa được bằng lệnh này.")
        )
    if connection.vendor == "sqlite":
        connection.close()
        for ending in ("", "-wal", "-shm"):
            Path(f"{settings.DATABASES['default']['NAME']}{ending}").unlink(missing_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
    else:
        call_command("flush", interactive=False, verbosity=0)
    restart_clock()
