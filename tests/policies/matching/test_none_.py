from simulation.engine.draws import Draws
from simulation.policies.matching.none_ import NoMatching


def test_nobody_is_paired_and_nothing_is_spent(make):
    matches = NoMatching().pair(make(5, 3, capacity=2), Draws(1))
    assert matches.mentor.tolist() == [-1] * 5
    assert matches.staff_hours == 0.0
