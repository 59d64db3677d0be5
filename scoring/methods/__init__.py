"""One module per way a score comes about; `scoring.engine` chooses among them."""
