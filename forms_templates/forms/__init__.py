"""The inputs of the pages where forms and their templates are kept."""
