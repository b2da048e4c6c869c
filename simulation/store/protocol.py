"""What every store of runs answers; `tests/store/test_protocol.py` holds each store to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from simulation.store.records import Failure, RunRecord

if TYPE_CHECKING:
    import pandas as pd


class Store(Protocol):
    """Runs by content id: written once, never changed, never lost.

    Every method raises StoreError where the database refuses, saying what to do.
    """

    @property
    def url(self) -> str:
        """Where the runs are, without a password: safe to print."""
        ...

    def known(self, run_ids: Iterable[str]) -> set[str]:
        """Those of `run_ids` that are finished; a failed run is not, so that it is tried again."""
        ...

    def add(self, records: Sequence[RunRecord | Failure]) -> None:
        """Store all of `records` or, whatever happens, none.

        A finished run stays as it is: another record or failure of it changes nothing. A run
        that finishes after failing loses its failure; one that fails again has the last failure.
        The first name and text of a scenario id stay.
        """
        ...

    def rows(
        self,
        run_ids: Iterable[str],
        *,
        slice_kind: str | None = "whole",
        outcomes: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """The rows of finished runs: run_id, scenario_id, scenario_name, seed, quarter,
        slice_kind, slice and one float64 column per outcome.

        `slice_kind=None` gives every slice, `outcomes=None` every outcome of these runs in the
        order in which they first name them. Rows are in the order of `run_ids`, then quarter,
        slice kind and slice; a run that is not finished has none. An absent value is pandas'
        missing value; no stored value is ever NaN. Seeds are uint64.

        Raises StoreError where an outcome was never stored.
        """
        ...

    def ledgers(self, run_ids: Iterable[str]) -> dict[str, bytes]:
        """What became of the people of finished runs: bytes by run id, in the order of `run_ids`.

        A run without a ledger is left out: one that did not finish, or that an older version made.
        """
        ...

    def failures(self, run_ids: Iterable[str] | None = None) -> list[Failure]:
        """The failures among `run_ids` in that order, or all of them by run id."""
        ...

    def scenario_text(self, scenario_id: str) -> str:
        """The resolved scenario as it was stored; StoreError where there is none."""
        ...

    def runs(self) -> pd.DataFrame:
        """The finished runs: run_id, scenario_id, scenario_name, seed, seconds, version.

        Sorted by scenario name, scenario id, seed and run id.
        """
        ...

    def close(self) -> None:
        """Let go of the database; a closed store refuses everything but another close."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
