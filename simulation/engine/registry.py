"""A registry: names to things, filled by the things themselves when their file is imported."""

import difflib
import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from simulation.errors import Problem, RegistryError


class Registry[T]:
    """Things of one family by name; unknown and doubled names are errors that help."""

    def __init__(self, family: str) -> None:
        self.family = family
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> None:
        """Register `thing`; the same source may be loaded again, another may not take the name."""
        known = self._things.get(name)
        if known is not None and _origin(known) != _origin(thing):
            raise RegistryError(
                f'{self.family} "{name}" is registered twice: '
                f"by {_origin(known)} and by {_origin(thing)}. Rename one of them."
            )
        self._things[name] = thing

    def get(self, name: str) -> T:
        """Look one up; an unknown name is an error with the nearest and all allowed names."""
        if name not in self._things:
            nearest = difflib.get_close_matches(name, self._things, n=1)
            guess = f'Did you mean "{nearest[0]}"? ' if nearest else ""
            allowed = ", ".join(sorted(self._things))
            raise RegistryError(
                Problem(f'unknown {self.family} "{name}"', hint=f"{guess}Allowed: {allowed}.")
            )
        return self._things[name]

    def names(self) -> tuple[str, ...]:
        """All names, in order of registration."""
        return tuple(self._things)

    def __iter__(self) -> Iterator[T]:
        return iter(self._things.values())

    def __contains__(self, name: str) -> bool:
        return name in self._things

    def __len__(self) -> int:
        return len(self._things)


def import_all(package: ModuleType) -> None:
    """Import every module of a package, so that each registers what it holds."""
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(info.name)


def _origin(thing: object) -> str:
    return f"{getattr(thing, '__module__', '?')}.{getattr(thing, '__qualname__', repr(thing))}"
