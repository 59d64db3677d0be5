"""The scores that follow from days off; see `indicators.domain.holiday_scores`."""

from indicators.domain.holiday_scores import keeps_scores
from submissions.domain import holiday_scores

keeps_scores(holiday_scores)
