"""What a person asks the queue for: heap, narrowing and order, read from an address and written
into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kpi_portal.thai import normalise_text
from submissions.enums import State

NOBODY = "none"
_MOST_TEXT = 200


class Heap(StrEnum):
    """The states as those who review think of them."""

    TO_REVIEW = "to_review"
    RETURNED = "returned"
    TO_CONFIRM = "to_confirm"
    TO_PUBLISH = "to_publish"
    DRAFT = "draft"
    DONE = "done"
    ALL = "all"


STATES: Mapping[Heap, tuple[State, ...]] = {
    Heap.TO_REVIEW: (State.SUBMITTED, State.IN_REVIEW, State.RECONSIDERING),
    Heap.RETURNED: (State.RETURNED,),
    Heap.TO_CONFIRM: (State.ASSESSED,),
    Heap.TO_PUBLISH: (State.CONFIRMED, State.ENDORSED),
    Heap.DRAFT: (State.DRAFT,),
    Heap.DONE: (State.PUBLISHED, State.FINAL, State.EXEMPTED),
    Heap.ALL: tuple(State),
}


class Timing(StrEnum):
    """Reports not handed in though due, those handed in after the due moment, and returns that
    nobody answered by their day."""

    OVERDUE = "overdue"
    LATE = "late"
    UNANSWERED = "unanswered"


SORTED_BY = ("unit", "indicator", "submitted", "judged", "projected", "reviewer", "state")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person asked to see. `sort` is one of `SORTED_BY`, with “-” from the end;
    `reviewer` is a person's key, `nobody` asks for reports that wait for a reviewer, and `differs`
    for those on which two reviewers differ."""

    heap: Heap = Heap.TO_REVIEW
    round: int = 0
    indicator: int = 0
    unit: int = 0
    timing: Timing | None = None
    mine: bool = False
    reviewer: int = 0
    nobody: bool = False
    differs: bool = False
    text: str = ""
    sort: str = "submitted"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """Read from an address; what is not understood is left out."""
        sort = asked.get("sort", "")
        reviewer = asked.get("reviewer", "")
        return cls(
            heap=_one_of(Heap, asked.get("show"), Heap.TO_REVIEW),
            round=_number(asked.get("round", "")),
            indicator=_number(asked.get("indicator", "")),
            unit=_number(asked.get("unit", "")),
            timing=_one_of(Timing, asked.get("timing"), None),
            mine=asked.get("mine") == "1",
            reviewer=_number(reviewer),
            nobody=reviewer == NOBODY,
            differs=asked.get("differs") == "1",
            text=normalise_text(asked.get("q", ""), multiline=False)[:_MOST_TEXT].strip(),
            sort=sort if sort.removeprefix("-") in SORTED_BY else "submitted",
        )

    @property
    def asked(self) -> dict[str, str]:
        """The address's words for these filters; what goes without saying is left out. The heap is
        always named, so that the address never means “nothing asked”."""
        said = {
            "show": str(self.heap),
            "round": str(self.round or ""),
            "indicator": str(self.indicator or ""),
            "unit": str(self.unit or ""),
            "timing": str(self.timing or ""),
            "mine": "1" if self.mine else "",
            "reviewer": NOBODY if self.nobody else str(self.reviewer or ""),
            "differs": "1" if self.differs else "",
            "q": self.text,
            "sort": "" if self.sort == "submitted" else self.sort,
        }
        return {name: value for name, value in said.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything but the heap is asked for."""
        return replace(self, heap=Heap.TO_REVIEW, sort="submitted") != Filters()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _one_of(choices: Any, value: str | None, default: Any) -> Any:
    return choices(value) if value in list(choices) else default
