"""The one way to change a record, and its history. `from tuyen.platform import changes`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tuyen.platform.changes.repeats import KeyReused, Repeat, Repeated, digest_of
    from tuyen.platform.changes.unit_of_work import Log, apply

__all__ = ["KeyReused", "Log", "Repeat", "Repeated", "apply", "digest_of"]

_HOMES = {"Log": "unit_of_work", "apply": "unit_of_work"}


def __getattr__(name: str) -> Any:
    """Load on first use: Django imports this package before its models are ready."""
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    found = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'repeats')}"), name)
    globals()[name] = found  # asked once
    return found
