"""The ODD description: complete, valid Markdown, and the same as the file in docs."""

import re
from pathlib import Path

import pytest

from simulation.engine.process import PROCESSES
from simulation.families import FAMILIES
from simulation.odd import protocol
from simulation.odd.protocol import write_protocol
from simulation.outcomes.collect import all_outcomes
from simulation.scenario import all_parameters
from simulation.state.state import TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs"
STALE = "docs/ODD.md is stale: run `make tables`"


@pytest.fixture(scope="module")
def text() -> str:
    return write_protocol()


def test_the_file_in_docs_is_what_the_code_declares(text) -> None:
    assert (DOCS / "ODD.md").read_text(encoding="utf-8") == text, STALE


def test_the_seven_elements_stand_in_their_order(text) -> None:
    heads = re.findall(r"^## (\d)\. (.+)$", text, re.MULTILINE)
    assert [int(number) for number, _ in heads] == [1, 2, 3, 4, 5, 6, 7]
    assert heads[0][1] == "Purpose and patterns"
    assert heads[-1][1] == "Submodels"


def test_every_process_has_its_equations_and_every_parameter_its_row(text) -> None:
    for process in PROCESSES:
        assert f"### {process.name}\n" in text
    for parameter in all_parameters():
        assert text.count(f"| `{parameter.path}` |") == 1


def test_every_column_policy_and_outcome_is_named(text) -> None:
    for name, (columns, _) in TABLES.items():
        if name != "scratch":
            assert all(f"| `{column.name}` |" in text for column in columns)
    for registry in FAMILIES.values():
        assert all(f"`{kind}`" in text for kind in registry.names())
    assert all(f"| `{name}` " in text for name in all_outcomes(()))


def test_every_table_has_as_many_cells_as_heads(text) -> None:
    cells = re.compile(r"(?<!\\)\|")
    blocks = re.findall(r"(?:^\|.*\|$\n)+", text, re.MULTILINE)
    assert len(blocks) > 30
    for block in blocks:
        counts = {len(cells.findall(line)) for line in block.splitlines()}
        assert len(counts) == 1, block


def test_bars_and_line_breaks_do_not_break_a_table() -> None:
    assert protocol._cell("a | b\n  c") == "a \\| b c"


def test_a_parameter_says_what_stands_behind_it() -> None:
    known = {parameter.path: parameter for parameter in all_parameters()}
    assert protocol.backing(known["turnover.satisfaction"]) == "`rubenstein18-jobsat`"
    assert protocol.backing(known["learn.rate"]).endswith("V01")
    assert protocol.backing(known["turnover.lag"]) == known["turnover.lag"].why
