"""What background work needs of a person: who it is, and what else they may do."""

from __future__ import annotations

from typing import Any, Protocol


class Person(Protocol):
    """A signed-in account. Jobs stand below the accounts app and do not import its model."""

    @property
    def pk(self) -> Any: ...

    def has_perm(self, perm: str, obj: Any | None = None) -> bool: ...
