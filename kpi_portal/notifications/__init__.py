"""What people are told: rows written in the transaction, delivered after it, failures visible."""
