"""Paired differences between designs, and the spread of simulated futures.

Two designs run with one seed share people and luck (counterfactual twins), so a difference is
taken inside each pair first and averaged afterwards. All sums are exactly rounded
(`math.fsum`): no result depends on the order in which workers delivered the runs.

The interval of the layer `luck` is about the number of replications. It says nothing about how
well the parameters are known; for that, `experiments.layers` splits the spread.
"""

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from simulation.errors import ModelError, Problem, RegistryError, UserError
from simulation.experiments.layers import Draws, Floats, Layer, draw_of, expected, parts_of

type Better = Literal["higher", "lower"] | None

KEYS = ("arm", "replication", "quarter")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SHARES = ("luck_share", "knowledge_share", "knowledge_low", "knowledge_high")


@dataclass(frozen=True)
class PairedDifference:
    """Mean of a - b over pairs, its Student-t interval, and how often a is better.

    `share_better` counts a tie as half a win, so two designs that never differ stand at 0.5.
    Whatever has no meaning is None: everything without a pair, the interval below two pairs,
    the share where neither direction is better.
    """

    mean: float | None
    ci_low: float | None
    ci_high: float | None
    share_better: float | None
    n: int


def paired_difference(
    a: ArrayLike, b: ArrayLike, *, better: Better, level: float = 0.95
) -> PairedDifference:
    """Return mean(a - b) with mean +- t(level, n - 1) s / sqrt(n); a[i] and b[i] are twins.

    Pairs in which either value is absent (None, NaN) are dropped; `n` counts those kept.
    Zero variance gives an interval of width zero. Raises UserError for a level outside (0, 1)
    and ModelError for unequal lengths or infinite values.
    """
    _check_level(level)
    [found] = _paired(_numbers(a)[:, None], _numbers(b)[:, None], [better], level)
    return found


def _paired(
    a: Floats, b: Floats, betters: Iterable[Better], level: float
) -> list[PairedDifference]:
    """The difference of every column; a row holds twins, a column an outcome, NaN is absent."""
    if a.shape != b.shape:
        raise ModelError(f"twins come in pairs, but there are {len(a)} and {len(b)} values")
    gaps = a - b
    over, under = (gaps > 0).sum(axis=0).tolist(), (gaps < 0).sum(axis=0).tolist()
    columns = gaps.T.tolist()
    present = ~np.isnan(gaps)
    for place in np.flatnonzero(~present.all(axis=0)):
        columns[place] = gaps[present[:, place], place].tolist()
    return [
        _difference(column, _share_better(higher, lower, len(column), better), level)
        for column, higher, lower, better in zip(columns, over, under, betters, strict=True)
    ]


def _difference(gaps: list[float], share: float | None, level: float) -> PairedDifference:
    n = len(gaps)
    if n == 0:
        return PairedDifference(None, None, None, None, 0)
    mean, half_width = _mean_and_half_width(gaps, level)
    if half_width is None:
        return PairedDifference(mean, None, None, share, n)
    return PairedDifference(mean, mean - half_width, mean + half_width, share, n)


@dataclass(frozen=True)
class LayeredDifference(PairedDifference):
    """A difference in which parameters vary: its interval holds the middle of futures or draws.

    The shares of the spread that luck and unknown parameters bring add up to 1; the interval
    is of the share of knowledge. They are None where too few futures could tell, or none differ.
    """

    luck_share: float | None
    knowledge_share: float | None
    knowledge_low: float | None
    knowledge_high: float | None
    draws: int


def layered_difference(
    a: ArrayLike,
    b: ArrayLike,
    replications: ArrayLike,
    *,
    layer: Layer,
    better: Better,
    level: float = 0.95,
) -> LayeredDifference:
    """Return mean(a - b), the range of a - b by layer, and what the spread is made of.

    `share_better` counts futures; for the layer `knowledge`, draws by their expected effect.
    """
    _check_level(level)
    a, b = _numbers(a), _numbers(b)
    kept = ~(np.isnan(a) | np.isnan(b))
    gaps, draws = (a - b)[kept], draw_of(np.asarray(replications)[kept])
    if not len(gaps):
        return LayeredDifference(None, None, None, None, 0, None, None, None, None, 0)
    parts = parts_of(gaps, draws, level)
    futures = _numbers(list(expected(gaps, draws).values())) if layer == "knowledge" else gaps
    low, high = _middle(futures, level)
    higher, lower = (futures > 0).sum(), (futures < 0).sum()
    share = _share_better(int(higher), int(lower), len(futures), better)
    luck = None if parts.share is None else 1.0 - parts.share
    shares = (luck, parts.share, parts.share_low, parts.share_high)
    return LayeredDifference(parts.mean, low, high, share, len(gaps), *shares, parts.draws)


def _middle(values: Floats, level: float) -> tuple[float | None, float | None]:
    """The range of the middle of values; two at least."""
    if len(values) < 2:
        return None, None
    low, high = np.quantile(values, [0.5 - level / 2, 0.5 + level / 2]).tolist()
    return low, high


def differences(
    frame: pd.DataFrame,
    against: str,
    outcomes: Mapping[str, Better],
    *,
    level: float = 0.95,
    layer: Layer = "luck",
) -> pd.DataFrame:
    """Return the paired difference of every other arm from `against`, per outcome and quarter.

    `frame` holds one row per (arm, replication, quarter) and one column per outcome;
    `outcomes` maps each outcome to the direction that is better. The result has the columns
    arm, against, outcome, quarter, mean, ci_low, ci_high, share_better, n, level; a value
    without meaning is null (NaN in a float column, blank in CSV). Arms keep their order.
    For other layers than luck it also has those of `LayeredDifference`, and uncertainty.
    """
    _check_level(level)
    _check_frame(frame, outcomes, against)
    own = _numbers(frame[list(outcomes)])
    gaps = own, _of_twins(own, frame, against), frame["replication"].to_numpy()
    quarter_of = frame["quarter"].to_numpy()
    keys: list[tuple[str, str, int]] = []
    pairs: list[PairedDifference] = []
    for arm in frame["arm"].unique():
        if arm == against:
            continue
        rows = np.flatnonzero(frame["arm"] == arm)
        found = {
            int(quarter): _each(
                *(column[rows[quarter_of[rows] == quarter]] for column in gaps),
                betters=outcomes.values(),
                level=level,
                layer=layer,
            )
            for quarter in np.unique(quarter_of[rows])
        }
        keys += [(arm, outcome, quarter) for outcome in outcomes for quarter in found]
        pairs += [pair for outcome in zip(*found.values(), strict=True) for pair in outcome]
    return _differences_table(keys, against, pairs, level, layer)


def _of_twins(values: Floats, frame: pd.DataFrame, against: str) -> Floats:
    """The rows of values of everyone's twin under `against`, NaN where there is none."""
    keys = pd.MultiIndex.from_frame(frame[["replication", "quarter"]])
    base = np.flatnonzero(frame["arm"] == against)
    place = keys[base].get_indexer(keys)
    return np.where(place[:, None] >= 0, values[base][place], np.nan)


def bands(
    frame: pd.DataFrame, outcomes: Iterable[str], quantiles: Sequence[float] = QUANTILES
) -> pd.DataFrame:
    """Return quantiles over replications, per arm, outcome and quarter.

    Columns: arm, outcome, quarter, one per quantile ("p5" is the 5th percentile), n (futures in
    which the outcome has a value) and futures (all of them). Quantiles of nothing are null.
    """
    outcomes = list(outcomes)
    _check_frame(frame, outcomes)
    _check_quantiles(quantiles)
    parts = [
        _bands_of(arm, frame.loc[frame["arm"] == arm], outcomes, quantiles)
        for arm in frame["arm"].unique()
    ]
    return pd.concat(parts, ignore_index=True)


def without_luck(frame: pd.DataFrame, outcomes: Iterable[str]) -> pd.DataFrame:
    """Return the table of runs with a row per draw: outcomes as expected, luck averaged out.

    `replication` then counts draws; an outcome is absent in a draw without any value of it.
    """
    outcomes = list(outcomes)
    rows = []
    for _, own in frame.groupby(["arm", "quarter"], sort=False):
        draws = draw_of(own["replication"].to_numpy())
        row = pd.DataFrame({"replication": np.unique(draws)})
        row["arm"], row["quarter"] = own["arm"].iloc[0], own["quarter"].iloc[0]
        for outcome in outcomes:
            values = _numbers(own[outcome])
            present = ~np.isnan(values)
            known = expected(values[present], draws[present]) if present.any() else {}
            row[outcome] = row["replication"].map(known).astype("float64")
        rows.append(row)
    return pd.concat(rows, ignore_index=True)


def quantile_name(quantile: float) -> str:
    """Return the column of a quantile: 0.05 is "p5", 0.025 is "p2.5"."""
    return f"p{100 * quantile:g}"


def _bands_of(
    arm: str, own: pd.DataFrame, outcomes: Sequence[str], quantiles: Sequence[float]
) -> pd.DataFrame:
    """The bands of one arm: all quarters of the first outcome, then those of the next."""
    values = _numbers(own[list(outcomes)])
    indices = own.groupby("quarter", sort=True).indices
    futures = [len(rows) for rows in indices.values()]
    table = np.full((max(futures), len(outcomes), len(indices)), np.nan)
    for place, rows in enumerate(indices.values()):
        table[: len(rows), :, place] = values[rows]
    columns = table.reshape(len(table), -1)
    cuts = _cuts(columns, quantiles)
    return pd.DataFrame(
        {
            "arm": arm,
            "outcome": np.repeat(outcomes, len(indices)),
            "quarter": np.tile(list(indices), len(outcomes)),
            **{quantile_name(one): cut for one, cut in zip(quantiles, cuts, strict=True)},
            "n": np.count_nonzero(~np.isnan(columns), axis=0),
            "futures": np.tile(futures, len(outcomes)),
        }
    )


def _cuts(values: Floats, quantiles: Sequence[float]) -> Floats:
    """Quantiles of every column over the futures that have a value, shape (quantiles, columns)."""
    cuts = np.full((len(quantiles), values.shape[1]), np.nan)
    ordered = np.sort(values, axis=0)  # what is absent comes last
    counts = np.count_nonzero(~np.isnan(values), axis=0)
    for count in np.unique(counts[counts > 0]):
        alike = counts == count
        cuts[:, alike] = np.quantile(ordered[:count, alike], quantiles, axis=0)
    return cuts


def _each(
    a: Floats,
    b: Floats,
    replications: Draws,
    *,
    betters: Iterable[Better],
    level: float,
    layer: Layer,
) -> Sequence[PairedDifference]:
    """The difference of every column; a row holds twins, a column an outcome, NaN is absent."""
    if layer == "luck":
        return _paired(a, b, betters, level)
    return [
        layered_difference(own, twin, replications, layer=layer, better=better, level=level)
        for own, twin, better in zip(a.T, b.T, betters, strict=True)
    ]


def _differences_table(
    keys: Sequence[tuple[str, str, int]],
    against: str,
    pairs: Sequence[PairedDifference],
    level: float,
    layer: Layer,
) -> pd.DataFrame:
    """The table of differences by arm, outcome and quarter."""
    table = pd.DataFrame(keys, columns=["arm", "outcome", "quarter"]).astype({"quarter": "int64"})
    table.insert(1, "against", against)
    kinds = dict.fromkeys(("mean", "ci_low", "ci_high", "share_better"), "float64")
    kinds |= {"n": "int64", "level": "float64"}
    luck = layer == "luck"
    kinds |= {} if luck else dict.fromkeys(SHARES, "float64") | {"draws": "int64"}
    for name, kind in kinds.items():
        values = level if name == "level" else [getattr(pair, name) for pair in pairs]
        table[name] = np.array(values, dtype=kind)
    return table if luck else table.assign(uncertainty=layer)


def _mean_and_half_width(gaps: list[float], level: float) -> tuple[float, float | None]:
    n = len(gaps)
    if min(gaps) == max(gaps):  # the rounded mean of equal numbers may differ from them
        return gaps[0], 0.0 if n > 1 else None
    mean = math.fsum(gaps) / n
    variance = math.fsum([(gap - mean) ** 2 for gap in gaps]) / (n - 1)
    return mean, _t_quantile(level, n - 1) * math.sqrt(variance / n)


@lru_cache(maxsize=1024)
def _t_quantile(level: float, freedom: int) -> float:
    return float(stdtrit(freedom, 0.5 + level / 2))


def _share_better(higher: int, lower: int, n: int, better: Better) -> float | None:
    """Share of n futures that are better, a tie being half of one."""
    if better is None or n == 0:
        return None
    wins = higher if better == "higher" else lower
    return (wins + (n - higher - lower) / 2) / n


def _numbers(values: ArrayLike | pd.Series | pd.DataFrame) -> Floats:
    """Return floats with NaN for what is absent; an infinite value is a defect of the run."""
    if isinstance(values, pd.DataFrame):
        numbers: Floats = values.to_numpy(dtype=np.float64, na_value=np.nan)
    elif isinstance(values, (np.ndarray, pd.Series)) and values.dtype == np.float64:
        numbers = np.asarray(values)
    else:
        numbers = pd.Series(values, dtype="float64").to_numpy()
    if np.isinf(numbers).any():
        raise ModelError("an outcome is infinite; an outcome without meaning must be absent")
    return numbers


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise UserError(Problem(f"the level {level} is not between 0 and 1", hint="Use 0.95."))


def _check_quantiles(quantiles: Sequence[float]) -> None:
    wrong = [quantile for quantile in quantiles if not 0 <= quantile <= 1]
    if wrong:
        raise UserError([Problem(f"the quantile {one} is not between 0 and 1") for one in wrong])


def _check_frame(frame: pd.DataFrame, outcomes: Iterable[str], against: str | None = None) -> None:
    missing = [key for key in KEYS if key not in frame.columns]
    if missing:
        raise ModelError(f"the table of runs lacks the columns {', '.join(missing)}")
    _check_outcomes(frame, outcomes)
    _check_arm(frame, against)
    twice = frame.duplicated(list(KEYS))
    if twice.any():
        first = frame.loc[twice, list(KEYS)].iloc[0].to_dict()
        raise ModelError(f"the table of runs holds {int(twice.sum())} rows twice, first {first}")


def _check_outcomes(frame: pd.DataFrame, outcomes: Iterable[str]) -> None:
    known = [str(name) for name in frame.columns if name not in KEYS]
    unknown = [name for name in outcomes if name not in known]
    if unknown:
        raise RegistryError(
            [Problem(f'unknown outcome "{name}"', hint=_choices(name, known)) for name in unknown]
        )


def _check_arm(frame: pd.DataFrame, against: str | None) -> None:
    arms = [str(arm) for arm in frame["arm"].unique()]
    if against is not None and against not in arms:
        raise UserError(
            Problem(f'no arm is called "{against}"', key="against", hint=_choices(against, arms))
        )


def _choices(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    guess = f'Did you mean "{near[0]}"? ' if near else ""
    return f"{guess}Known: {', '.join(known) or 'none'}."
