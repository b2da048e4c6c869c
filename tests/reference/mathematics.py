"""The little mathematics that the model needs."""

import math

STATES = ("morale", "satisfaction", "commitment", "stress")

CORRELATIONS = [
    [1.00, 0.50, 0.40, -0.40],
    [0.50, 1.00, 0.58, -0.45],
    [0.40, 0.58, 1.00, -0.35],
    [-0.40, -0.45, -0.35, 1.00],
]
"""Correlations of the four states, and of their set points."""

LEAST_OWN = 0.05
LEAST_NOISE = 0.01


def logistic(x):
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + math.exp(-x)) if x > 0 else math.exp(x) / (1.0 + math.exp(x))


def kept(half_life):
    """Share left after a month."""
    return 2.0 ** (-1.0 / half_life)


def monthly_hazard(annual_rate):
    """Monthly hazard of a yearly rate: annual = 1 - (1 - h)^12."""
    return 1.0 - (1.0 - annual_rate) ** (1.0 / 12.0)


def clip(value, low, high):
    """The value, kept within bounds."""
    return min(high, max(low, value))


def product(left, right):
    """Product of two matrices."""
    columns = list(zip(*right, strict=True))
    return [[sum(a * b for a, b in zip(row, c, strict=True)) for c in columns] for row in left]


def transposed(matrix):
    """Rows and columns exchanged."""
    return [list(column) for column in zip(*matrix, strict=True)]


def combined(left, right, weight):
    """left + weight * right."""
    rows = zip(left, right, strict=True)
    return [[a + weight * b for a, b in zip(*two, strict=True)] for two in rows]


def cholesky(matrix):
    """Lower factor L with L L' = matrix, or None where the matrix is not positive definite."""
    size = len(matrix)
    factor = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(factor[i][k] * factor[j][k] for k in range(j))
            if i == j and rest <= 1e-12:
                return None
            factor[i][j] = math.sqrt(rest) if i == j else rest / factor[j][j]
    return factor


class SetPoints:
    """How set points hang on traits, ties and team, and how states vary around them."""

    def __init__(self, people):
        self.shares = [getattr(people, f"share_{state}") for state in STATES]
        self.loadings = _within_reason(_declared_loadings(people, self.shares))
        explained = product(self.loadings, transposed(self.loadings))
        self.residual = cholesky(combined(CORRELATIONS, explained, -1.0))
        self.around = [
            [
                CORRELATIONS[i][j] * (1.0 - math.sqrt(self.shares[i] * self.shares[j]))
                for j in range(4)
            ]
            for i in range(4)
        ]
        self.dynamic = cholesky(self.around)


def _declared_loadings(people, shares):
    """On stability, extraversion, conscientiousness, tie capacity and team, in SD of set points."""
    team = [math.sqrt(min(0.45, people.team_share / share)) for share in shares]
    traits = [
        people.stability_loading,
        people.extraversion_loading,
        people.conscientiousness_loading,
    ]
    half = [loading / 2.0 for loading in traits]
    return [
        [*half, 0.0, team[0]],
        [*traits, people.tie_loading, team[1]],
        [*half, people.tie_loading, team[2]],
        [people.strain_loading, 0.0, 0.0, 0.0, -team[3]],
    ]


def _within_reason(loadings):
    """Shrink all loadings alike until the set points keep some variance of their own."""
    explained = product(loadings, transposed(loadings))
    own = [[LEAST_OWN * (i == j) for j in range(4)] for i in range(4)]
    room = combined(CORRELATIONS, own, -1.0)
    if cholesky(combined(room, explained, -1.0)):
        return loadings
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2.0
        if cholesky(combined(room, explained, -middle)):
            low = middle
        else:
            high = middle
    return [[math.sqrt(low) * loading for loading in row] for row in loadings]


def noise_factor(rates, feed, around, ratios):
    """Factor of the noise covariance Q = S - A S A' that keeps the states' variances S.

    Where no noise does, its variances are raised to a least and its correlations shrunk.
    """
    linear = [[(1.0 - rates[i]) * (i == j) for j in range(4)] for i in range(4)]
    linear[1][0] = rates[1] * feed
    target = [[around[i][j] * ratios[i] * ratios[j] for j in range(4)] for i in range(4)]
    moved = product(product(linear, target), transposed(linear))
    noise = combined(target, moved, -1.0)
    least = [LEAST_NOISE * target[i][i] for i in range(4)]
    diagonal = [[max(noise[i][i], least[i]) * (i == j) for j in range(4)] for i in range(4)]
    for step in range(20):
        shrunk = [
            [diagonal[i][j] if i == j else (1.0 - step / 20.0) * noise[i][j] for j in range(4)]
            for i in range(4)
        ]
        factor = cholesky(shrunk)
        if factor:
            return factor
    return cholesky(diagonal)
