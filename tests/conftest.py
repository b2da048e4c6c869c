"""What many tests need: a small company, and programs for it."""

import copy

import numpy as np
import pytest
from hypothesis import settings

from simulation.scenario import from_data

# A first example may wait for the compiler, and shared machines are slow at times.
settings.register_profile("mentorsim", deadline=None)
settings.register_profile("fast", deadline=None, max_examples=20)
settings.load_profile("mentorsim")

COMPANY = {
    "name": "Small",
    "burn_in_months": 24,
    "turnover": 0.2,
    "levels": 3,
    "departments": {
        "Service": {"headcount": 72, "roles": {"Agent": 0.8, "Lead": 0.2}},
        "Works": {"headcount": 48, "roles": {"Agent": 0.75, "Lead": 0.25}},
    },
    "roles": {"Agent": {"level": 1, "pay": 40000}, "Lead": {"level": 2, "pay": 60000}},
}

PAIRS = {
    "objectives": {"kind": "targets", "skills": {"communication": 1, "problem_solving": 1}},
    "enrollment": {"kind": "voluntary", "intake": "cohort", "every_quarters": 2},
    "matching": {"kind": "optimal"},
    "training": {"kind": "sessions"},
    "structure": {"kind": "regular", "agenda": "worksheet", "weeks": 26},
}

FULL = {
    **PAIRS,
    "open_door": {"kind": "open_door", "commitment": 0.6, "voice_channel": 0.6, "introductions": 1},
    "rewards": {"kind": "recognition"},
    "evaluation": {"kind": "surveys"},
}


def build(program=None, **organization):
    """A scenario of the small company under a program, with parts of the company changed."""
    data = {
        "name": "Small",
        "quarters": 4,
        "organization": {**copy.deepcopy(COMPANY), **organization},
        "program": copy.deepcopy(program or {}),
    }
    return from_data(data)


@pytest.fixture(scope="session")
def nothing():
    """The small company without a program."""
    return build()


@pytest.fixture(scope="session")
def pairs():
    """The small company with voluntary pairs."""
    return build(PAIRS)


@pytest.fixture(scope="session")
def full():
    """The small company with every lever on."""
    return build(FULL)


@pytest.fixture(scope="session")
def company():
    """Build scenarios of the small company: `company(program, **organization)`."""
    return build


@pytest.fixture(scope="session")
def programs():
    """Programs as data, by name; copy before changing."""
    return {"pairs": PAIRS, "full": FULL}


@pytest.fixture(scope="session")
def greedy():
    """`greedy(key, capacity)`: whom each mentee gets when the best pair left is taken again and
    again; an oracle for two rooms."""

    def pairs(key, capacity):
        room, mate = capacity.copy(), np.full(key.shape[0], -1)
        for flat in np.argsort(-key, axis=None):
            mentee, mentor = divmod(int(flat), key.shape[1])
            if key[mentee, mentor] >= 0 and mate[mentee] < 0 and room[mentor] > 0:
                mate[mentee] = mentor
                room[mentor] -= 1
        return mate

    return pairs
