import io

import pytest
from rich.console import Console

from simulation.report.table import plain_text, print_comparison

SHOWN = ["People kept", "Skill", "Morale", "Cost so far", "Net benefit so far"]


def printed(differences, labels, *, width=None):
    terminal = {} if width is None else {"force_terminal": True, "width": width}
    console = Console(file=io.StringIO(), color_system=None, legacy_windows=False, **terminal)
    print_comparison(console, differences, labels, quarter=4)
    return console.file.getvalue()


class TestPlainText:
    def test_lines_are_aligned_and_whole(self, study, labels):
        _, _, differences = study(6)
        lines = plain_text(differences, labels, quarter=4).splitlines()
        assert lines[0] == (
            "Difference from No program after 4 quarters, 95% intervals, "
            "n = 12 paired futures per design; "
            "bands and intervals show luck, not uncertainty about the model"
        )
        place = lines[2].index("Difference")
        assert all(line[place - 2 : place] == "  " for line in lines[4:])
        assert len(lines) == 4 + 5 * len(SHOWN)

    def test_nothing_to_compare(self, study, labels):
        _, _, differences = study(1)
        assert plain_text(differences, labels, quarter=4).startswith("No design to compare")


class TestPrint:
    def test_a_pipe_gets_plain_text(self, study, labels):
        _, _, differences = study(6)
        assert printed(differences, labels) == plain_text(differences, labels, quarter=4)

    @pytest.mark.parametrize("width", [40, 80, 200])
    def test_no_number_is_ever_cut(self, study, labels, width):
        _, _, differences = study(5)
        text = " ".join(printed(differences, labels, width=width).split())
        cells = plain_text(differences, labels, quarter=4).splitlines()[4:]
        changes = [cell for line in cells for cell in line.split("  ") if " to " in cell]
        assert changes
        ends = [end for change in changes for end in change.split(" to ") if end[-1:].isdigit()]
        assert all(end in text.split() for end in map(str.strip, ends))

    def test_a_wide_terminal_gets_designs_by_outcomes(self, study, labels):
        _, _, differences = study(3)
        lines = printed(differences, labels, width=160).splitlines()
        head = next(line for line in lines if "Skill" in line)
        assert all(label in head for label in SHOWN)

    def test_a_narrow_terminal_gets_a_list(self, study, labels):
        _, _, differences = study(3)
        lines = printed(differences, labels, width=80).splitlines()
        assert "Full design" in [line.strip() for line in lines]
        assert all(len(line) <= 80 for line in lines)

    def test_names_are_not_read_as_markup(self, study, labels):
        _, _, differences = study(2)
        named = differences.assign(arm="[bold]Full[/bold]")
        for width in (80, 160):
            assert "[bold]Full[/bold]" in printed(named, labels, width=width)

    def test_a_missing_outcome_is_left_out(self, study, labels):
        _, _, differences = study(2)
        text = printed(differences.query("outcome != 'skill'"), labels, width=160)
        assert "Skill" not in text
        assert "Morale" in text
