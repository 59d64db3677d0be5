"""Pages for people: views parse what was asked, call a verb and render."""
