"""Pages of indicators: the list of a fiscal year, the KPI card, its file."""
