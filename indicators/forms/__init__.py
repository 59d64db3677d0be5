"""Forms of the indicators pages."""
