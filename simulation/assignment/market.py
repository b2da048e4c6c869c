"""The market: who may be paired and how each pair is seen, asked for lists, never for a matrix."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulation.assignment.lists import Lists, compacted, full_lists
from simulation.assignment.rules import Bools, Ints, Rules
from simulation.assignment.scan import STEPS, fill_bounds, scan_kernel
from simulation.assignment.scores import Floats, Scores
from simulation.assignment.sight import Sight, keys_kernel
from simulation.errors import ModelError

SMALL_MENTEES = 300
SMALL_PAIRS = 1 << 18
"""A pool of at most so many mentees and pairs is small: all its pairs are listed."""

FEW_PAIRS = 1 << 14
"""So few pairs are all looked at sooner than a scan tells which of them have a chance."""

ROWS, COLUMNS = 64, 512
"""Size of the blocks in which all pairs of a large pool are looked at: they stay in the cache."""

SAMPLE = 32
"""Mentees who tell how good a pair must be to have a chance."""

SHARED_PAIRS = 1 << 22
"""From so many pairs on a scan is shared by threads."""


@dataclass(frozen=True)
class Market:
    """Who may be paired, as whoever does the matching sees it.

    Attributes:
        rules: which pairs may be made.
        capacity: int64 (P,), mentees each mentor may still take.
        scores: true scores and the mentors' own.
        eye: how the scores are seen.
        weight: int64 (M,), how much each mentee's scores count, of WHOLE.
        threads: how many share a long scan; the lists do not depend on it.
    """

    rules: Rules
    capacity: Ints
    scores: Scores
    eye: Sight
    weight: Ints
    threads: int = min(2, os.cpu_count() or 1)

    @property
    def mentees(self) -> int:
        """How many seek a mentor."""
        return self.rules.mentees.size

    @property
    def mentors(self) -> int:
        """How many offer to be one."""
        return self.rules.mentors.size

    @property
    def small(self) -> bool:
        """Whether all pairs may be listed."""
        return self.mentees <= SMALL_MENTEES and self.mentees * self.mentors <= SMALL_PAIRS

    @property
    def tiny(self) -> bool:
        """Whether to look at all pairs takes no longer than to scan them."""
        return self.mentees * self.mentors <= FEW_PAIRS

    @property
    def _sides(self) -> tuple[Rules, Ints, Sight, Ints]:
        return self.rules, self.capacity, self.eye, self.weight

    def blocks(self, rows: Ints, first: Ints, width: int) -> tuple[Ints, Ints]:
        """Keys and ranks of mentees with `width` mentors from each one's `first` on, (R, width).

        Raises:
            ModelError: a score of a permitted pair is not a number from 0 to 1.
        """
        score, mentor_score = np.empty((2, rows.size, width))
        key, rank = np.empty((2, rows.size, width), dtype=np.int64)
        self.scores.fill(rows, first, score, mentor_score)
        seen = score, mentor_score, key, rank
        _refuse(keys_kernel(*self._sides, rows, first, *seen))
        return key, rank

    def pairs(self, rows: Ints, columns: Ints) -> tuple[Ints, Ints]:
        """Key and rank of each of some pairs, -1 = not eligible."""
        key, rank = self.blocks(rows, columns, 1)
        return key[:, 0], rank[:, 0]

    def too_poor(self, rows: Ints, columns: Ints) -> Bools:
        """Which of some permitted pairs are not eligible, because they are seen as too poor."""
        return self.pairs(rows, columns)[0] < 0

    @cached_property
    def seen(self) -> tuple[Ints, Ints]:
        """Keys and ranks of all pairs of a small pool, (M, P), -1 = not eligible."""
        start = np.zeros(self.mentees, dtype=np.int64)
        return self.blocks(np.arange(self.mentees), start, self.mentors)

    @cached_property
    def all_pairs(self) -> Lists:
        """All eligible pairs of a small pool, best first."""
        return full_lists(*self.seen)

    def best(
        self,
        count: int,
        rows: Ints | None = None,
        *,
        price: Ints | None = None,
        floor: Ints | None = None,
        standard: Ints | None = None,
        by_rank: bool = False,
    ) -> Lists:
        """The best pairs of some mentees (None = all) among all mentors, best key first.

        Args:
            count: how many of each mentee at most.
            rows: int64 (R,), mentees; the lists have one row for each.
            price: int64 (P,), what a mentor costs: pairs compete by key - price.
            floor: int64 (R,), only pairs with key - price above it count (None = 0 and more).
            standard: int64 (P,), only pairs that exceed it in the mentor's eyes count.
            by_rank: whether that is the mentors' own preference, or else the key.

        Raises:
            ModelError: a score of a permitted pair is not a number from 0 to 1.
        """
        rows = np.arange(self.mentees) if rows is None else rows
        price = np.zeros(self.mentors, dtype=np.int64) if price is None else price
        standard = np.full(self.mentors, -1) if standard is None else standard
        judged = price, standard, by_rank
        count = min(count, self.mentors)
        if floor is None:
            floor = np.full(rows.size, -int(price.max(initial=0)) - 1)
            if rows.size >= 4 * SAMPLE and count:
                return compacted(*self._hopeful(rows, count, floor, judged)[1:])
        return compacted(*self._best(rows, count, floor, judged)[1:])

    def _hopeful(
        self, rows: Ints, count: int, floor: Ints, judged: tuple[Ints, Ints, bool]
    ) -> tuple[Ints, Ints, Ints, Ints]:
        """As `_best`, but first only among pairs worth what full lists of a sample are.

        Nearly all lists are full of them, and much sooner; the others are made again. The result
        is the same.
        """
        sample = rows[:: rows.size // SAMPLE + 1].copy()  # for kernels, one thing after the other
        filled, column, key, _ = self._best(sample, count, floor[: sample.size], judged)
        if (filled < count).any():
            return self._best(rows, count, floor, judged)
        hope = (key - judged[0][column]).min() - 1
        lists = self._best(rows, count, np.full(rows.size, hope), judged)
        short = np.flatnonzero(lists[0] < count)
        again = self._best(rows[short], count, floor[short], judged)
        for part, better in zip(lists, again, strict=True):
            part[short] = better
        return lists

    def _best(
        self, rows: Ints, count: int, floor: Ints, judged: tuple[Ints, Ints, bool]
    ) -> tuple[Ints, Ints, Ints, Ints]:
        """How many are the best of each row above the floors; mentors, keys (-1 = none), ranks."""
        bounds = np.empty(STEPS)
        fill_bounds(self.eye.noise, bounds)
        heaps = np.empty((3, rows.size, count), dtype=np.int64)
        filled = np.zeros(rows.size, dtype=np.int64)

        def scan(part: slice) -> None:
            own = np.full((4, rows[part].size, count), -1)
            self._scan(bounds, rows[part], judged, (floor[part], own, filled[part]))
            heaps[:, part] = own[1:]

        self._share(scan, rows.size)
        key, column, rank = heaps
        return filled, column, key, rank

    def _share(self, scan: Callable[[slice], None], rows: int) -> None:
        """Scan block by block of mentees, in threads where there is much to do."""
        parts = [slice(begin, begin + ROWS) for begin in range(0, rows, ROWS)]
        if self.threads == 1 or rows * self.mentors < SHARED_PAIRS:
            for part in parts:
                scan(part)
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(scan, parts))

    def _scan(
        self, bounds: Floats, rows: Ints, judged: tuple[Ints, Ints, bool], lists: tuple[Ints, ...]
    ) -> None:
        """Let all pairs of some mentees compete for their lists."""
        for begin in range(0, self.mentors, COLUMNS):
            width = min(COLUMNS, self.mentors - begin)
            score, mentor_score = np.empty((2, rows.size, width))
            self.scores.fill(rows, np.full(rows.size, begin), score, mentor_score)
            price, standard, by_rank = judged
            floor, heaps, count = lists
            wrong = scan_kernel(
                *self._sides,
                bounds,
                rows,
                begin,
                score,
                mentor_score,
                price,
                standard,
                by_rank,
                floor,
                heaps,
                count,
            )
            _refuse(wrong)


def _refuse(wrong: int) -> None:
    if wrong:
        raise ModelError(
            f"matching candidates: score is outside 0..1 or not a number for {wrong} pairs"
        )
