"""What people are like: dispersion of skills, loadings of set points, shares that last."""

from functools import cached_property

import numpy as np

from simulation.engine.parameters import param
from simulation.engine.small_algebra import cholesky, definite, product
from simulation.evidence.fitted import fitted
from simulation.organization.asking import Asking
from simulation.state.columns import Array

STATES = ("morale", "satisfaction", "commitment", "stress")
"""The well-being states, in the order of every vector and matrix."""


class People(Asking):
    """Parameters of the population: one set for initial people and newcomers alike."""

    skill_dispersion: float = param(
        0.15,
        low=0.1,
        high=0.2,
        unit="level",
        assumed="spread of a skill among people of one role; .15 in the model description",
        doc="standard deviation of plateaus",
    )
    growth_loading: float = param(
        0.6,
        low=0.3,
        high=0.8,
        unit="SD/SD",
        assumed="those who seek help have already learned from it",
        signs=("major06-participation", "kyndt13-participation"),
        doc="loading of growth motivation on every plateau",
    )
    plateau_mean: float = param(
        0.92,
        low=0.8,
        high=1.0,
        unit="of requirement",
        assumed="an established person nearly meets what the role asks",
        doc="mean plateau relative to the role's requirement",
    )
    unused_level: float = param(
        0.25,
        low=0.1,
        high=0.5,
        unit="level",
        assumed="some grounding in what others do",
        doc="mean plateau of a skill that the role does not use",
    )
    start_output: float = param(
        0.635,
        low=0.62,
        high=0.65,
        unit="of own full output",
        evidence=("mellon03-professional", "mellon03-manager", "mellon03-clerical"),
        doc="output of a newcomer relative to the own plateau",
    )
    teaching_mean: float = param(
        0.5,
        low=0.4,
        high=0.6,
        unit="level",
        assumed="middle of the scale by definition",
        doc="mean skill at mentoring without training",
    )
    teaching_dispersion: float = param(
        0.12,
        low=0.05,
        high=0.2,
        unit="level",
        assumed="as far apart as in other skills",
        doc="standard deviation of the skill at mentoring",
    )
    share_morale: float = param(
        0.3,
        low=0.2,
        high=0.5,
        unit="1",
        assumed="morale is the fast process",
        doc="set-point share of the variance of morale",
    )
    share_satisfaction: float = param(
        0.35,
        low=0.2,
        high=0.5,
        unit="1",
        evidence=("dormann01-changers", "dormann02-stable", "bliese02-js-person"),
        doc="set-point share of the variance of satisfaction",
    )
    share_commitment: float = param(
        0.55,
        low=0.4,
        high=0.7,
        unit="1",
        evidence=("bliese02-oc-stab1", "bliese02-oc-stab2"),
        doc="set-point share of the variance of commitment",
    )
    share_stress: float = param(
        fitted("people.share_stress"),
        low=0.58,
        high=0.74,
        unit="1",
        evidence="nohe15-strain-stable",
        doc="set-point share of the variance of stress",
    )
    team_share: float = param(
        fitted("people.team_share"),
        low=0.05,
        high=0.20,
        unit="1",
        evidence=("bliese02-icc-js", "bliese02-icc-oc", "lq02-icc-leadership"),
        doc="share of the variance of well-being that lies between teams",
    )
    stability_loading: float = param(
        fitted("people.stability_loading"),
        low=0.2,
        high=0.5,
        unit="SD/SD",
        evidence="judge02-neurot",
        doc="loading of emotional stability on the set point of satisfaction",
    )
    extraversion_loading: float = param(
        fitted("people.extraversion_loading"),
        low=0.15,
        high=0.45,
        unit="SD/SD",
        evidence="judge02-extrav",
        doc="loading of extraversion on the set point of satisfaction",
    )
    conscientiousness_loading: float = param(
        fitted("people.conscientiousness_loading"),
        low=0.15,
        high=0.45,
        unit="SD/SD",
        evidence="judge02-consci",
        doc="loading of conscientiousness on the set point of satisfaction",
    )
    strain_loading: float = param(
        fitted("people.strain_loading"),
        low=-0.65,
        high=-0.25,
        unit="SD/SD",
        evidence="thoresen03-na-exhaustion",
        doc="loading of emotional stability on the set point of stress",
    )
    tie_loading: float = param(
        0.5,
        low=0.3,
        high=0.6,
        unit="SD/SD",
        assumed="well-connected people are the more content ones (model description)",
        doc="loading of log tie capacity on the set points of satisfaction and commitment",
    )

    @cached_property
    def shares(self) -> Array:
        """Set-point share of the variance of each state, shape (4,)."""
        return np.array(
            [
                self.share_morale,
                self.share_satisfaction,
                self.share_commitment,
                self.share_stress,
            ]
        )

    @cached_property
    def loadings(self) -> Array:
        """Loadings of set points on stability, extraversion, conscientiousness, ties, team: (4, 5).

        In SDs of the set point. Where large loadings together would explain more than the set
        points' correlations allow, all shrink alike until `LEAST_OWN` is left to the person.
        """
        declared = self._declared_loadings()
        explained = product(declared, declared.T)
        room = SET_CORRELATION - LEAST_OWN * np.eye(4)
        if definite(room - explained):
            return declared
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if definite(room - middle * explained) else (low, middle)
        return declared * float(np.sqrt(low))

    def _declared_loadings(self) -> Array:
        """Loadings as the parameters say; the team's follow from the share between teams."""
        team = [float(np.sqrt(min(0.45, self.team_share / share))) for share in self.shares]
        half = (
            self.stability_loading / 2,
            self.extraversion_loading / 2,
            self.conscientiousness_loading / 2,
        )
        return np.array(
            [
                [*half, 0.0, team[0]],
                [
                    self.stability_loading,
                    self.extraversion_loading,
                    self.conscientiousness_loading,
                    self.tie_loading,
                    team[1],
                ],
                [*half, self.tie_loading, team[2]],
                [self.strain_loading, 0.0, 0.0, 0.0, -team[3]],
            ]
        )

    @cached_property
    def residual_factor(self) -> Array:
        """Cholesky factor of what loadings leave of the set points' correlations, shape (4, 4)."""
        left = SET_CORRELATION - product(self.loadings, self.loadings.T)
        return cholesky(left, "the loadings of the set points leave no variance for the person")

    @cached_property
    def dynamic_covariance(self) -> Array:
        """Covariance of the states around their set points: R - sqrt(v v') R, shape (4, 4)."""
        shares = self.shares
        left = np.zeros((4, 4))
        for i in range(4):
            for j in range(4):
                set_part = float(np.sqrt(shares[i] * shares[j])) * SET_CORRELATION[i, j]
                left[i, j] = SET_CORRELATION[i, j] - set_part
        return left

    @cached_property
    def dynamic_factor(self) -> Array:
        """Cholesky factor of `dynamic_covariance`, shape (4, 4)."""
        return cholesky(self.dynamic_covariance, "the shares of the set points leave no room")


LEAST_OWN = 0.05
"""Variance that set points keep in every direction, whatever traits, ties and teams explain."""

SET_CORRELATION = np.array(
    [
        [1.00, 0.50, 0.40, -0.40],
        [0.50, 1.00, 0.58, -0.45],
        [0.40, 0.58, 1.00, -0.35],
        [-0.40, -0.45, -0.35, 1.00],
    ]
)
"""Correlations of set points and states: `boer16-js-oc`, `blegen93-js-stress`; others assumed."""
