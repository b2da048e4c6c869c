"""The public names: few, importable, and cheap until they are used."""

import subprocess
import sys

import pytest

import simulation


def test_there_are_at_most_twelve_and_each_is_importable():
    assert len(simulation.__all__) <= 12
    for name in simulation.__all__:
        assert getattr(simulation, name) is not None, name
    assert len(set(simulation.__all__)) == len(simulation.__all__)


def test_the_list_and_where_they_live_agree():
    assert {*simulation._PUBLIC, "__version__"} == set(simulation.__all__)
    assert dir(simulation) == sorted(simulation.__all__)


def test_a_public_name_is_the_thing_itself():
    from simulation.scenario import load_scenario

    assert simulation.load_scenario is load_scenario


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'simulation' has no attribute 'simulate'"):
        _ = simulation.simulate


def test_importing_the_package_imports_nothing_heavy():
    script = (
        "import sys, simulation; simulation.__version__; "
        "print([n for n in ('numpy', 'pandas', 'numba', 'mesa', 'pydantic') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
