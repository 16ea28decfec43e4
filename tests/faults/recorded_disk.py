"""A disk that remembers: SQLite's own file layer with a notebook in front of it.

SQLite reaches files through a table of functions (a VFS). `Notebook.install` registers a copy of the usual
one in which opening, writing, cutting, syncing and deleting are noted. It needs neither root nor a
compiler: ctypes finds the library that Python's sqlite3 itself has loaded. `disks_after` then says what a
power cut may leave: what was synced, and any part of what was not.
"""

import ctypes
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

SECTOR = 512  # what a disk writes whole; SQLite asks for no more

_Pointer = ctypes.c_void_p
_Int = ctypes.c_int
# Names stay addresses: SQLite keeps the one that it opened a file by.
_Open = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Pointer, _Int, _Pointer)
_Delete = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Int)
_Write = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(_Int, _Pointer, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(_Int, _Pointer, _Int)


class _Vfs(ctypes.Structure):
    """sqlite3_vfs up to the functions that are replaced; the rest is copied as it is."""

    _fields_ = [
        ("version", _Int),
        ("file_bytes", _Int),
        ("longest_path", _Int),
        ("following", _Pointer),
        ("name", ctypes.c_char_p),
        ("app_data", _Pointer),
        ("open", _Pointer),
        ("delete", _Pointer),
        ("further", _Pointer * 14),
    ]


class _Methods(ctypes.Structure):
    """sqlite3_io_methods: what can be done with an open file."""

    _fields_ = [
        ("version", _Int),
        ("close", _Pointer),
        ("read", _Pointer),
        ("write", _Pointer),
        ("truncate", _Pointer),
        ("sync", _Pointer),
        ("further", _Pointer * 13),
    ]


@dataclass(frozen=True)
class Event:
    """One thing that happened, in the order of its happening. `said`: a visit was acknowledged."""

    kind: Literal["write", "truncate", "sync", "delete", "said"]
    file: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Notebook:
    """Everything written below one folder since `begin`."""

    events: list[Event] = field(default_factory=list)
    folder: str = ""
    _names: dict[int, str] = field(default_factory=dict)
    _tables: dict[int, _Methods] = field(default_factory=dict)
    _kept: list[Any] = field(default_factory=list)

    def begin(self, folder: Path) -> None:
        self.events, self.folder = [], str(folder.resolve()) + "/"

    def end(self) -> list[Event]:
        self.folder = ""
        return self.events

    def says(self, what: bytes) -> None:
        self.events.append(Event("said", "", data=what))

    def install(self) -> None:
        """The recording layer becomes SQLite's usual one for this process."""
        import _sqlite3

        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        usual = library.sqlite3_vfs_find(None).contents
        ours = _Vfs.from_buffer_copy(usual)
        ours.name = b"recorded"
        ours.open = self._pointer(_Open(self._opening(_Open(usual.open))))
        ours.delete = self._pointer(_Delete(self._deleting(_Delete(usual.delete))))
        self._kept.append(ours)
        if library.sqlite3_vfs_register(ctypes.byref(ours), 1) != 0:
            raise RuntimeError("SQLite took no further file layer")

    def _pointer(self, function: Any) -> int:
        self._kept.append(function)
        return int(ctypes.cast(function, _Pointer).value or 0)

    def _note(self, kind: Any, path: str, offset: int = 0, data: bytes = b"") -> None:
        if self.folder and path.startswith(self.folder):
            self.events.append(Event(kind, path.removeprefix(self.folder), offset, data))

    def _opening(self, usual: Any) -> Any:
        def opened(vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
            code = int(usual(vfs, name, file, flags, out))
            methods = _Pointer.from_address(file)
            if code == 0 and name and methods.value:
                self._names[file] = ctypes.string_at(name).decode()
                methods.value = self._recording(methods.value)
            return code

        return opened

    def _deleting(self, usual: Any) -> Any:
        def deleted(vfs: int, name: int, sync_folder: int) -> int:
            self._note("delete", ctypes.string_at(name).decode(), sync_folder)
            return int(usual(vfs, name, sync_folder))

        return deleted

    def _recording(self, address: int) -> int:
        """The table of functions at `address` with writing, cutting and syncing noted; made once."""
        if address not in self._tables:
            usual = _Methods.from_address(address)
            ours = _Methods.from_buffer_copy(usual)
            ours.write = self._pointer(_Write(self._writing(_Write(usual.write))))
            ours.truncate = self._pointer(_Truncate(self._cutting(_Truncate(usual.truncate))))
            ours.sync = self._pointer(_Sync(self._syncing(_Sync(usual.sync))))
            self._tables[address] = ours
        return ctypes.addressof(self._tables[address])

    def _writing(self, usual: Any) -> Any:
        def written(file: int, source: int, amount: int, offset: int) -> int:
            self._note("write", self._names[file], offset, ctypes.string_at(source, amount))
            return int(usual(file, source, amount, offset))

        return written

    def _cutting(self, usual: Any) -> Any:
        def cut(file: int, size: int) -> int:
            self._note("truncate", self._names[file], size)
            return int(usual(file, size))

        return cut

    def _syncing(self, usual: Any) -> Any:
        def synced(file: int, flags: int) -> int:
            """Noted when it is over: until then nothing of it can be relied upon."""
            code = int(usual(file, flags))
            self._note("sync", self._names[file])
            return code

        return synced


@dataclass
class Disk:
    """What lies safely under each name, and what was written since and may be lost."""

    safe: dict[str, bytearray]
    pending: dict[str, list[Event]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        if event.kind == "said":
            return
        self.pending.setdefault(event.file, []).append(event)
        if event.kind == "sync" or (event.kind == "delete" and event.offset):
            for one in self.pending.pop(event.file):
                apply(self.safe, one)

    def after_cut(self, dice: random.Random, likelihood: float) -> dict[str, bytearray]:
        """One of the disks that a power cut at this moment may leave."""
        left = {name: bytearray(content) for name, content in self.safe.items()}
        for events in self.pending.values():
            for event in events:
                for part in _parts(event, dice):
                    if dice.random() < likelihood:
                        apply(left, part)
        return left


def _parts(event: Event, dice: random.Random) -> Iterator[Event]:
    """A write of several sectors may be torn; every second time each sector has its own luck."""
    if event.kind != "write" or dice.random() < 0.5:
        yield event
        return
    at = 0
    while at < len(event.data):
        until = at + SECTOR - (event.offset + at) % SECTOR
        yield Event("write", event.file, event.offset + at, event.data[at:until])
        at = until


def apply(files: dict[str, bytearray], event: Event) -> None:
    if event.kind == "delete":
        files.pop(event.file, None)
        return
    content = files.setdefault(event.file, bytearray())
    if event.kind == "truncate":
        del content[event.offset :]
    if event.kind == "write":
        if len(content) < event.offset:
            content.extend(bytes(event.offset - len(content)))
        content[event.offset : event.offset + len(event.data)] = event.data


LIKELIHOODS = (0.0, 0.5, 0.9, 1.0)  # that one unsynced part has reached the disk


def disks_after(
    events: list[Event], before: dict[str, bytes], moments: int, seed: int
) -> Iterator[tuple[list[bytes], dict[str, bytearray]]]:
    """(what had been said aloud, the files left) for cuts at `moments` places, several disks each."""
    dice = random.Random(seed)
    cuts = set(dice.sample(range(1, len(events) + 1), min(moments, len(events))))
    cuts |= {at + 1 for at, event in enumerate(events) if event.kind == "said"}
    disk, said = Disk({name: bytearray(content) for name, content in before.items()}), []
    for at, event in enumerate(events, start=1):
        disk.take(event)
        if event.kind == "said":
            said.append(event.data)
        if at in cuts:
            for likelihood in LIKELIHOODS if disk.pending else (1.0,):
                yield said, disk.after_cut(dice, likelihood)
