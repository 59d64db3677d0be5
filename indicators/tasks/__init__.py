"""Background work of indicators; importing the modules registers it."""

from indicators.tasks import years

__all__ = ["years"]
