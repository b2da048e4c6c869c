"""Ties: the informal advice network, directed and weighted.

Row i lists the seats that i asks or is asked by: first those whom i asks, `tie_count` of them,
then the others, each part sorted by neighbor. Links are kept symmetric (j stands in i's row
whenever i stands in j's), strengths are not: target 0 means that i does not ask j.
Circles and acquaintances say where every seat is: who has to do with whom never changes.
"""

import numpy as np

from simulation.state.columns import Column

FLOAT, SHORT = np.float64, np.int32

TIES = (
    Column(
        "tie_neighbor",
        SHORT,
        "seat of the neighbor, -1 = free slot",
        fill=-1,
        low=-1,
        extra="neighbors",
        below="seats",
    ),
    Column(
        "tie_strength",
        FLOAT,
        "how strongly the person asks this neighbor",
        low=0,
        extra="neighbors",
    ),
    Column("tie_target", FLOAT, "strength that the tie grows to", low=0, extra="neighbors"),
    Column("tie_count", SHORT, "neighbors whom the person asks; they stand first", low=0),
)

CIRCLES = (
    Column("circle_order", SHORT, "seats sorted by circle, a permutation", low=0, below="seats"),
    Column("circle_first", SHORT, "where the seat's circle begins in that order", low=0),
    Column("circle_size", SHORT, "seats in the seat's circle", low=0),
    Column(
        "acquaintance",
        SHORT,
        "seats beyond the circle that this one has to do with, -1 = none",
        fill=-1,
        low=-1,
        extra="acquaintances",
        below="seats",
    ),
)
