"""Pages of forms and their templates."""
