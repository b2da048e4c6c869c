"""Tiny processes on a tiny state, outside the registry of the package."""

from types import SimpleNamespace

import numpy as np
import pytest

from simulation.engine.addresses import person_ids, stream
from simulation.engine.draws import Draws
from simulation.engine.process import Process, Tick
from simulation.state.state import Sizes, State

LUCK = stream("tests.engine.luck")


class Frame(SimpleNamespace):
    """A setting with the two things a step may change."""

    def snapshot(self):
        """What a step may change."""
        return self.terms

    def restore(self, terms):
        """Set it back."""
        self.terms = terms


@pytest.fixture
def tiny_tick():
    """A month in a company of five seats, the last one vacant."""
    sizes = Sizes(seats=5, skills=2, neighbors=2, pairs=2, teams=2, sites=1, departments=1,
                  roles=1, months=6)  # fmt: skip
    state = State(sizes)
    state["occupied"][:4] = True
    state["person"][:] = person_ids(np.arange(5), np.zeros(5, dtype=np.int64))
    state["morale"][:] = [0.1, 0.2, 0.3, 0.4, 0.0]
    state["team"][:] = [0, 0, 1, 1, 1]
    return Tick(state, Draws(1, checked=True).at(1), Frame(terms=0))


@pytest.fixture
def make_process():
    """Make a process from a step: `make_process(lambda self, tick: ..., writes=("morale",))`."""

    def make(step, name="fake", **declared):
        # Named only now: a name in the class body would register it for every scenario.
        kind = type("Fake", (Process,), {"step": step, "__module__": __name__, **declared})
        kind.name = name
        return kind()

    return make


@pytest.fixture
def luck():
    """A stream of random numbers of the tests' own."""
    return LUCK
