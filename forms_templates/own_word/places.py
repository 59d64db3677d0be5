"""The places that a Word file may name, as a tree, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
else:
    _StrOrPromise = object

Values = dict[str, Any]
ROWS_IN_SAMPLES = 2


class PlaceKind(StrEnum):
    """What stands at a place: text, a picture, a list to loop over, or further places."""

    TEXT = "text"
    PICTURE = "picture"
    LIST = "list"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class PictureValue:
    """A picture to print, no larger than this."""

    data: bytes
    width_cm: float
    height_cm: float


@dataclass(frozen=True, slots=True)
class Place:
    """One place. A list without `inside` holds texts. `needed` must be in every file; a place that
    `stands_for` another of its group serves as well as that one."""

    name: str
    meaning: _StrOrPromise = ""
    kind: PlaceKind = PlaceKind.TEXT
    sample: str = ""
    needed: bool = False
    inside: tuple[Place, ...] = ()
    stands_for: str = ""

    def child(self, name: str) -> Place | None:
        """The place of that name inside this one."""
        return next((place for place in self.inside if place.name == name), None)


@dataclass(frozen=True, slots=True)
class Listed:
    """One place as the page lists it: its path, and how it is written into a file."""

    path: str
    place: Place
    depth: int
    written: str


def root(*places: Place) -> Place:
    """The tree of all places of a document."""
    return Place("", kind=PlaceKind.GROUP, inside=places)


def walk(tree: Place, path: str = "") -> Iterator[tuple[str, Place, Place]]:
    """Every place below the root with its path and the group or list it lies in."""
    for place in tree.inside:
        here = f"{path}.{place.name}" if path else place.name
        yield here, place, tree
        yield from walk(place, here)


def listed(tree: Place) -> Iterator[Listed]:
    """Every place with an example of its mark, in the order of the tree."""
    yield from _listed(tree, "", "", 0)


def missing(tree: Place, found: Iterable[str]) -> list[str]:
    """Paths of needed places that a file does not name, in the order of the tree."""
    named = set(found)
    lacking = []
    for path, place, group in walk(tree):
        if not place.needed:
            continue
        before = path.rpartition(".")[0]
        others = [
            f"{before}.{other.name}" if before else other.name
            for other in group.inside
            if other.stands_for == place.name
        ]
        if not any(_names(named, wanted) for wanted in (path, *others)):
            lacking.append(path)
    return lacking


def unknown(tree: Place, found: Iterable[str]) -> list[str]:
    """Paths that a file names and the tree does not have."""
    known = {path for path, _place, _group in walk(tree)}
    return sorted(set(found) - known)


def sample_values(tree: Place, picture: bytes) -> Values:
    """Values for every place, for a preview."""
    return {place.name: _sample(place, picture) for place in tree.inside}


def empty_where_absent(tree: Place, values: Mapping[str, Any]) -> Values:
    """The values with every place of the tree, empty where none was given, and nothing else."""
    made: Values = {}
    for place in tree.inside:
        given = values.get(place.name)
        match place.kind:
            case PlaceKind.GROUP:
                made[place.name] = empty_where_absent(place, given or {})
            case PlaceKind.LIST if place.inside:
                made[place.name] = [empty_where_absent(place, row) for row in given or ()]
            case PlaceKind.LIST:
                made[place.name] = list(given or ())
            case _:
                made[place.name] = "" if given is None else given
    return made


def lost(tree: Place, values: Mapping[str, Any], found: Iterable[str]) -> list[str]:
    """Paths that hold something for which a file has no place: it would not be printed."""
    named = set(found)
    return [path for path in _filled(tree, values, "", named) if not _names(named, path)]


def _filled(tree: Place, values: Mapping[str, Any], path: str, named: set[str]) -> Iterator[str]:
    for place in tree.inside:
        here = f"{path}.{place.name}" if path else place.name
        value = values.get(place.name)
        if place.kind is PlaceKind.GROUP:
            yield from _filled(place, value or {}, here, named)
            continue
        other = [o for o in tree.inside if o.stands_for == place.name]
        served = any(_names(named, f"{path}.{o.name}" if path else o.name) for o in other)
        if place.sample.startswith(UNNEEDED) or place.stands_for or served or not value:
            continue
        if place.kind is PlaceKind.LIST and place.inside:
            for row in value:
                yield from _filled(place, row, here, named)
        else:
            yield here


# A place that repeats what the sheet says anyway, and whose absence loses nothing.
UNNEEDED = "\N{NO-BREAK SPACE}"


def _names(named: set[str], path: str) -> bool:
    return path in named or any(other.startswith(f"{path}.") for other in named)


def _sample(place: Place, picture: bytes) -> Any:
    match place.kind:
        case PlaceKind.GROUP:
            return sample_values(place, picture)
        case PlaceKind.PICTURE:
            return PictureValue(picture, 3.0, 3.0)
        case PlaceKind.LIST if place.inside:
            return [sample_values(place, picture) for _row in range(ROWS_IN_SAMPLES)]
        case PlaceKind.LIST:
            return [place.sample]
        case _:
            return place.sample.strip(UNNEEDED)


def _listed(tree: Place, path: str, spoken: str, depth: int) -> Iterator[Listed]:
    for place in tree.inside:
        here = f"{path}.{place.name}" if path else place.name
        said = f"{spoken}.{place.name}" if spoken else place.name
        match place.kind:
            case PlaceKind.LIST if place.inside:
                yield Listed(here, place, depth, f"{{%tr for row in {said} %}} … {{%tr endfor %}}")
                yield from _listed(place, here, "row", depth + 1)
            case PlaceKind.LIST:
                written = f"{{%p for line in {said} %}} {{{{ line }}}} {{%p endfor %}}"
                yield Listed(here, place, depth, written)
            case PlaceKind.GROUP:
                yield from _listed(place, here, said, depth)
            case _:
                yield Listed(here, place, depth, f"{{{{ {said} }}}}")
