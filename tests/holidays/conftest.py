"""A bureau, its people, and a round that is planned or reported late, counted in working days."""

from tests.indicators.conftest import at, bureau, definition, people, sections

__all__ = ["at", "bureau", "definition", "people", "sections"]
