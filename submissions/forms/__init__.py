"""Django forms of the submission pages."""
