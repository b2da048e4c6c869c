"""No evaluation: nobody asks how it goes."""

from typing import Literal

from simulation.families import Evaluation


class NoEvaluation(Evaluation):
    """No survey, review or adaptation."""

    kind: Literal["none"] = "none"
