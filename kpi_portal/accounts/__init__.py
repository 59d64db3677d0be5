"""People, the dated tree of units, and who may act as what on a given day."""
