"""Ideas: voice under safety yields ideas, some are adopted; an outcome only."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.addresses import stream
from simulation.engine.compiled import compiled
from simulation.engine.functions import exp
from simulation.engine.parameters import param
from simulation.engine.philox import fill_uniform, uniform_at
from simulation.engine.process import Process, Tick

VOICED = stream("ideas.voiced")
ADOPTED = stream("ideas.adopted")


@compiled
def ideas_kernel(
    occupied: np.ndarray,
    person: np.ndarray,
    team: np.ndarray,
    team_safety: np.ndarray,
    voice: np.ndarray,
    satisfaction: np.ndarray,
    draw_a: np.ndarray,
    draw_b: np.ndarray,
    q_ideas: np.ndarray,
    q_adopted: np.ndarray,
    luck: np.ndarray,
    usual: float,
    safety: float,
    channel: float,
    wish: float,
    adopted: float,
) -> None:
    """Voice an idea where u < usual exp(a safety + b voice + c satisfaction); some are adopted.

    `luck` = (seed's two words, month word, hashes of voicing and adoption), uint32.
    """
    u, odds = draw_a, draw_b
    fill_uniform(luck[0], luck[1], luck[2], luck[3], person, u)
    for i in range(occupied.shape[0]):
        z = safety * team_safety[team[i]] + channel * voice[i]
        odds[i] = z + wish * satisfaction[i]
    for i in range(occupied.shape[0]):
        odds[i] = exp(odds[i])
    for i in range(occupied.shape[0]):
        if occupied[i] and u[i] < usual * odds[i]:
            q_ideas[i] += 1.0
            none = np.uint32(0)
            if uniform_at(luck[0], luck[1], person[i], none, luck[2], luck[4]) < adopted:
                q_adopted[i] += 1.0


class Ideas(Process):
    """Ideas voiced and adopted.

    p(idea in a month) = min(1, p0 exp(a safety + b voice channel + c satisfaction))
    p(adopted) = a constant share. Ideas move nothing else.
    """

    name: ClassVar[str] = "ideas"
    position: ClassVar[float] = 13.0
    kernels: ClassVar[tuple[Any, ...]] = (ideas_kernel,)
    writes: ClassVar[tuple[str, ...]] = ("q_ideas", "q_adopted")

    usual: float = param(
        0.05,
        low=0.01,
        high=0.2,
        unit="ideas/month",
        evidence=("dib09-ideas", "eia92-ideas"),
        doc="ideas voiced by an ordinary person: .6 a year where ideas are collected",
    )
    safety: float = param(
        0.3,
        low=0.1,
        high=0.6,
        unit="log/SD",
        assumed="half of the perceived relation is causal",
        signs="frazier17-infoshare",
        shared="causal share of perceptions",
        doc="log ideas per SD of psychological safety",
    )
    channel: float = param(
        0.5,
        low=0.0,
        high=1.0,
        unit="log",
        assumed="a channel that works is used",
        doc="log ideas under a full voice channel",
    )
    wish: float = param(
        0.1,
        low=0.0,
        high=0.3,
        unit="log/SD",
        assumed="the content care more to improve things",
        doc="log ideas per SD of satisfaction",
    )
    adopted: float = param(
        0.45,
        low=0.3,
        high=0.7,
        unit="1",
        evidence=("dib15-adopted", "neckel23-adopted", "eia92-ideas"),
        doc="share of ideas adopted",
    )

    def step(self, tick: Tick) -> None:
        """Voice ideas for one month."""
        luck = tick.draws.luck(VOICED, ADOPTED)
        numbers = self.usual, self.safety, self.channel, self.wish, self.adopted
        tick.call(ideas_kernel, luck, *numbers)
