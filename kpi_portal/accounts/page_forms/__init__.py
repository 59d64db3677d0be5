"""Forms of the pages for people: they read what was typed, and the verbs judge it."""
