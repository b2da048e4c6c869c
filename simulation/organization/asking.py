"""Asking: parameters of the advice network, in log-odds that one person asks another."""

from functools import cached_property

import numpy as np

from simulation.engine.parameters import param
from simulation.engine.value import Value
from simulation.state.columns import Array


class Asking(Value):
    """Whom people ask: fitted to the advice network of 21 managers, then the same at any size."""

    ask_team: float = param(
        -0.65,
        low=-1.0,
        high=1.0,
        unit="logit",
        evidence="net-krack-advice",
        doc="log-odds to ask a given colleague of the own team, rung and four years of service",
    )
    ask_circle: float = param(
        -0.9,
        low=-1.5,
        high=0.5,
        unit="logit",
        evidence="net-krack-advice",
        doc="same for the other teams of the own circle, the 21 people or so one works beside",
    )
    ask_department: float = param(
        -1.9,
        low=-3.0,
        high=0.0,
        unit="logit",
        assumed="the larger the network, the lower its clustering",
        signs=("net-krack-advice", "net-radoslaw", "net-emaileu-clust"),
        doc="same for one of the few acquaintances elsewhere in the department",
    )
    ask_across: float = param(
        -1.9,
        low=-3.0,
        high=0.0,
        unit="logit",
        assumed="as within the department, once two people have to do with each other",
        signs="genois15-office",
        doc="same for an acquaintance in another department",
    )
    ask_manager: float = param(
        3.0,
        low=1.0,
        high=4.0,
        unit="logit",
        evidence="net-krack-advice",
        doc="one's own manager is asked above all: 19 of the 20 managers do so",
    )
    ask_level: float = param(
        0.4,
        low=0.0,
        high=0.8,
        unit="logit/level",
        evidence="net-krack-advice",
        doc="upward is asked more than downward, for each level between the two, at most two",
    )
    ask_service: float = param(
        0.55,
        low=0.1,
        high=0.7,
        unit="logit/doubling",
        evidence="net-krack-advice",
        doc="who has been here longer is asked more, for each doubling of years of service",
    )
    ask_ability: float = param(
        0.6,
        low=0.2,
        high=0.9,
        unit="logit/SD",
        evidence="net-krack-advice",
        doc="able colleagues are asked more; what in-degrees spread beyond level and service",
    )
    tie_dispersion: float = param(
        1.4,
        low=0.6,
        high=1.5,
        unit="logit",
        evidence="net-krack-advice",
        doc="how far people differ in asking: weight of tie capacity, z",
    )
    pair_dispersion: float = param(
        0.6,
        low=0.0,
        high=1.5,
        unit="logit",
        evidence=("net-krack-advice", "net-krack-friend"),
        doc="what two people share: SD of the part of both directions' log-odds that is the same",
    )

    @cached_property
    def weights(self) -> Array:
        """The parameters in the order that `network` reads them."""
        return np.array(
            [
                self.ask_team,
                self.ask_circle,
                self.ask_department,
                self.ask_across,
                self.ask_manager,
                self.ask_level,
                self.ask_service,
                self.ask_ability,
                self.tie_dispersion,
                self.pair_dispersion,
            ]
        )
