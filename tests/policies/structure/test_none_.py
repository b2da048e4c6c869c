"""No structure: neutral terms."""

from simulation.families import Terms
from simulation.policies.structure.none_ import NoStructure


def test_pairs_are_left_to_themselves():
    terms = NoStructure().terms()
    assert terms == Terms()
    assert (terms.agenda, terms.feedback, terms.form) == ("none", False, "pairs")
