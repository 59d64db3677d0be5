"""The sentences in English; titles stay as the definition has them."""

from __future__ import annotations

from scoring.choices import DayCount
from scoring.wording.english_methods import EnglishMethods
from scoring.wording.words import Facts


class English(EnglishMethods):
    """Plain English."""

    AND = "and"
    MORE = "and {} more"

    def evidence(self, facts: Facts) -> str:
        found = [say(facts) for say in (self._pieces, self._measured) if say(facts)]
        text = f"Evidence {self.name(facts)}: {' or '.join(found)}"
        return text if facts["required"] else f"{text} (asked for, never scored)"

    def _pieces(self, facts: Facts) -> str:
        if "accepted" not in facts:
            return ""
        accepted, minimum = facts["accepted"], facts["minimum"]
        if accepted >= minimum:
            return f"{accepted} accepted, {minimum} needed"
        return f"{accepted} of {minimum} accepted, not enough"

    def _measured(self, facts: Facts) -> str:
        if "value" not in facts:
            return ""
        value, least = facts["value"], facts["at_least"]
        threshold = "" if least is None else f" (at least {least} needed)"
        if value is None:
            return f"no accepted value yet{threshold}"
        reached = facts["met"] if "accepted" not in facts else None
        verdict = {True: " reaches the threshold", False: " is too low", None: ""}[reached]
        return f"the value {value}{verdict}{threshold}"

    def criterion(self, facts: Facts) -> str:
        text = f"Criterion {self.name(facts)}"
        if facts["met"]:
            return f"{text}: met"
        return f"{text}: not met, lacking {self.names(facts['missing'])}"

    def level(self, facts: Facts) -> str:
        number = facts["number"]
        if facts["counted"]:
            title = f" “{facts['title']}”" if facts["title"] else ""
            return f"Level {number}{title}: complete, earns {facts['of']}"
        if facts["complete"]:
            held_by = facts["held_by"]
            return f"Level {number} is complete but does not count: level {held_by} is incomplete"
        return f"Level {number} does not count yet, lacking {self.names(facts['missing'])}"

    def partial(self, facts: Facts) -> str:
        earned = [f"{self.name(entry)} {entry['points']}" for entry in facts["criteria"]]
        return f"Level {facts['level']} earns partial credit: {self.listed(earned)}"

    def no_skip(self, facts: Facts) -> str:
        above = self.numbers(facts["above"])
        held = f"level {above} earns" if len(facts["above"]) == 1 else f"levels {above} earn"
        return (
            f"Levels cannot be skipped: level {facts['incomplete']} is incomplete,"
            f" so {held} nothing"
        )

    def late(self, facts: Facts) -> str:
        if facts["days"] == 0:
            grace = facts["grace_days"]
            return f"Submitted {self._over(facts)} late, within the grace of {grace}: no deduction"
        return (
            f"{facts['amount']} deducted: submitted {self._days(facts)} late"
            f" ({facts['per_day']} a day)"
        )

    def waiver(self, facts: Facts) -> str:
        order = f" by order {facts['order']}" if facts["order"] else ""
        return (
            f"Submitted {self._over(facts)} late, the deduction of {facts['amount']}"
            f" is waived{order}"
        )

    def _day_word(self, facts: Facts, number: int) -> str:
        kind = "working " if facts["count"] == DayCount.WORKING else ""
        return f"{number} {kind}day" + ("" if number == 1 else "s")

    def _over(self, facts: Facts) -> str:
        return self._day_word(facts, facts["days_over"])

    def _days(self, facts: Facts) -> str:
        text = self._day_word(facts, facts["days"])
        grace = facts["grace_days"]
        return f"{text} (beyond the grace of {grace})" if grace else text

    def cap(self, facts: Facts) -> str:
        amount, limit = facts["amount"], facts["limit"]
        if facts["reason"] == "scale":
            return f"The sum of {amount} counts up to the full score of {limit}"
        if facts["reason"] == "floor":
            return f"The sum of {amount} counts no less than {limit}"
        bound = "the points earned" if facts["reason"] == "raw" else "the cap"
        return f"The deduction of {amount} is limited to {bound}, {limit}"

    def not_submitted(self, facts: Facts) -> str:
        return (
            f"Not reported: nothing was submitted, the final score is 0.00 (earned {facts['raw']})"
        )

    def tier(self, facts: Facts) -> str:
        if "below" in facts:
            first = f"level {facts['level']}" if facts["level"] else f"a score of {facts['score']}"
            return (
                f"Under {facts['below']} ({first}): the {facts['raw']} earned"
                " count 0.00 by the rule of the round"
            )
        bound = f"level {facts['level']}" if facts["level"] else f"a score of {facts['score']}"
        if facts["reached"]:
            return f"Reaches {facts['name']} ({bound})"
        return f"Does not reach {facts['name']} yet, which needs {bound}"

    def weight(self, facts: Facts) -> str:
        text = f"Final score {facts['final']} of {facts['scale']}"
        if facts["weighted"] is not None:
            return f"{text}, weighted {facts['weighted']} of {facts['weight']}"
        group = facts["group"]
        return f"{text} (no weight for the group {group})" if group else f"{text} (no weight set)"

    def attained(self, level: int | None, raw: str, scale: str) -> str:
        points = f"{raw} of {scale} points"
        if level is None:
            return points
        return f"Level {level}: {points}" if level else f"Level 0, no level complete: {points}"

    def final(self, final: str) -> str:
        return f"final score {final}"

    def next_step(self, step: Facts | None) -> str:
        if step is None:
            return "No further evidence can raise the score"
        if step["action"] == "submit":
            return f"Submit the report: the score becomes {step['result']}, less any late deduction"
        if step["action"] in ("value", "report", "raise"):
            return self._open_step(step)
        change = f"the score rises from {step['score']} to {step['result']}"
        needs = [self._need(need) for need in step["needs"]]
        places = [self.name(place) for place in step.get("places", ())]
        if places:
            change = f"{change} (in {' › '.join(places)})"
        if len(needs) == 1:
            return f"Once {needs[0]}, {change}"
        return f"Once all {len(needs)} are in, {change}: {self.listed(needs)}"

    def _need(self, need: Facts) -> str:
        ways = []
        if any(kind != "number" for kind in need["kinds"]):
            left = need["minimum"] - need["accepted"]
            ways.append("is accepted" if left == 1 else f"has {left} more pieces accepted")
        if "number" in need["kinds"]:
            least = need["at_least"]
            ways.append("has an accepted value" if least is None else f"is at least {least}")
        return f"{self.name(need)} {' or '.join(ways)}"
