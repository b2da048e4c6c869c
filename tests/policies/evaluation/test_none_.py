"""No evaluation: nobody is asked."""

from simulation.families import Plan
from simulation.policies.evaluation.none_ import NoEvaluation


def test_nobody_is_asked():
    assert NoEvaluation().plan() == Plan()
    assert not NoEvaluation().plan().surveys
