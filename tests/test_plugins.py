"""Plug-ins: own policies and processes work end to end, and change nobody who names none."""

import importlib.metadata
import shutil
import sys
from textwrap import dedent

import pytest

from simulation import plugins
from simulation.engine.process import PROCESSES
from simulation.errors import ScenarioError
from simulation.families import FAMILIES
from simulation.model import MentoringModel
from simulation.plugins import files_outside, from_outside, load_plugins
from simulation.runner import Job, run, run_many
from simulation.scenario import from_data, load_scenario, renew
from simulation.store.sql import open_store

COMPANY = """
name: Own rules
quarters: 2
organization:
  name: Small
  burn_in_months: 6
  departments: {Service: {headcount: 60}}
"""

OWN = '''
from typing import ClassVar, Literal

import numpy as np

from simulation.engine.parameters import param
from simulation.engine.process import Process
from simulation.families import Matches, Matching


class FirstCome(Matching):
    """Whoever comes first is paired with the first mentor who has room."""

    kind: Literal["first_come"] = "first_come"
    hours: float = 2.0

    def pair(self, candidates, draws):
        mentor = np.full(len(candidates.mentees), -1, dtype=np.int64)
        left = candidates.capacity.copy()
        for row in range(len(mentor)):
            free = np.flatnonzero(candidates.allowed[row] & (left > 0))
            if len(free):
                mentor[row] = free[0]
                left[free[0]] -= 1
        return Matches(mentor, staff_hours=self.hours)


class Cheer(Process):
    """Everybody is cheered up every month."""

    name: ClassVar[str] = "cheer"
    position: ClassVar[float] = 9.5
    writes: ClassVar[tuple[str, ...]] = ("morale",)
    default_on: ClassVar[bool] = DEFAULT_ON

    lift: float = param(1.0, low=0, high=3, unit="z", assumed="a test", doc="cheer a month")

    def step(self, tick):
        tick.state["morale"][tick.state["occupied"]] += self.lift
'''


@pytest.fixture(autouse=True)
def clean():
    """Forget afterwards what a test has registered."""
    registries = (PROCESSES, *FAMILIES.values())
    before = [dict(registry._things) for registry in registries]
    loaded = dict(plugins._loaded)
    yield
    for registry, things in zip(registries, before, strict=True):
        registry._things = things
    plugins._loaded.clear()
    plugins._loaded.update(loaded)
    renew()


@pytest.fixture
def scenario(tmp_path):
    """Write a plug-in and a scenario that uses it, and load that."""

    def write(more="", *, own=OWN, default_on=False, plugin="own.py"):
        (tmp_path / "own.py").write_text(own.replace("DEFAULT_ON", str(default_on)))
        file = tmp_path / "mine.yaml"
        file.write_text(f"{COMPANY}\nplugins: [{plugin}]\n{dedent(more)}")
        return load_scenario(file)

    return write


def words(function, *given):
    with pytest.raises(ScenarioError) as caught:
        function(*given)
    return str(caught.value)


MATCHING = """
program:
  enrollment: {kind: mandatory, mentors: {min_tenure: 0}, mentors_too: true}
  matching: {kind: first_come}
  structure: regular
"""


class TestEndToEnd:
    def test_a_policy_of_one_s_own_pairs_people(self, scenario):
        model = MentoringModel(scenario(MATCHING), rng=1)
        model.step()
        assert model.outcome("active_pairs") > 5
        assert model.outcome("cost_matching") == pytest.approx(2.0 * 45)
        assert model.outcome("matching_gap") is None

    def test_its_fields_are_checked_like_any(self, scenario):
        text = words(scenario, MATCHING.replace("first_come}", "first_come, hour: 3}"))
        assert 'mine.yaml:13: program.matching.hour: unknown key "hour"' in text
        assert 'Did you mean "hours"?' in text

    def test_a_typo_in_its_kind_names_it(self, scenario):
        assert 'Did you mean "first_come"?' in words(scenario, MATCHING.replace("come", "com"))

    @pytest.mark.parametrize("default_on", [False, True])
    def test_a_process_of_one_s_own_is_off_until_named(self, scenario, default_on):
        plain = scenario(default_on=default_on)
        assert "cheer" not in [step.name for step in plain.steps]
        for more in ("processes: {cheer: true}", "parameters: {cheer: {lift: 1.0}}"):
            named = scenario(more, default_on=default_on)
            assert "cheer" in [step.name for step in named.steps]
        off = scenario("parameters: {cheer: {lift: 2}}\nprocesses: {cheer: false}")
        assert off.steps == plain.steps

    def test_it_acts_on_the_run_and_leaves_the_burn_in_alone(self, scenario):
        without, with_it = scenario(), scenario("processes: {cheer: true}")
        runs = [MentoringModel(one, rng=1) for one in (without, with_it)]
        assert (runs[0].state["morale"] == runs[1].state["morale"]).all()
        for model in runs:
            model.step()
        assert runs[1].outcome("morale") > runs[0].outcome("morale") + 10

    def test_its_parameters_have_ranges(self, scenario):
        assert "parameters.cheer.lift: must be 0 to 3 z, not 4" in words(
            scenario, "parameters: {cheer: {lift: 4}}"
        )

    def test_having_a_plug_in_changes_no_other_scenario(self, scenario, nothing):
        before = run(nothing, 1).rows
        scenario("processes: {cheer: true}", default_on=True)
        again = from_data(nothing.as_data())
        assert again.content_id == nothing.content_id
        assert run(again, 1).rows == before

    @pytest.mark.slow
    def test_workers_load_it_as_well(self, scenario, tmp_path):
        one = scenario(MATCHING + "processes: {cheer: true}")
        jobs = [Job(one, seed) for seed in (1, 2)]
        with open_store(f"sqlite:///{tmp_path / 'runs.sqlite'}") as store:
            batch = run_many(jobs, store, workers=2)
            assert batch.finished == 2, batch.failures
            rows = store.rows([jobs[0].run_id])
        assert rows["morale"].iloc[-1] > 60


class TestIdentity:
    def test_the_id_hangs_on_the_plug_in_s_contents_and_not_on_its_place(self, scenario, tmp_path):
        first = scenario(MATCHING).content_id
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        (tmp_path / "own.py").rename(folder / "moved.py")
        for registry in (PROCESSES, FAMILIES["matching"]):
            registry._things.pop("cheer" if registry is PROCESSES else "first_come")
        moved = tmp_path / "moved.yaml"
        moved.write_text(f"{COMPANY}\nplugins: [elsewhere/moved.py]\n{MATCHING}")
        assert load_scenario(moved).content_id == first

    def test_the_id_is_of_what_was_loaded_and_not_of_a_later_edit(self, scenario, tmp_path):
        one, other = scenario(MATCHING), scenario(MATCHING)
        assert one.content_id
        (tmp_path / "own.py").write_text("x = 1\n")
        assert other.content_id == one.content_id

    def test_an_edited_plug_in_is_another_scenario_and_is_what_runs(self, scenario):
        first = scenario(MATCHING)
        again = scenario(MATCHING, own=OWN.replace("hours: float = 2.0", "hours: float = 4.0"))
        assert again.content_id != first.content_id
        model = MentoringModel(again, rng=1)
        model.step()
        assert model.outcome("cost_matching") == pytest.approx(4.0 * 45)

    def test_an_edited_process_is_another_burn_in_if_it_belongs_there(self, scenario):
        lived = OWN.replace("    lift:", "    burn_in: ClassVar[bool] = True\n    lift:")
        on = "processes: {cheer: true}"
        ids = [scenario(on, own=own).burn_in_id for own in (lived, lived + "\n# edited\n")]
        assert ids[0] != ids[1]
        outside = [scenario(on, own=own).burn_in_id for own in (OWN, OWN + "\n# edited\n")]
        assert outside[0] == outside[1]

    def test_what_is_used_from_outside_counts_though_nobody_lists_it(self, scenario, tmp_path):
        listed = scenario(MATCHING)
        data = listed.as_data()
        data["plugins"] = []
        unlisted = from_data(data)
        assert unlisted.content_id == listed.content_id
        assert files_outside(unlisted.program.policies().values()) == [tmp_path / "own.py"]

    def test_ours_and_theirs(self, scenario):
        one = scenario(MATCHING)
        assert from_outside(one.program.matching)
        assert not from_outside(one.program.structure)

    def test_what_is_defined_in_no_file_cannot_be_repeated(self, monkeypatch, scenario):
        matching = scenario(MATCHING).program.matching
        monkeypatch.delitem(sys.modules, type(matching).__module__)
        assert "FirstCome is defined in no file" in words(files_outside, [matching])


class TestErrors:
    def test_a_missing_file_is_named_with_the_line_that_names_it(self, scenario, tmp_path):
        text = words(lambda: scenario(plugin="own.py, other.py"))
        assert text == (
            f"{tmp_path / 'mine.yaml'}:9: plugins.1: there is no plug-in file "
            f'"{tmp_path / "other.py"}"'
        )

    def test_missing_in_a_worker(self, tmp_path):
        text = words(lambda: load_plugins([tmp_path / "gone.py"], reread=renew))
        assert "gone.py: plugins: the plug-in cannot be read: No such file" in text

    @pytest.mark.parametrize(
        ("own", "line", "message"),
        [
            ("import math\n\nmath.no_such_thing\n", 3, "AttributeError: module 'math'"),
            ("x = 1\ny = (\n", 2, "SyntaxError: '(' was never closed"),
            ("def f():\n    raise ValueError('no')\n\nf()\n", 2, "ValueError: no"),
            ("import surely_not_installed\n", 1, "ModuleNotFoundError: No module named"),
        ],
    )
    def test_a_failing_import_says_where_and_why(self, scenario, tmp_path, own, line, message):
        text = words(lambda: scenario(own=own))
        place = f"{tmp_path / 'own.py'}:{line}: plugins: the plug-in fails on import"
        assert text.startswith(place)
        assert message in text

    def test_a_failed_plug_in_can_be_mended(self, scenario):
        words(lambda: scenario(own="1 / 0\n"))
        assert scenario(MATCHING).program.matching.kind == "first_come"

    def test_a_kind_that_exists_is_not_replaced(self, scenario):
        text = words(lambda: scenario(own=OWN.replace("first_come", "optimal")))
        assert 'kind of matching "optimal" is registered twice' in text

    def test_two_files_of_one_name_are_two_plug_ins(self, scenario, tmp_path):
        (tmp_path / "b").mkdir()
        (tmp_path / "b" / "own.py").write_text(
            OWN.replace("DEFAULT_ON", "False").replace("first_come", "second").replace("cheer", "c")
        )
        both = scenario(MATCHING, plugin="own.py, b/own.py")
        assert both.program.matching.kind == "first_come"
        assert {"first_come", "second"} <= set(FAMILIES["matching"].names())

    @pytest.mark.parametrize("given", ["own.py", "{a: own.py}", "[1]", "null"])
    def test_plugins_must_be_a_list_of_files(self, tmp_path, given):
        file = tmp_path / "mine.yaml"
        file.write_text(f"{COMPANY}\nplugins: {given}\n")
        assert "mine.yaml:9: plugins" in words(load_scenario, file)


class TestLoading:
    def test_a_plug_in_is_read_once_and_rebuilt_for_only_then(self, scenario, tmp_path):
        scenario(MATCHING)
        reread = []
        load_plugins([tmp_path / "own.py"], reread=lambda: reread.append(1))
        assert not reread
        (tmp_path / "own.py").write_text("x = 1\n")
        load_plugins([tmp_path / "own.py"], reread=lambda: reread.append(1))
        assert reread == [1]

    def test_nothing_is_written_beside_the_user_s_file(self, scenario, tmp_path):
        scenario(MATCHING)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "own.py"]

    @pytest.fixture
    def installed(self, monkeypatch, tmp_path):
        """Announce a module as an installed plug-in."""

        def announce(source):
            (tmp_path / "announced_plugin.py").write_text(source)
            monkeypatch.syspath_prepend(tmp_path)
            monkeypatch.delitem(sys.modules, "announced_plugin", raising=False)
            point = importlib.metadata.EntryPoint("ours", "announced_plugin", plugins.GROUP)
            monkeypatch.setattr(plugins, "entry_points", lambda group: [point])
            plugins._found_in.cache_clear()

        yield announce
        plugins._found_in.cache_clear()

    def test_installed_plug_ins_are_loaded_once(self, installed):
        installed(OWN.replace("DEFAULT_ON", "False"))
        reread = []
        for _ in range(2):
            load_plugins([], reread=lambda: reread.append(1))
        assert reread == [1]
        assert "first_come" in FAMILIES["matching"]

    def test_a_package_installed_meanwhile_is_found(self, monkeypatch, tmp_path):
        monkeypatch.syspath_prepend(tmp_path)
        assert "ours" not in [point.name for point in plugins._announced()]
        note = tmp_path / "ours-1.0.dist-info"
        note.mkdir()
        (note / "METADATA").write_text("Name: ours\nVersion: 1.0\n")
        (note / "entry_points.txt").write_text(f"[{plugins.GROUP}]\nours = ours\n")
        assert "ours" in [point.name for point in plugins._announced()]
        shutil.rmtree(note)
        assert "ours" not in [point.name for point in plugins._announced()]

    def test_an_installed_plug_in_that_fails_is_no_traceback(self, installed):
        installed("1 / 0\n")
        text = words(lambda: load_plugins([], reread=renew))
        assert "the installed plug-in ours fails on import: ZeroDivisionError" in text
        assert "uninstall" in text
