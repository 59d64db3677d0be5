"""Which evidence a round asks for by one version and not by another. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.definition import Requirement


@dataclass(frozen=True, slots=True)
class RequirementChanges:
    """`renamed` are requirements whose title stayed under another key: what was supplied under
    the former key does not count for the new one by itself."""

    gone: tuple[Requirement, ...]
    added: tuple[Requirement, ...]
    renamed: tuple[tuple[Requirement, Requirement], ...]

    def __bool__(self) -> bool:
        return bool(self.gone or self.added or self.renamed)


def requirement_changes(
    before: Iterable[Requirement], after: Iterable[Requirement]
) -> RequirementChanges:
    """What changed among the requirements, in the order in which they are given."""
    old = {requirement.key: requirement for requirement in before}
    new = {requirement.key: requirement for requirement in after}
    gone = {key: r for key, r in old.items() if key not in new}
    added = {key: r for key, r in new.items() if key not in old}
    renamed: list[tuple[Requirement, Requirement]] = []
    for requirement in list(added.values()):
        former = next((r for r in gone.values() if r.title and r.title == requirement.title), None)
        if former is not None:
            renamed.append((former, requirement))
            del gone[former.key], added[requirement.key]
    return RequirementChanges(tuple(gone.values()), tuple(added.values()), tuple(renamed))
