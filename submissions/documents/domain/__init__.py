"""Making, numbering, issuing and keeping documents."""
