"""The append-only, hash-chained record of every act.

Public door: `act` (opens a transaction, collects entries, seals them as the last thing it does)
and `verify` (recomputes the chain). `act` is the only way to write an entry.
"""
