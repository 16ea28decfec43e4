"""The line before the interpreter: in order, never for long, never in a circle with another lock."""

import threading
from collections.abc import Callable

import pytest

from tuyen.platform.turnstile.line import Line

PATIENCE_S = 90  # what ends a test that would otherwise hang
FOR_EVER_S = 10_000


def started(do: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    return thread


def ended(*threads: threading.Thread) -> bool:
    for thread in threads:
        thread.join(PATIENCE_S)
    return not any(thread.is_alive() for thread in threads)


def in_line(line: Line, count: int) -> None:
    """Until so many wait."""
    pause = threading.Event()
    while len(line._waiting) < count:
        pause.wait(0.001)


def test_those_who_wait_are_served_in_the_order_of_coming() -> None:
    line, served = Line(FOR_EVER_S), []

    def visit(number: int) -> None:
        with line.turn():
            served.append(number)

    threads = []
    with line.turn():
        for number in range(5):
            threads.append(started(lambda number=number: visit(number)))
            in_line(line, number + 1)

    assert ended(*threads)
    assert served == [0, 1, 2, 3, 4]


def test_only_one_at_a_time_is_inside() -> None:
    line, inside, most = Line(FOR_EVER_S), [], []

    def visit() -> None:
        for _n in range(50):
            with line.turn():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    assert ended(*[started(visit) for _n in range(6)])
    assert max(most) == 1
    assert len(most) == 300


def test_a_slow_report_does_not_stop_the_nurse() -> None:
    line, nurse_was_served = Line(0.01), threading.Event()

    def report() -> None:
        with line.turn():
            assert nurse_was_served.wait(PATIENCE_S)

    def nurse() -> None:
        with line.turn():
            nurse_was_served.set()

    slow = started(report)
    threads = [started(nurse) for _n in range(3)]

    assert ended(slow, *threads)
    assert line._current is None


def test_whoever_lost_the_turn_does_not_end_that_of_the_next() -> None:
    line, next_began, report_is_over = Line(0.01), threading.Event(), threading.Event()
    kept = []

    def next_one() -> None:
        with line.turn():
            own = line._current
            next_began.set()
            report_is_over.wait(PATIENCE_S)
            kept.append(own is not None and line._current is own)

    with line.turn():
        thread = started(next_one)
        assert next_began.wait(PATIENCE_S)
    report_is_over.set()

    assert ended(thread)
    assert kept == [True]


def test_a_page_that_fails_gives_its_turn_back() -> None:
    line = Line(FOR_EVER_S)

    with pytest.raises(ZeroDivisionError), line.turn():
        _ = 1 / 0

    with line.turn():
        pass
    assert line._current is None


def test_a_turn_inside_a_turn_is_the_same_turn() -> None:
    line = Line(FOR_EVER_S)

    with line.turn():
        with line.turn():
            pass
        is_still_mine = line._current is not None

    assert is_still_mine
    assert line._current is None


def test_whoever_waits_for_the_disk_lets_the_next_one_through() -> None:
    line, disk = Line(FOR_EVER_S), threading.Event()

    def writer() -> None:
        with line.turn():
            line.let_go()
            disk.wait(PATIENCE_S)
            line.let_go()

    def reader() -> None:
        with line.turn():
            disk.set()

    assert ended(started(writer), started(reader))
    assert line._current is None


def test_without_a_turn_there_is_nothing_to_let_go() -> None:
    line = Line(FOR_EVER_S)

    line.let_go()

    with line.turn():
        pass
    assert line._current is None


def test_the_line_and_the_queue_of_writers_cannot_block_each_other() -> None:
    """Some hold the turn and want to write, others write without a turn; nobody's turn ever runs out."""
    line, writing, written = Line(FOR_EVER_S), threading.RLock(), []

    def visit() -> None:
        for _n in range(100):
            with line.turn():
                with writing:
                    line.let_go()
                    written.append(1)
                line.let_go()

    def job() -> None:
        for _n in range(100):
            with writing:
                written.append(1)
            with line.turn(), writing:
                written.append(1)

    assert ended(*[started(visit) for _n in range(6)], *[started(job) for _n in range(2)])
    assert len(written) == 1000
