"""Acts upon units, people and their roles. Each is audited; none is done past these functions."""
