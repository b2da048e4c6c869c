"""The model once more, as plain Mesa agents: the textbook version, and the oracle of the arrays.

One person is one `Person(mesa.Agent)`, one process one file under `processes`, one equation one
line of ordinary Python on floats, lists and dicts. Nothing of the arrays' engine is used but the
scenario (what is simulated, with which parameters) and the company on its first day.
"""

from tests.reference.model import ReferenceModel, founded, reference_burned_in, reference_run
from tests.reference.people import Person

__all__ = ["Person", "ReferenceModel", "founded", "reference_burned_in", "reference_run"]
