"""Forms of the document pages."""
