"""Template tags of the portal; `portal` is built into every template."""
