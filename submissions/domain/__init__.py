"""The business acts: one function each, keyword-only after the subject."""
