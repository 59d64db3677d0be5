"""What next year's definition takes over from this year's, as plain data. Nothing is stored here.

`plan` says what would change, before anything is made: dates, years in texts, the new baseline;
`carried` makes the new document from what the person left ticked.
"""

from indicators.carrying.plan import CarryPlan, Choice, carried, plan, usual

__all__ = ["CarryPlan", "Choice", "carried", "plan", "usual"]
