"""The sentences of target, growth and composite in English."""

from __future__ import annotations

from scoring.choices import Better
from scoring.wording.words import Facts, Words


class EnglishMethods(Words):
    """What the methods other than milestones say."""

    def interpolate(self, facts: Facts) -> str:
        value, score = facts["value"], facts["score"]
        if value is None:
            return "No accepted value yet: 0.00 points"
        start, end = facts["from"], facts["to"]
        if facts["position"] == "between":
            return (
                f"The value {value} lies between {start['value']} ({start['score']} points)"
                f" and {end['value']} ({end['score']} points): {score} points by proportion"
            )
        if facts["position"] == "below":
            where = f"The value {value} does not reach the first point, {start['value']}"
        else:
            where = f"The value {value} is beyond the last point, {end['value']}"
        reason = {
            "zero": "0.00 points",
            "first": f"it earns the first point's score, {score}",
            "cap": f"it earns the last point's score, {score}",
            "extrapolate": f"{score} points on the line continued",
        }[facts["setting"]]
        return f"{where}: {reason}"

    def challenge(self, facts: Facts) -> str:
        lower = facts["better"] == Better.LOWER
        text = f"The target {facts['target']} of the measure {self.name(facts)}"
        if facts["last"] is None:
            return f"{text} has no past result to stand against: not challenging, {facts['score']}"
        compared = f"last year's result {facts['last']}"
        if facts["mean"] is not None:
            compared += f" and the two-year mean {facts['mean']}"
        if facts["challenging"]:
            return f"{text} is challenging, against {compared}"
        direction = "above" if lower else "below"
        return f"{text} is not challenging, {direction} {compared}: {facts['score']} points"

    def band(self, facts: Facts) -> str:
        text = f"Measure {self.name(facts)}: result {facts['result']}, target {facts['target']}"
        margin, score = facts["margin"], facts["score"]
        if margin is None:
            return f"{text} (no per cent of a target of zero): the lowest band, {score} points"
        if margin.startswith("-"):
            return f"{text}, {margin[1:]} % short of it: the lowest band, {score} points"
        above = facts["above"]
        where = "the lowest band" if above is None else f"the band from {above} %"
        return f"{text}, {margin} % better: {where}, {score} points"

    def combine(self, facts: Facts) -> str:
        if "key" in facts:
            return self._part(facts)
        score = facts["score"]
        if facts["combine"] == "growth":
            count = facts["count"]
            return f"{facts['reported']} of {count} measures reported: sum over {count} is {score}"
        ways = {"mean": "The mean of", "weighted_sum": "The weighted sum of"}
        word = "part" if facts["parts"] == 1 else "parts"
        text = f"{ways[facts['combine']]} {facts['parts']} {word} is {score} of {facts['scale']}"
        absent = facts["absent"]
        return f"{text} (no result yet for {self.listed(absent)})" if absent else text

    def _part(self, facts: Facts) -> str:
        text = f"Part {self.name(facts)}"
        if facts["source"] == "absent":
            return f"{text}: no result yet, counts 0.00"
        source = {
            "computed": "",
            "entered": " (entered)",
            "indicator": f" (result of the indicator {facts['indicator']})",
        }[facts["source"]]
        return (
            f"{text}: {facts['score']} of {facts['scale']}{source},"
            f" which adds {facts['contribution']} to the sum"
        )

    def derive(self, facts: Facts) -> str:
        name, formula, score = facts["name"], facts["formula"], facts["score"]
        if facts["derived"] is None:
            return f"{name}: cannot be computed at {score}, {formula} divides by zero"
        return f"{name}: {facts['derived']} ({formula} at a score of {score})"

    def _open_step(self, step: Facts) -> str:
        """A step that is not about a piece of evidence."""
        place = " › ".join(self.name(place) for place in step.get("places", ()))
        change = f"the score rises from {step['score']} to {step['result']}"
        most = f"the score can rise from {step['score']} to at most {step['result']}"
        if step["action"] == "value":
            subject = f"the result of {place}" if place else "the value"
            tier = f" ({step['tier']})" if step["tier"] else ""
            return f"Once {subject} is {step['value']}{tier}, {change}"
        if step["action"] == "report":
            return f"Report {place or 'a further measure'}: {most}"
        return f"{place} has the most left to gain: {most}"
