"""Indicators of each fiscal year, their versions, rounds and the units that report them."""
