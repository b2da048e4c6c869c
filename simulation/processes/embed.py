"""Embed: ties and regular contact hold people and support them."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.fours import four_from, plus
from simulation.engine.functions import log
from simulation.engine.parameters import param
from simulation.engine.process import Process, Tick
from simulation.engine.rates import kept


@compiled
def embed_kernel(
    occupied: np.ndarray,
    tie_count: np.ndarray,
    tie_strength: np.ndarray,
    tie_contact: np.ndarray,
    tie_total: np.ndarray,
    embeddedness: np.ndarray,
    full_network: float,
    spread: float,
) -> None:
    """Embeddedness: (log(1 + ties / full network) - log 2) / spread, ties with regular contact."""
    for i in range(occupied.shape[0]):
        tie_total[i] = full_network * tie_contact[i] if occupied[i] else tie_total[i]
    tie = tie_strength
    for first in range(0, occupied.shape[0], 4):
        a, b, c, d = four_from(first, occupied.shape[0])
        sums = tie_total[a], tie_total[b], tie_total[c], tie_total[d]
        for slot in range(max(tie_count[a], tie_count[b], tie_count[c], tie_count[d])):
            # Who has fewer ties, or none on a vacant seat, adds strength 0.
            sums = plus(sums, (tie[a, slot], tie[b, slot], tie[c, slot], tie[d, slot]))
        tie_total[a], tie_total[b], tie_total[c], tie_total[d] = sums
    for i in range(occupied.shape[0]):  # logarithms in a loop of their own run side by side
        now = (log(1.0 + tie_total[i] / full_network) - log(2.0)) / spread
        embeddedness[i] = now if occupied[i] else embeddedness[i]


@compiled
def contact_kernel(
    occupied: np.ndarray,
    regular_contacts: np.ndarray,
    attention: np.ndarray,
    tie_contact: np.ndarray,
    contacts: np.ndarray,
    support_reach: np.ndarray,
    support_set: np.ndarray,
    tie_lost: np.ndarray,
    support: np.ndarray,
    team: np.ndarray,
    team_climate: np.ndarray,
    peer_relations: np.ndarray,
    tie_count: np.ndarray,
    tie_strength: np.ndarray,
    tie_total: np.ndarray,
    embeddedness: np.ndarray,
    most: float,
    gain: float,
    loss: float,
    half_contacts: float,
    contact_kept: float,
    full_network: float,
    spread: float,
) -> None:
    """Tie of regular contact and reach of support by any, the support that is felt; embed all.

    Both are the larger of n / (n + half), the tie's at most `most`, and what last month's keeps.
    """
    for i in range(occupied.shape[0]):
        if not occupied[i]:
            continue
        n = regular_contacts[i] + attention[i]
        tie_contact[i] = max(most * n / (n + half_contacts), tie_contact[i] * contact_kept)
        now = contacts[i] / (contacts[i] + half_contacts)
        reach = max(now, support_reach[i] * contact_kept)
        support_reach[i] = reach
        support[i] = support_set[i] + gain * reach - loss * tie_lost[i]
        peer_relations[i] = 0.6 * team_climate[team[i]] + 0.8 * support[i]
    ties = tie_count, tie_strength, tie_contact, tie_total
    embed_kernel(occupied, *ties, embeddedness, full_network, spread)


class Embed(Process):
    """Ties, contact and the support that people feel.

    tie of contact = max(most m / (m + 3), last month's 2^(-1 / half-life)), m regular meetings with
    a mentor (from the second of the same two on) or an attentive manager: a tie of up to half a
    full network
    embeddedness = (log(1 + all ties / full network) - log 2) / SD of an established colleague's
    reach = max(n / (n + 3), last month's 2^(-1 / half-life)), n supportive contacts of any kind:
    support outlasts the contact that brought it, as the tie does
    support = usual support + gain reach - loss x share of ties lately lost
    peer relations = .6 team climate + .8 support (SD 1)
    """

    name: ClassVar[str] = "embed"
    position: ClassVar[float] = 8.5
    burn_in: ClassVar[bool] = True
    kernels: ClassVar[tuple[Any, ...]] = (embed_kernel, contact_kernel)
    writes: ClassVar[tuple[str, ...]] = (
        "tie_contact",
        "tie_total",
        "embeddedness",
        "support",
        "support_reach",
        "peer_relations",
    )

    half_contacts: float = param(
        3.0,
        low=1.0,
        high=6.0,
        unit="1/month",
        assumed="half of the effect at about three contacts a month",
        doc="contacts a month with half of the effect",
    )
    contact_tie: float = param(
        0.5,
        low=0.2,
        high=0.8,
        unit="full networks",
        assumed="up to half a newcomer's full network",
        off=0.0,
        mechanism="Regular contact is a tie that holds",
        doc="tie strength that regular contact lends at most",
    )
    contact_half_life: float = param(
        3.0,
        low=1.0,
        high=6.0,
        unit="months",
        assumed="contact that stops is forgotten within a year",
        doc="half-life of the tie and the support that contact has lent",
    )
    full_network: float = param(
        11.0,
        low=8.0,
        high=15.0,
        unit="tie strength",
        assumed="measured: log(1 + ties / this) of those with a year of service has mean log 2",
        signs="net-krack-advice",
        doc="tie strength of an established colleague",
    )
    embeddedness_spread: float = param(
        0.265,
        low=0.15,
        high=0.35,
        unit="log",
        assumed="measured on those with a year of service, as the generator draws their ties",
        doc="SD of log(1 + ties) among established colleagues",
    )
    support_gain: float = param(
        0.5,
        low=0.2,
        high=1.0,
        unit="z",
        assumed="half a standard deviation of felt support from very frequent contact",
        doc="felt support gained from contacts",
    )
    support_loss: float = param(
        1.0,
        low=0.3,
        high=3.0,
        unit="z",
        assumed="losing all ties costs about a standard deviation",
        doc="felt support lost with all ties",
    )

    def prepare(self, tick: Tick) -> None:
        """Embed the people of the first day, so that their hazard can be solved."""
        tick.call(embed_kernel, self.full_network, self.embeddedness_spread)

    def step(self, tick: Tick) -> None:
        """Ties and support of one month."""
        tick.call(
            contact_kernel,
            self.contact_tie,
            self.support_gain,
            self.support_loss,
            self.half_contacts,
            kept(self.contact_half_life),
            self.full_network,
            self.embeddedness_spread,
        )
