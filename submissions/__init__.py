"""A unit's report on one round of an indicator: answers, evidence, workflow, review, score."""
