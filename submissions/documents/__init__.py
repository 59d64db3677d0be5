"""Issued documents: memos, receipts, their renditions, and the register of numbers."""
