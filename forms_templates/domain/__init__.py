"""The business acts upon form templates: one function each, keyword-only after the subject."""
