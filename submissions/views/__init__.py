"""Pages: each view parses, calls a domain verb or a reading door, and renders."""
