"""Registries: names to things, and errors that help."""

import types

import pytest

from simulation import policies
from simulation.engine.registry import Registry, import_all
from simulation.errors import RegistryError


class Apple:
    pass


class Pear:
    pass


@pytest.fixture
def fruit():
    registry = Registry("fruit")
    registry.add("apple", Apple)
    registry.add("pear", Pear)
    return registry


def test_things_come_back_by_name_in_order(fruit):
    assert fruit.get("pear") is Pear
    assert fruit.names() == ("apple", "pear")
    assert list(fruit) == [Apple, Pear]
    assert len(fruit) == 2
    assert "apple" in fruit
    assert "plum" not in fruit


def test_an_unknown_name_names_the_nearest_and_all_allowed(fruit):
    words = r'unknown fruit "appel".*Did you mean "apple"\?.*Allowed: apple, pear\.'
    with pytest.raises(RegistryError, match=words):
        fruit.get("appel")


def test_where_nothing_is_near_no_guess_is_made(fruit):
    with pytest.raises(RegistryError) as caught:
        fruit.get("xxxxxxxx")
    assert "Did you mean" not in str(caught.value)
    assert "Allowed: apple, pear." in str(caught.value)


def test_a_name_cannot_be_taken_by_somebody_else(fruit):
    with pytest.raises(RegistryError, match=r"registered twice: by .*Apple and by .*Pear"):
        fruit.add("apple", Pear)
    assert fruit.get("apple") is Apple


def test_the_same_source_may_be_loaded_again(fruit):
    again = type("Apple", (), {"__module__": Apple.__module__, "__qualname__": "Apple"})
    fruit.add("apple", again)
    assert fruit.get("apple") is again


def test_a_package_is_imported_with_all_its_modules(monkeypatch, tmp_path):
    home = tmp_path / "some_package"
    (home / "inner").mkdir(parents=True)
    for file in (home / "__init__.py", home / "inner" / "__init__.py"):
        file.touch()
    (home / "inner" / "leaf.py").write_text("seen = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    import some_package

    import_all(some_package)
    assert some_package.inner.leaf.seen
    assert isinstance(policies, types.ModuleType)
