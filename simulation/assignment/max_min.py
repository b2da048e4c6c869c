"""Max-min: the worst pair as good as possible."""

from dataclasses import replace

from simulation.assignment.cardinality import Pairing
from simulation.assignment.market import Market
from simulation.assignment.optimum import most_and_best
from simulation.assignment.rules import Ints
from simulation.assignment.sight import QUANTA, TIES


def max_min(market: Market, tolerance: float) -> Ints:
    """Make as many pairs as possible, then raise the lowest seen score, then the sum of keys.

    The floor is found by bisection over whole quanta; that it cannot be higher is proven on all
    pairs. In a large pool floor and sum are within the tolerance.

    Returns:
        int64 (M,), each mentee's mentor, -1 for none.
    """
    pairing = Pairing(market)
    most = pairing.most()
    close = 1 if market.small else max(1, int(tolerance * QUANTA))
    floor, too_high = 0, int(pairing.lists.key.max(initial=0)) // TIES + 1
    while too_high - floor > close:
        middle = (floor + too_high) // 2
        if pairing.most(middle * TIES) == most:
            floor = middle
        else:
            too_high = middle
    minimum = max(market.eye.minimum, float(floor))
    above = replace(market, eye=market.eye._replace(minimum=minimum))
    return most_and_best(above, tolerance)
