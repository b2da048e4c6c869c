"""Ties: the informal advice network, directed and weighted.

Row i lists the seats that i may ask: first those whom i does ask, `tie_count` of them, then the
others, each part sorted by neighbor. Links are kept symmetric (j stands in i's row whenever i
stands in j's), strengths are not: target 0 means that i does not ask j.
"""

import numpy as np

from simulation.state.columns import Column

FLOAT, INT = np.float64, np.int64

TIES = (
    Column(
        "tie_neighbor",
        INT,
        "seat of the neighbor, -1 = free slot",
        fill=-1,
        low=-1,
        extra="neighbors",
    ),
    Column(
        "tie_strength",
        FLOAT,
        "how strongly the person asks this neighbor",
        low=0,
        extra="neighbors",
    ),
    Column("tie_target", FLOAT, "strength that the tie grows to", low=0, extra="neighbors"),
    Column("tie_count", INT, "neighbors whom the person asks; they stand first", low=0),
)
