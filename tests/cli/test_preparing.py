"""Preparing: a line or a bar on the error stream, nothing on the other."""

import time

import pytest
import rich.console

from simulation.cli import preparing as module
from simulation.cli.preparing import WORDS, preparing
from simulation.engine import compiled


def test_where_there_is_no_terminal_one_line_says_what_happens(capsys) -> None:
    with preparing():
        pass
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"{WORDS}.\n"


def test_on_a_terminal_a_bar_counts_the_functions(capsys, monkeypatch) -> None:
    monkeypatch.setattr(rich.console.Console, "is_terminal", True)
    monkeypatch.setattr(compiled, "ready", lambda: (7, 90))
    monkeypatch.setattr(module, "LOOKS_A_SECOND", 100.0)
    monkeypatch.setenv("COLUMNS", "80")
    with preparing():
        time.sleep(0.3)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert WORDS in captured.err
    assert "7/90" in captured.err


def test_an_error_inside_ends_the_bar_and_is_not_swallowed(monkeypatch) -> None:
    monkeypatch.setattr(rich.console.Console, "is_terminal", True)
    with pytest.raises(ZeroDivisionError), preparing():
        raise ZeroDivisionError
