"""What can keep a document from being rendered."""


class RenderingError(Exception):
    """A document cannot be made; the message names the cause and its remedy in English."""
