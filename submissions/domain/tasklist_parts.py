"""The task list of a composite, grouped by its parts."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.definition import Growth
from submissions.domain.outline import PartPlace
from submissions.domain.tasklist import LevelTask, RequirementTask


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a composite that asks for something itself, with its cards."""

    part: PartPlace
    levels: tuple[LevelTask, ...]

    @property
    def tasks(self) -> tuple[RequirementTask, ...]:
        return tuple(task for level in self.levels for task in level.tasks)

    @property
    def open_count(self) -> int:
        return sum(level.open_count for level in self.levels)

    @property
    def returned_count(self) -> int:
        return sum(level.returned_count for level in self.levels)

    @property
    def growth(self) -> Growth | None:
        """The rules of its measures, where it asks for some."""
        scheme = self.part.part.scheme
        return None if scheme is None else scheme.growth


@dataclass(frozen=True, slots=True)
class Chapter:
    """An outermost part of a composite with all sections inside it."""

    key: str
    title: str
    sections: tuple[Section, ...]

    @property
    def tasks(self) -> tuple[RequirementTask, ...]:
        return tuple(task for section in self.sections for task in section.tasks)

    @property
    def open_count(self) -> int:
        return sum(section.open_count for section in self.sections)

    @property
    def returned_count(self) -> int:
        return sum(section.returned_count for section in self.sections)

    @property
    def nested(self) -> bool:
        """Whether the part holds further parts."""
        return any(len(section.part.path) > 1 for section in self.sections)


def sections(levels: tuple[LevelTask, ...]) -> tuple[Section, ...]:
    """The parts of a composite with their cards; none for rounds without parts."""
    found: dict[str, list[LevelTask]] = {}
    for level in levels:
        if level.block.part is not None:
            found.setdefault(level.block.part.key, []).append(level)
    return tuple(
        Section(part, tuple(cards))
        for cards in found.values()
        if (part := cards[0].block.part) is not None
    )


def chapters(levels: tuple[LevelTask, ...]) -> tuple[Chapter, ...]:
    """The outermost parts with the sections inside each."""
    found: dict[tuple[str, str], list[Section]] = {}
    for section in sections(levels):
        outer = (section.part.path[0], section.part.titles[0])
        found.setdefault(outer, []).append(section)
    return tuple(Chapter(key, title, tuple(inner)) for (key, title), inner in found.items())
