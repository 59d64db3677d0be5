"""Background work of indicators; importing the modules registers it."""

from indicators.tasks import cards, years

__all__ = ["cards", "years"]
