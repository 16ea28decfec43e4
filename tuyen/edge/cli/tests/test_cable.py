"""The cable of two demo machines carries, is pulled out in the middle, and carries again."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from tuyen.edge.cli.cable import Cable


@pytest.fixture
def hub() -> Iterator[int]:
    """Port of somebody who says everything back."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        threading.Thread(target=_say_back, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1]


def _say_back(listening: socket.socket) -> None:
    while True:
        try:
            one, _address = listening.accept()
        except OSError:
            return
        with one:
            while said := one.recv(100):
                one.sendall(said)


@pytest.fixture
def cable(hub: int) -> Iterator[Cable]:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    with closing(Cable(port, hub)) as made:
        yield made


def call(cable: Cable) -> socket.socket:
    return socket.create_connection(("127.0.0.1", cable.port), timeout=5)


def test_what_is_said_at_one_end_is_heard_at_the_other(cable: Cable) -> None:
    with call(cable) as line:
        line.sendall(b"visit")

        assert line.recv(100) == b"visit"


def test_a_pulled_cable_ends_what_was_on_its_way_and_lets_nothing_begin(cable: Cable) -> None:
    with call(cable) as line:
        line.sendall(b"visit")
        line.recv(100)

        cable.pull()

        assert line.recv(100) == b""
    with call(cable) as line:
        assert line.recv(100) == b""


def test_plugged_in_again_it_carries_again(cable: Cable) -> None:
    cable.pull()
    cable.plug()

    with call(cable) as line:
        line.sendall(b"visit")
        assert line.recv(100) == b"visit"
