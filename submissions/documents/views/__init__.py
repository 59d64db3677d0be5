"""Pages of documents: each view parses, calls a verb, renders."""
