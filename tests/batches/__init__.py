"""Memos for all units of a round."""
