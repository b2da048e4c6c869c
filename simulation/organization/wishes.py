"""Wishes: who would join a program, as the logit of the wish, a lasting taste included."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.functions import log
from simulation.engine.philox import uniform_at


@compiled
def mentee_wish_kernel(
    person: np.ndarray,
    occupied: np.ndarray,
    team: np.ndarray,
    team_safety: np.ndarray,
    growth_motivation: np.ndarray,
    satisfaction: np.ndarray,
    stress: np.ndarray,
    draw_a: np.ndarray,
    draw_b: np.ndarray,
    draw_d: np.ndarray,
    luck: np.ndarray,
    intercept: float,
    growth: float,
    standing: float,
    respect: float,
    satisfied: float,
    safety: float,
    workload: float,
) -> None:
    """Fill the logit of the wish for a mentor (d); the taste is logistic.

    `luck` = (seed's two words, month word, hash of the stream), uint32.
    """
    for i in range(occupied.shape[0]):
        draw_d[i] = uniform_at(luck[0], luck[1], person[i], np.uint32(0), luck[2], luck[3])
    for i in range(occupied.shape[0]):
        draw_d[i] = log(draw_d[i] / (1.0 - draw_d[i]))
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        wish = intercept + draw_d[i]
        wish += growth * growth_motivation[i] + standing * draw_a[i] + respect * draw_b[i]
        wish += satisfied * satisfaction[i] + safety * team_safety[team[i]]
        draw_d[i] = wish - workload * stress[i]


@compiled
def mentor_wish_kernel(
    person: np.ndarray,
    occupied: np.ndarray,
    team: np.ndarray,
    team_safety: np.ndarray,
    willingness: np.ndarray,
    conscientiousness: np.ndarray,
    stress: np.ndarray,
    draw_b: np.ndarray,
    draw_e: np.ndarray,
    luck: np.ndarray,
    intercept: float,
    willing: float,
    dutiful: float,
    respect: float,
    safety: float,
    workload: float,
) -> None:
    """Fill the logit of the wish to mentor (e); the taste is logistic.

    `luck` = (seed's two words, month word, hash of the stream), uint32.
    """
    for i in range(occupied.shape[0]):
        draw_e[i] = uniform_at(luck[0], luck[1], person[i], np.uint32(0), luck[2], luck[3])
    for i in range(occupied.shape[0]):
        draw_e[i] = log(draw_e[i] / (1.0 - draw_e[i]))
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        wish = intercept + draw_e[i]
        wish += willing * willingness[i] + dutiful * conscientiousness[i] + respect * draw_b[i]
        wish += safety * team_safety[team[i]]
        draw_e[i] = wish - workload * stress[i]
