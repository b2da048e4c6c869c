"""Scale: memory of a million people, and how cost grows from a thousand to a million."""

import json
import math
import statistics
import subprocess
import sys
from typing import Any

from benchmarks.rows import Row, row_of

MILLION = 1_000_000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUARTERS = 8
ROUNDS, A_ROUND = 2, 2
"""Rounds are quarters of one life, since burning in a million people takes longer than these."""

LIVE = """
import json, resource, sys, time
from benchmarks.company import company
from simulation.model import MentoringModel

people, quarters, program = (int(word) for word in sys.argv[1:])
model = MentoringModel(company(people, program=bool(program), quarters=quarters), rng=1)
model.step()
seconds = []
while model.running:
    begun = time.process_time()
    model.step()
    seconds.append(time.process_time() - begun)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": seconds, "peak": peak, "people": len(model.state.people)}))
"""


def lived(people: int, quarters: int, *, program: bool) -> dict[str, Any]:
    """CPU seconds of each quarter but the first and peak memory in bytes, in a process alone."""
    command = [sys.executable, "-c", LIVE, str(people), str(quarters), str(int(program))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def memory_million() -> Row:
    """Peak memory of a million people over eight quarters, program on."""
    seen = lived(MILLION, QUARTERS, program=True)
    return row_of(
        "memory_million",
        [seen["peak"] / 1e9],
        "GB",
        "peak resident memory of a run of 1,000,000 people over 8 quarters, program on",
        target="at most 5",
        note=f"{statistics.mean(seen['seconds']):.1f} s of CPU a quarter.",
    )


def growth() -> Row:
    """Exponent b in CPU time a quarter ~ people^b, no program, so no matching."""
    quarters = 1 + ROUNDS * A_ROUND
    lives = [lived(size, quarters, program=False)["seconds"] for size in SIZES]
    rounds = [
        [statistics.mean(life[A_ROUND * turn : A_ROUND * (turn + 1)]) for life in lives]
        for turn in range(ROUNDS)
    ]
    per_person = ", ".join(
        f"{1e9 * min(seconds) / size:,.0f} ns at {size:,}"
        for size, seconds in zip(SIZES, zip(*rounds, strict=True), strict=True)
    )
    return row_of(
        "growth",
        [_slope(seconds) for seconds in rounds],
        "exponent",
        "least squares of log CPU time a quarter on log people, 1,000 to 1,000,000, no program",
        target="at most 1.2",
        note=f"Per person and quarter: {per_person}.",
    )


def _slope(seconds: list[float]) -> float:
    x, y = [math.log(size) for size in SIZES], [math.log(s) for s in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    moved = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return moved / sum((a - mean_x) ** 2 for a in x)
