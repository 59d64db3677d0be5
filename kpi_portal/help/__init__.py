"""Help in place: one short guide per role."""
