"""Acts upon indicators and what their pages read."""
