"""What people are told: rows written in the transaction, delivered after it, failures visible.

Public door: `sending.notify`. Kinds are registered with their sentences in `kinds`.
"""
