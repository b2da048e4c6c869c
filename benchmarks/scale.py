"""Scale: memory of a million people, and how cost grows from a thousand to a million."""

import json
import math
import subprocess
import sys

from benchmarks.rows import Row, row_of

MILLION = 1_000_000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUARTERS = 8
ROUNDS = 2

LIVE = """
import json, resource, sys, time
from benchmarks.company import company
from simulation.model import MentoringModel

people, quarters, program = (int(word) for word in sys.argv[1:])
model = MentoringModel(company(people, program=bool(program), quarters=quarters), rng=1)
model.step()
begun = time.process_time()
while model.running:
    model.step()
seconds = (time.process_time() - begun) / (quarters - 1)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": seconds, "peak": peak, "people": len(model.state.people)}))
"""


def lived(people: int, quarters: int, *, program: bool) -> dict[str, float]:
    """Seconds a quarter and peak memory in bytes of a run in a process of its own."""
    command = [sys.executable, "-c", LIVE, str(people), str(quarters), str(int(program))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seen: dict[str, float] = json.loads(done.stdout)
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
        note=f"{seen['seconds']:.1f} s of CPU a quarter.",
    )


def growth() -> Row:
    """Exponent b in CPU time a quarter ~ people^b, no program, so no matching."""
    rounds = [[lived(size, 3, program=False)["seconds"] for size in SIZES] for _ in range(ROUNDS)]
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
