"""Playing stories side by side, so that what happened first was also written first.

A story is a generator that yields the moment at which it goes on and gets that moment back. Acts of
one stretch follow each other within minutes; between stretches other stories have their turn.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import datetime
from heapq import heapify, heappop, heappush

Story = Generator[datetime, datetime, None]


def play(stories: Iterable[Story]) -> None:
    """Run the stories to their ends in the order of their moments; of two at the same moment, the
    one named first."""
    waiting = []
    for place, story in enumerate(stories):
        moment = next(story, None)
        if moment is not None:
            waiting.append((moment, place, story))
    heapify(waiting)
    while waiting:
        moment, place, story = heappop(waiting)
        try:
            following = story.send(moment)
        except StopIteration:
            continue
        heappush(waiting, (max(following, moment), place, story))
