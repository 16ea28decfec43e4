"""Demo and real never mix (rulings 32): every page of a demo database says so.

The truth is the node's row. Pages read a mark beside the data instead, so that the banner costs no
statement; `remember` renews the mark and is called when the server starts and when demo data are made.
"""

from pathlib import Path

from django.conf import settings

from tuyen.platform.changes import node


def _mark() -> Path:
    return Path(settings.TUYEN_HOME) / "demo.mark"


def is_demo() -> bool:
    return _mark().exists()


def remember() -> bool:
    """Bring the mark into line with the database; says whether it is a demo one."""
    told = node.is_demo()
    if told:
        _mark().parent.mkdir(parents=True, exist_ok=True)
        _mark().touch()
    else:
        _mark().unlink(missing_ok=True)
    return told
