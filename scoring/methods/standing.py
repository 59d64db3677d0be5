"""Where a milestones case stands: which levels are complete, which count, what they earn."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.choices import BelowFirstTier, Skip
from scoring.definition import Scheme
from scoring.plan import ZERO, CriterionPlan, LevelPlan, MilestonesPlan, plan_of
from scoring.result import CriterionOutcome, LevelOutcome, Outcome, RequirementOutcome


@dataclass(frozen=True, slots=True)
class Standing(Outcome):
    """`met` is the mask of the requirements met; `prefix` how many levels from the lowest up are
    complete without a gap."""

    scheme: Scheme
    plan: MilestonesPlan
    met: int
    prefix: int

    def is_complete(self, level: LevelPlan) -> bool:
        """Rule 2: everything the level needs is met."""
        return not level.needs & ~self.met

    def is_counted(self, index: int) -> bool:
        """Rules 3 and 5: in the prefix, or complete where skipping is allowed."""
        if index < self.prefix:
            return True
        return self.scheme.skip is Skip.ALLOWED and self.is_complete(self.plan.levels[index])

    def gives_credit(self, index: int) -> bool:
        """Rules 4 and 5: an incomplete level that earns the points of its met criteria."""
        if self.scheme.skip is Skip.ALLOWED:
            return not self.is_complete(self.plan.levels[index])
        return index == self.prefix

    def credited(self, level: LevelPlan) -> list[CriterionPlan]:
        """The met criteria that carry points of their own."""
        return [c for c in level.criteria if c.credit and not c.needs & ~self.met]

    def level(self) -> int:
        """The achieved level: the last of the prefix, 0 if none, with `skip: allowed` too."""
        return self.plan.levels[self.prefix - 1].level.number if self.prefix else 0

    def earned(self) -> Fraction:
        """Rules 3 to 5: the sum of the earned points."""
        total = self.plan.cumulative[self.prefix]
        for index in range(self.prefix, len(self.plan.levels)):
            level = self.plan.levels[index]
            if self.is_counted(index):
                total += level.level.points
            elif self.gives_credit(index):
                total += credit_of(self.credited(level))
            elif self.scheme.skip is Skip.FORBIDDEN:
                break
        return total

    def raw(self) -> Fraction:
        """The raw score."""
        return self.limited(self.earned())

    def limited(self, earned: Fraction) -> Fraction:
        """Rule 6: at most the scale, and nothing under the first tier where the round says so."""
        return ZERO if self.is_below_first_tier() else min(earned, self.scheme.scale)

    def is_below_first_tier(self) -> bool:
        """Whether a result under the first tier counts nothing here, and this is one."""
        scheme = self.scheme
        if scheme.below_first_tier is not BelowFirstTier.ZERO or not scheme.tiers:
            return False
        first = scheme.tiers[0].level
        return first is not None and self.level() < first

    def levels(self) -> tuple[LevelOutcome, ...]:
        """What became of each level, before the rule on results under the first tier."""
        return tuple(self._level(index) for index in range(len(self.plan.levels)))

    def _level(self, index: int) -> LevelOutcome:
        plan = self.plan.levels[index]
        counted = self.is_counted(index)
        credited = self.credited(plan) if not counted and self.gives_credit(index) else []
        return LevelOutcome(
            number=plan.level.number,
            complete=self.is_complete(plan),
            counted=counted,
            points=plan.level.points if counted else credit_of(credited),
            blocking=self._blocking(plan),
            criteria=tuple(self._criterion(c, credited) for c in plan.criteria),
        )

    def _criterion(self, plan: CriterionPlan, credited: list[CriterionPlan]) -> CriterionOutcome:
        return CriterionOutcome(
            key=plan.criterion.key,
            met=not plan.needs & ~self.met,
            points=plan.credit if plan in credited else ZERO,
            blocking=self._blocking(plan),
            requirements=tuple(
                RequirementOutcome(
                    r.requirement.key, bool(r.bit & self.met), r.requirement.required
                )
                for r in plan.requirements
            ),
        )

    def _blocking(self, plan: CriterionPlan | LevelPlan) -> tuple[str, ...]:
        return tuple(p.requirement.key for p in plan.proofs if not p.bit & self.met)


def standing_of(scheme: Scheme, met: int) -> Standing:
    """The standing that follows when exactly the requirements of the mask are met."""
    plan = plan_of(scheme)
    prefix = 0
    for level in plan.levels:
        if level.needs & ~met:
            break
        prefix += 1
    return Standing(scheme, plan, met, prefix)


def credit_of(criteria: list[CriterionPlan]) -> Fraction:
    """The partial credit of these criteria together."""
    return sum((criterion.credit for criterion in criteria), ZERO)
