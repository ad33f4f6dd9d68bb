"""What the rooms declare, by code; and where the declarations are found.

    FLOWS: Registry[str, Flow] = Registry("case types")
    FLOWS.add("foi", Flow(…))

A room puts what it declares into files named in PIECES (flow.py, figures.py, desk.py, …) or into a folder of FOLDERS, a file
a thing; ``discover`` imports them all once, when the program starts. No room imports them by hand.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

PIECES = {
    "cards",
    "checks",
    "deeds",
    "desk",
    "figures",
    "findable",
    "flow",
    "letters",
    "portal",
    "settings",
    "tasks",
    "views",
}
FOLDERS = {"checks", "desk", "kinds", "portal", "views"}

_all: "list[Registry[Any, Any]]" = []


class Registry(dict[K, V], Generic[K, V]):
    """Code → what is declared under it, in the order of declaration. ``what``: what the things are called in an error."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what
        _all.append(self)

    def add(self, code: K, declared: V) -> V:
        """Declare; ValueError for a code that is taken."""
        if code in self:
            raise ValueError(f"two {self.what} {code}")
        self[code] = declared
        return declared


F = TypeVar("F", bound=Callable[..., Any])


def name_of(function: Callable[..., Any]) -> str:
    """Where a function stands: gongkai.foi.desk.fees.fees_panel."""
    return f"{function.__module__}.{function.__qualname__}"


class Functions(Registry[str, F]):
    """Functions that need no code: each is known by where it stands."""

    def register(self, function: F) -> F:
        """Usable as a decorator."""
        return self.add(name_of(function), function)


@contextmanager
def isolated() -> Iterator[None]:
    """What is declared inside the block is forgotten behind it, in every registry."""
    before = [(registry, dict(registry)) for registry in _all]
    try:
        yield
    finally:
        for registry, declared in before:
            registry.clear()
            registry.update(declared)


def discover(package: str, folder: Path) -> None:
    """Import what the room ``package`` in ``folder`` declares: see PIECES and FOLDERS."""
    for path in sorted(folder.rglob("*.py")):
        place = path.relative_to(folder).with_suffix("")
        declares = place.name in PIECES or place.parent.name in FOLDERS
        if declares and {"tests", "migrations", "management"}.isdisjoint(place.parts):
            import_module(".".join((package, *place.parts)).removesuffix(".__init__"))
