"""Every notebook runs from top to bottom, uses public names only and carries no stored results."""

import ast
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import simulation

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PACKAGE = "simulation"
MOST_LINES = 14
MINUTES_TO_COMPILE = 15
ABOUT_WIDGETS = "TqdmWarning: IProgress not found"
"""What Mesa's progress bar says where Jupyter has no widgets: true, and not about us."""

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    cells = nbformat.read(path, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code"]


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@every_notebook
def test_only_public_names(path: Path) -> None:
    tree = ast.parse("\n".join(cell.source for cell in code_cells(path)))
    wrong = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE
        for alias in node.names
        if node.module != PACKAGE or alias.name not in simulation.__all__
    ]
    wrong += [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.split(".")[0] == PACKAGE
    ]
    assert not wrong


@every_notebook
def test_it_is_thin_and_holds_no_results(path: Path) -> None:
    for cell in code_cells(path):
        assert len(cell.source.splitlines()) <= MOST_LINES
        assert not cell.outputs
        assert cell.execution_count is None


@pytest.mark.slow
@every_notebook
def test_it_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=60 * MINUTES_TO_COMPILE,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    drawn = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    complaints = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr" and ABOUT_WIDGETS not in output.text
    ]
    assert drawn
    assert not complaints
    assert not list(folder.iterdir()), "a notebook leaves nothing behind"
