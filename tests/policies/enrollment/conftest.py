"""A pool of five people for the tests of all kinds of enrollment."""

from collections.abc import Callable

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.families import Pool


def build(**columns) -> Pool:
    """Five people with wishes and standings from low to high; all may do both by default."""
    seats = np.array([2, 3, 5, 7, 9])
    values = {
        "may_mentee": np.ones(5, dtype=bool),
        "may_mentor": np.ones(5, dtype=bool),
        "wish_mentee": np.array([-3.0, -1.5, -0.5, 0.5, 2.0]),
        "wish_mentor": np.array([2.0, 0.5, -0.5, -1.5, -3.0]),
    }
    standing = np.array([-2.0, -0.5, 0.0, 0.9, 2.0])
    persons = person_ids(seats, np.zeros(5, dtype=np.int64))
    return Pool(seats=seats, persons=persons, seen=lambda: (standing, standing[::-1]), **{
        name: np.asarray(columns.get(name, value)) for name, value in values.items()
    })  # fmt: skip


@pytest.fixture
def pool() -> Callable[..., Pool]:
    return build
