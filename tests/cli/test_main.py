"""All commands: help, exit codes, and what becomes of errors."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from simulation.about import VERSION
from simulation.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = get_command(app).commands
EXAMPLE = re.compile(r"Example: (mentorsim .+)")
PROMISED = {
    "demo", "compare", "run", "import", "workforce", "check", "quarter", "parameters", "policies",
    "outcomes", "schema", "odd", "explain", "screening", "trials", "calibrate",
}  # fmt: skip

HELPS = """
import sys
from typer.testing import CliRunner
from simulation.cli.main import app
names = sys.argv[1].split()
for words in [["--help"], ["--version"], *([name, "--help"] for name in names)]:
    assert CliRunner().invoke(app, words).exit_code == 0, words
print(sorted({"numpy", "mesa", "pandas", "sqlalchemy", "matplotlib"} & set(sys.modules)))
"""


class TestHelp:
    def test_all_commands_are_there(self):
        assert set(COMMANDS) == PROMISED

    @pytest.mark.parametrize("name", sorted(COMMANDS))
    def test_every_command_has_help_with_an_example_of_itself(self, well, name):
        example = EXAMPLE.search(well(name, "--help"))
        assert example
        assert example[1].split()[:2] == ["mentorsim", name]

    @pytest.mark.parametrize("name", sorted(COMMANDS))
    def test_examples_name_options_and_shipped_files_that_exist(self, name):
        words = EXAMPLE.search(COMMANDS[name].help)[1].split()[2:]
        options = {option for each in COMMANDS[name].params for option in each.opts}
        assert {word for word in words if word.startswith("--")} <= options
        for word in words:
            if word.startswith("scenarios/"):
                assert list(ROOT.glob(word)), word

    @pytest.mark.parametrize("name", sorted(COMMANDS))
    def test_every_option_and_argument_says_what_it_is(self, name):
        assert all(each.help for each in COMMANDS[name].params if each.name != "help")

    def test_no_command_is_help(self, call):
        result = call()
        assert "Usage: mentorsim" in result.output
        assert "mentorsim demo" in result.output

    def test_help_imports_nothing_heavy(self):
        done = subprocess.run(
            [sys.executable, "-c", HELPS, " ".join(COMMANDS)],
            capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        assert done.stdout.strip() == "[]"

    def test_version(self, well):
        assert well("--version").strip() == f"mentorsim {VERSION}"


class TestErrors:
    @pytest.mark.parametrize(
        "words",
        [
            ["nonsense"],
            ["run"],
            ["run", "company.yaml", "--nonsense"],
            ["run", "absent.yaml"],
            ["run", "company.yaml", "--seed", "-1"],
            ["run", "company.yaml", "--quarters", "0"],
            ["compare", "study.yaml", "--replications", "0"],
            ["compare", "study.yaml", "--seed", str(2**64)],
            ["compare", "study.yaml", "--workers", "0"],
            ["compare", "company.yaml"],
            ["compare", "study.yaml", "--organization", "absent.yaml"],
            ["compare", "study.yaml", "--store", "mysterious://somewhere"],
            ["check", "absent.yaml"],
            ["import", "absent.csv"],
            ["schema", "--out", "absent/folder/schema.json"],
            ["workforce", "company.yaml", "--out", "absent/folder/people.csv"],
            ["run", "0" * 32, "--store", "absent.db"],
        ],
        ids=" ".join,
    )
    def test_a_mistake_of_the_user_is_2_and_words(self, call, folder, words):
        result = call(*words)
        assert result.exit_code == 2, result.output
        assert isinstance(result.exception, SystemExit)
        assert result.stderr.strip()
        assert "Traceback" not in result.stderr

    def test_an_interruption_is_130(self, call, folder, monkeypatch):
        def interrupt(tell):
            raise KeyboardInterrupt

        monkeypatch.setattr("simulation.warming.warm", interrupt)
        result = call("run", "company.yaml")
        assert result.exit_code == 130
        assert "Interrupted" in result.stderr

    def test_an_interruption_while_all_is_still_imported_is_130_as_well(self):
        script = (
            "import sys\n"
            "class Interrupted:\n"
            "    def find_spec(self, name, path=None, target=None):\n"
            "        if name == 'typer':\n"
            "            raise KeyboardInterrupt\n"
            "sys.meta_path.insert(0, Interrupted())\n"
            "from simulation.cli import main\n"
            "main()\n"
        )
        words = [sys.executable, "-c", script]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (130, "Interrupted.\n")

    def test_a_defect_is_not_dressed_up_as_a_mistake_of_the_user(self, call, folder, monkeypatch):
        def break_down(tell):
            raise ZeroDivisionError

        monkeypatch.setattr("simulation.warming.warm", break_down)
        result = call("run", "company.yaml")
        assert result.exit_code == 1
        assert isinstance(result.exception, ZeroDivisionError)


class TestProcess:
    def test_the_module_is_the_command(self, start):
        process = start("--version")
        assert process.communicate()[0].strip() == f"mentorsim {VERSION}"
        assert process.returncode == 0

    def test_a_mistake_is_2_and_words(self, start, tmp_path):
        process = start("check", "absent.yaml", cwd=tmp_path)
        out, words = process.communicate()
        assert process.returncode == 2
        assert (out, words.splitlines()[0]) == ("", "1 problem found:")
        assert "absent.yaml: the file does not exist" in words

    def test_a_reader_who_leaves_early_is_no_error(self, start):
        process = start("schema")
        process.stdout.close()
        process.stdout = None
        words = process.communicate()[1]
        assert (process.returncode, words) == (0, "")
