"""What both languages share: which sentence belongs to which rule, and how names are listed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from scoring.trace import Rule

Facts = Mapping[str, Any]

MOST_NAMES = 4


class Words(ABC):
    """One language. Facts are those of stored steps: numbers are already text."""

    AND: ClassVar[str]
    MORE: ClassVar[str]

    def step(self, code: str, facts: Facts) -> str:
        """The sentence of a rule; raises KeyError for a code that no rule here uses."""
        sentences: dict[str, Callable[[Facts], str]] = {
            Rule.EVIDENCE: self.evidence,
            Rule.CRITERION: self.criterion,
            Rule.LEVEL: self.level,
            Rule.PARTIAL: self.partial,
            Rule.NO_SKIP: self.no_skip,
            Rule.LATE: self.late,
            Rule.WAIVER: self.waiver,
            Rule.CAP: self.cap,
            Rule.NOT_SUBMITTED: self.not_submitted,
            Rule.TIER: self.tier,
            Rule.WEIGHT: self.weight,
            Rule.INTERPOLATE: self.interpolate,
            Rule.CHALLENGE: self.challenge,
            Rule.BAND: self.band,
            Rule.COMBINE: self.combine,
            Rule.DERIVE: self.derive,
        }
        text = sentences[code](facts)
        return f"[{facts['part']}] {text}" if "part" in facts else text

    def name(self, facts: Facts) -> str:
        """A criterion or requirement by its title, with the key to find it by."""
        title, key = facts["title"], facts["key"]
        return f"“{title}” ({key})" if title else str(key)

    def names(self, entries: Sequence[Facts]) -> str:
        """Several of them; a long list is cut, since a sentence is not a table."""
        shown = [self.name(entry) for entry in entries[:MOST_NAMES]]
        left = len(entries) - MOST_NAMES
        return f"{', '.join(shown)} {self.MORE.format(left)}" if left > 0 else self.listed(shown)

    def numbers(self, numbers: Sequence[int]) -> str:
        """Level numbers."""
        return self.listed([str(number) for number in numbers])

    def listed(self, words: Sequence[str]) -> str:
        """One, two, or many, with "and" before the last."""
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {self.AND} {words[-1]}"

    @abstractmethod
    def evidence(self, facts: Facts) -> str: ...

    @abstractmethod
    def criterion(self, facts: Facts) -> str: ...

    @abstractmethod
    def level(self, facts: Facts) -> str: ...

    @abstractmethod
    def partial(self, facts: Facts) -> str: ...

    @abstractmethod
    def no_skip(self, facts: Facts) -> str: ...

    @abstractmethod
    def late(self, facts: Facts) -> str: ...

    @abstractmethod
    def waiver(self, facts: Facts) -> str: ...

    @abstractmethod
    def cap(self, facts: Facts) -> str: ...

    @abstractmethod
    def not_submitted(self, facts: Facts) -> str: ...

    @abstractmethod
    def tier(self, facts: Facts) -> str: ...

    @abstractmethod
    def weight(self, facts: Facts) -> str: ...

    @abstractmethod
    def interpolate(self, facts: Facts) -> str: ...

    @abstractmethod
    def challenge(self, facts: Facts) -> str: ...

    @abstractmethod
    def band(self, facts: Facts) -> str: ...

    @abstractmethod
    def combine(self, facts: Facts) -> str: ...

    @abstractmethod
    def derive(self, facts: Facts) -> str: ...

    @abstractmethod
    def attained(self, level: int | None, raw: str, scale: str) -> str: ...

    @abstractmethod
    def final(self, final: str) -> str: ...

    @abstractmethod
    def next_step(self, step: Facts | None) -> str: ...
