"""Start-up: what importing, compiling and the help of the command cost."""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.rows import Row, row_of

ROUNDS = 5
MODEL = "import simulation.model"
WARM = "from contextlib import nullcontext; from simulation.warming import warm; warm(nullcontext)"
HELP = "import sys; sys.argv = ['mentorsim', '--help']; from simulation.cli import main; main()"


def cpu_of(code: str, **environment: str) -> float:
    """CPU seconds of a Python process that runs a line of code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def imports() -> Row:
    """Importing the model against importing Mesa alone."""
    pairs = [(cpu_of(MODEL), cpu_of("import mesa")) for _ in range(ROUNDS)]
    helps = sorted(cpu_of(HELP) for _ in range(ROUNDS))
    ours = sorted(a for a, _ in pairs)[ROUNDS // 2]
    return row_of(
        "import",
        [a / b for a, b in pairs],
        "ours / import mesa",
        "CPU time of a process that imports the model against one that imports Mesa",
        note=f"{ours:.2f} s for the model; `mentorsim --help` {helps[ROUNDS // 2]:.2f} s.",
    )


def compiling() -> Row:
    """First start, which compiles everything, against later ones, which load it."""
    with tempfile.TemporaryDirectory() as home:
        cache = {"XDG_CACHE_HOME": str(Path(home) / "cache")}
        first = cpu_of(WARM, **cache)
        run = f"{WARM}; from simulation.warming import _run_all; _run_all()"
        later = [cpu_of(run, **cache) for _ in range(3)]
    return row_of(
        "compile",
        [first],
        "s of CPU",
        "first start of a version, everything compiled",
        target="at most 60",
        note=f"Loaded from the cache: {min(later):.1f} s for the same three runs.",
    )
