"""Replay all trials on the frozen model and write their table into README.md.

Run `make tables`, or `python tools/trials_table.py` (several minutes). The table carries the hash
of the sources that a run executes, of the trials and of the ledger; a test fails when it is stale.
"""

import hashlib
import os
import re
from pathlib import Path

from simulation.evidence.fitted import ledger_hash
from simulation.scenario import source_hash
from simulation.trials import all_trials, replay_all
from simulation.trials.table import table_markdown

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"<!-- trials (\w+) -->\n.*?<!-- /trials -->\n", re.DOTALL)


def made_from() -> str:
    """Hash of what the table depends on: sources of runs, trials, ledger."""
    digest = hashlib.blake2b(f"{source_hash()}/{ledger_hash()}".encode(), digest_size=8)
    for file in sorted((ROOT / "simulation" / "trials").glob("*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def written() -> str | None:
    """Hash that the table in README.md was made from; None where there is no table."""
    found = BLOCK.search(README.read_text(encoding="utf-8"))
    return found[1] if found else None


def main() -> None:
    """Replay and write, unless the table is that of these sources already."""
    if written() == made_from():
        print(f"{README.name}: the table of trials is up to date.")
        return
    results = replay_all(all_trials(), workers=os.cpu_count(), null=True)
    seconds = sum(result.seconds for result in results)
    block = f"<!-- trials {made_from()} -->\n{table_markdown(results)}<!-- /trials -->\n"
    text = README.read_text(encoding="utf-8")
    README.write_text(BLOCK.sub(lambda _: block, text), encoding="utf-8")
    print(f"Written: {README.name}, {len(results)} trials, {seconds:.0f} s of work.")


if __name__ == "__main__":
    main()
